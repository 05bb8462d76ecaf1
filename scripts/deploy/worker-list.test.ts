import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, it } from "vitest";
import { unstable_readConfig } from "wrangler";
import { configOf } from "./config.ts";
import { decideSecrets, secretNames } from "./secrets.ts";
import { readSettings } from "./settings.ts";
import { backToFront, listWorkers, SITE_SOURCE, type Worker } from "./worker-list.ts";
import { ROOT } from "../paths.ts";

const worker = (name: string, ...bound: string[]): Worker => ({
  name,
  configPath: `/${name}/wrangler.toml`,
  config: { name, services: bound.map((service) => ({ binding: service.toUpperCase(), service })) },
});

it("puts each Worker after those that it is bound to, and refuses a circle and a Worker that is not there", () => {
  const ordered = backToFront([worker("site", "gateway"), worker("gateway", "calls", "gateway"), worker("calls")]);
  expect(ordered.map(({ name }) => name)).toEqual(["calls", "gateway", "site"]);
  expect(() => backToFront([worker("a", "b"), worker("b", "a")])).toThrow(/in a circle: a, b/);
  expect(() => backToFront([worker("a", "gone")])).toThrow(/a is bound to gone, which does not exist/);
});

it("names every Worker, and gives an address to the gateway and the site alone", () => {
  const workers = listWorkers();
  const settings = { ...readSettings("prod", `${ROOT}/deploy`), name: "staging", rate_limit_offset: 7000 };
  const configs = workers.map((one) =>
    configOf(one, {
      settings,
      workers,
      hyperdriveId: "id",
      requiredSecrets: [],
      directory: `${ROOT}/.wrangler/environments/prod`,
    }),
  );
  expect(configs.filter(({ routes }) => routes !== undefined).map(({ name }) => name)).toEqual([
    "staging-gateway",
    "staging-site",
  ]);
  const text = JSON.stringify(configs);
  for (const left of ["localhost", "127.0.0.1", '"allokoli-', "0".repeat(32), '"DEVELOPMENT"'])
    expect(text.replaceAll(`"account_id":"${"0".repeat(32)}"`, "")).not.toContain(left);
  const limits = configs.flatMap(({ ratelimits = [] }) => ratelimits.map(({ namespace_id: id }) => Number(id)));
  expect(Math.min(...limits)).toBeGreaterThan(8000);
});

it("derives files that wrangler reads, whose paths lead to the sources", () => {
  const directory = join(ROOT, ".wrangler/environments/unit-test");
  mkdirSync(directory, { recursive: true });
  try {
    const settings = readSettings("prod", `${ROOT}/deploy`);
    const workers = listWorkers();
    for (const one of workers.filter(({ configPath }) => configPath !== SITE_SOURCE)) {
      const path = join(directory, `${one.name}.json`);
      const around = { settings, workers, hyperdriveId: "h".repeat(32), requiredSecrets: ["A_SECRET"], directory };
      writeFileSync(path, JSON.stringify(configOf(one, around)));
      const before = unstable_readConfig({ config: one.configPath }, { hideWarnings: true });
      const derived = unstable_readConfig({ config: path }, { hideWarnings: true });
      expect(derived.main).toBe(before.main);
      expect(existsSync(derived.main ?? "")).toBe(true);
      // Wrangler leaves this path as it is written: from its file.
      const assetsOf = (file: string, given?: string) => given && resolve(dirname(file), given);
      expect(assetsOf(path, derived.assets?.directory)).toBe(assetsOf(one.configPath, before.assets?.directory));
      const kept = [
        "alias",
        "compatibility_date",
        "migrations",
        "triggers",
        "limits",
        "durable_objects",
        "minify",
      ] as const;
      for (const part of kept) expect(derived[part]).toEqual(before[part]);
      expect(derived.secrets?.required).toEqual(["A_SECRET"]);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});

const THERE = { SUPABASE_ANON_KEY: "anon", SUPABASE_SERVICE_ROLE_KEY: "service", DATABASE_OWNER_PASSWORD: "owner" };
const everywhere = (names: string[]) =>
  new Map(
    listWorkers().map((one) => [one.name, new Set(secretNames(one).required.filter((name) => names.includes(name)))]),
  );

it("asks for what only others can give, all at once", () => {
  const ask = () => decideSecrets(listWorkers(), { here: {}, there: new Map(), hasHyperdrive: false });
  expect(ask).toThrow(/SUPABASE_ANON_KEY[^]*DATABASE_OWNER_PASSWORD[^]*VAPI_API_KEY[^]*VAPI_PHONE_NUMBER_ID/);
});

it("makes a shared secret only when no Worker has it", () => {
  const here = { ...THERE, VAPI_API_KEY: "key", VAPI_PHONE_NUMBER_ID: "number" };
  const { made, sent } = decideSecrets(listWorkers(), { here, there: new Map(), hasHyperdrive: false });
  expect(Object.keys(made).toSorted()).toEqual([
    "CREDENTIALS_KEY",
    "DATABASE_PASSWORD",
    "OPERATOR_KEY",
    "VAPI_WEBHOOK_SECRET",
  ]);
  expect(sent.get("allokoli-assistants")?.["CREDENTIALS_KEY"]).toBe(
    sent.get("allokoli-deliveries")?.["CREDENTIALS_KEY"],
  );

  const there = everywhere(["CREDENTIALS_KEY", "OPERATOR_KEY", "VAPI_WEBHOOK_SECRET"]);
  expect(decideSecrets(listWorkers(), { here, there, hasHyperdrive: true }).made).toEqual({});

  there.set("allokoli-deliveries", new Set());
  expect(() => decideSecrets(listWorkers(), { here, there, hasHyperdrive: true })).toThrow(
    /CREDENTIALS_KEY is at Cloudflare, and not here, but allokoli-deliveries does not have it yet/,
  );
});
