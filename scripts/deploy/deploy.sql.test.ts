import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, inject, it } from "vitest";
import { applyBootstrap } from "@allokoli/emulators/supabase-auth/bootstrap";
import { createTestDatabase, type TestDatabase } from "../../tests/postgres.ts";
import { ROOT } from "../paths.ts";
import { deploy } from "./command.ts";
import { fakeWrangler, type Account, type Logged } from "./testing/fake-wrangler.ts";
import { realTools, startProgram, type Start } from "./tools.ts";
import { listWorkers, SITE_SOURCE } from "./worker-list.ts";

// The whole command. Wrangler is a fake that answers as it does; in the first test it is a program on PATH, beside the
// Supabase CLI and Postgres as they are. The hosts of the settings are functions.

const SECRETS = {
  CLOUDFLARE_API_TOKEN: "cloudflare-token-value",
  DATABASE_OWNER_PASSWORD: "owner-password-value",
  // The cluster's own: roles belong to all databases of this run.
  DATABASE_PASSWORD: "test",
  SUPABASE_ANON_KEY: "anon-key-value",
  SUPABASE_SERVICE_ROLE_KEY: "service-role-key-value",
  VAPI_API_KEY: "vapi-api-key-value",
  VAPI_PHONE_NUMBER_ID: "vapi-number-value",
};
const OWNER = `deploy_owner_${randomBytes(4).toString("hex")}`;
const WORKERS = listWorkers().map(({ name }) => name);

let database: TestDatabase;
let folder: string;
let commit: string;
let changed: string;
let said: string[];
let requests: { method: string; path: string; body: unknown; versions: string | null }[];
let hyperdrives: { id: string; name: string }[];
let isWell: (versions: string | null) => boolean;

beforeEach(async () => {
  database = await createTestDatabase();
  const client = new pg.Client(database.url);
  await client.connect();
  await applyBootstrap(client);
  await client.query(`create role ${OWNER} superuser login password '${SECRETS.DATABASE_OWNER_PASSWORD}'`);
  await client.end();
  folder = await mkdtemp(join(tmpdir(), "allokoli-deploy-test-"));
  said = [];
  requests = [];
  hyperdrives = [];
  isWell = () => true;
  commit = "1111111111";
  changed = "";
  const { hostname, port, pathname } = new URL(database.url);
  await writeFile(
    join(folder, "test.toml"),
    `account = "${"a".repeat(32)}"
    name = "house"
    rate_limit_offset = 5000
    hosts = { site = "app.house.test", api = "api.house.test" }
    api = { cors_origins = ["https://tools.house.test"] }
    supabase = { url = "https://supabase.house.test" }
    database = { host = "${hostname}", port = ${port}, name = "${pathname.slice(1)}", owner = "${OWNER}", tls = "disable", region = "aws:eu-west-3", connections = 20 }
    storage = { jurisdiction = "eu" }
    mail = { from = "alertes@house.test" }
    rollout = { steps = [10], watch_seconds = 5 }`,
  );
});

afterEach(async () => {
  await database.drop();
  const client = new pg.Client(inject("postgresUrl"));
  await client.connect();
  await client.query(`drop role ${OWNER}`);
  await client.end();
  await rm(folder, { recursive: true });
});

const refuse = (...parts: string[]) => writeFile(join(folder, "refuse.json"), JSON.stringify(parts));

/** Programs in this process, but for those that a test wants as they are. */
const inside: Start = (program, args, env) => {
  if (program === "wrangler") return Promise.resolve(fakeWrangler(folder, args, env));
  const stdout = program === "supabase" ? "" : args[0] === "status" ? changed : commit;
  return Promise.resolve({ code: 0, stdout, said: stdout });
};

function run(args: string[] = [], given: Record<string, string> = SECRETS, start: Start = inside): Promise<void> {
  const tools = realTools(given, (line) => said.push(line), start);
  return deploy(["--env", "test", ...args], {
    env: given,
    directory: folder,
    buildSite: () => Promise.resolve(SITE_SOURCE),
    tools: { ...tools, fetch: answer, wait: () => Promise.resolve() },
  });
}

async function answer(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input);
  const { method = "GET" } = init;
  const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
  const versions = new Headers(init.headers).get("cloudflare-workers-version-overrides");
  requests.push({ method, path: url.pathname, body, versions });
  const json = (value: unknown) => Promise.resolve(Response.json(value));
  if (url.pathname.endsWith("/hyperdrive/configs") && method === "POST") {
    hyperdrives.push({ id: "h".repeat(32), name: "house" });
    return json({ success: true, result: hyperdrives[0] });
  }
  if (url.pathname.includes("/hyperdrive/configs")) return json({ success: true, result: hyperdrives });
  const id = "0198c2a4-0000-7000-8000-000000000001";
  if (url.pathname === "/healthz") {
    return isWell(versions)
      ? json({ status: "ok" })
      : Promise.resolve(Response.json({ status: "degraded" }, { status: 503 }));
  }
  if (url.pathname === "/auth/v1/admin/users") return json({ id });
  if (url.pathname === "/auth/v1/token") return json({ access_token: "token" });
  if (url.pathname === "/v1/me") return json({ memberships: [{ organization: { id, name: "Essai" } }] });
  if (url.pathname.endsWith("/ping")) return json({ attempt: { status: 401, failure: null } });
  return json({ id });
}

async function log(): Promise<Logged[]> {
  const lines = (await readFile(join(folder, "log.ndjson"), "utf8")).trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Logged);
}

/** The Workers that a command was run for, in order. */
const forWorkers = (logged: Logged[], command: string) =>
  logged
    .filter(({ args }) => args.join(" ").startsWith(command))
    .map(({ args }) => /(?:--name|environments\/test\/)[ /]?(house-\w+)/.exec(args.join(" "))?.[1] ?? args.join(" "));

/** What answers requests: Worker → version@percentage. */
async function standing(): Promise<Record<string, string>> {
  const { workers } = JSON.parse(await readFile(join(folder, "state.json"), "utf8")) as Account;
  return Object.fromEntries(
    Object.entries(workers).map(([name, { deployments }]) => [
      name,
      (deployments.at(-1)?.versions ?? []).map((one) => `${one.version_id}@${one.percentage}`).join(" "),
    ]),
  );
}

const housed = WORKERS.map((name) => name.replace("allokoli", "house"));

/** A program of the test's own on PATH. */
async function program(name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
}

it("deploys an empty account, back to front, and shows no secret to anybody", async () => {
  const fake = join(import.meta.dirname, "testing/fake-wrangler.ts");
  await program("wrangler", `exec "${process.execPath}" "${fake}" "$@"`);
  await program("git", "case $1 in rev-parse) echo 1111111111;; esac");
  const PATH = `${folder}${delimiter}${process.env["PATH"] ?? ""}`;
  await run([], { ...SECRETS, PATH, FAKE_WRANGLER: folder }, startProgram);

  const logged = await log();
  expect(forWorkers(logged, "deploy ")).toEqual(housed);
  expect(logged.every(({ account }) => account === "a".repeat(32))).toBe(true);
  const deploys = logged.filter(({ args }) => args[0] === "deploy");
  for (const { args } of deploys) expect(args).toEqual(expect.arrayContaining(["--strict", "--tag"]));
  expect(deploys.find(({ args }) => args.join().includes("house-deliveries"))?.secrets).toEqual(["CREDENTIALS_KEY"]);

  const made = JSON.parse(await readFile(join(folder, "test.secrets.json"), "utf8")) as Record<string, string>;
  expect(Object.keys(made).toSorted()).toEqual(["CREDENTIALS_KEY", "OPERATOR_KEY", "VAPI_WEBHOOK_SECRET"]);
  expect(Buffer.from(made["CREDENTIALS_KEY"] ?? "", "base64")).toHaveLength(32);
  expect((await stat(join(folder, "test.secrets.json"))).mode & 0o777).toBe(0o600);

  const heard = [JSON.stringify(logged), ...said].join("\n");
  for (const value of secretValues(made)) expect(heard).not.toContain(value);

  expect(
    requests.find(({ path, method }) => method === "POST" && path.endsWith("/hyperdrive/configs"))?.body,
  ).toMatchObject({
    name: "house",
    caching: { disabled: true },
    origin: { user: "allokoli_app", password: "test" },
  });
  const client = new pg.Client(database.url);
  await client.connect();
  const { rows } = await client.query("select count(*)::int as applied from supabase_migrations.schema_migrations");
  await client.end();
  const { length } = await readdir(join(ROOT, "supabase/migrations"));
  expect(rows).toEqual([{ applied: length }]);
  expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual(
    expect.arrayContaining([
      "POST /auth/v1/admin/users",
      "DELETE /auth/v1/admin/users/0198c2a4-0000-7000-8000-000000000001",
    ]),
  );
}, 120_000);

/** Those that are not also the name of something. */
const secretValues = (made: Record<string, string>) =>
  Object.values({ ...SECRETS, ...made }).filter((value) => value !== "test");

it("deploys again: the gateway gradually, tried alone first, with the secrets that there are", async () => {
  await run();
  const made = await readFile(join(folder, "test.secrets.json"), "utf8");
  await rm(join(folder, "log.ndjson"));
  commit = "2222222222";
  await run();

  const logged = await log();
  expect(await readFile(join(folder, "test.secrets.json"), "utf8")).toBe(made);
  expect(forWorkers(logged, "deploy ")).toEqual(housed.filter((name) => name !== "house-gateway"));
  expect(
    logged.filter(({ args }) => args[1] === "deploy" && args[0] === "versions").map(({ args }) => args.slice(2, 4)),
  ).toEqual([
    ["house-gateway-v2@0", "house-gateway-v1@100"],
    ["house-gateway-v2@10", "house-gateway-v1@90"],
    ["house-gateway-v2@100", "--name"],
  ]);
  expect(logged.some(({ args }) => args.join(" ").startsWith("triggers deploy"))).toBe(true);
  expect(
    requests.filter(({ versions }) => versions === 'house-gateway="house-gateway-v2"').map(({ path }) => path),
  ).toContain("/v1/me");
  expect(hyperdrives).toHaveLength(1);
});

it("says what stands when a Worker does not deploy, hides its secrets, and goes on when it is run again", async () => {
  await refuse("house-calls.json");
  const failure: unknown = await run().catch((err: unknown) => err);
  expect(String(failure)).toMatch(/refused/);
  expect(String(failure)).toMatch(
    /done {5}Deploy house-deliveries\n[^]*FAILED {3}Deploy house-calls\n[^]*not done Deploy house-gateway/,
  );
  expect(String(failure)).toContain("run the same command again");
  const made = JSON.parse(await readFile(join(folder, "test.secrets.json"), "utf8")) as Record<string, string>;
  for (const value of secretValues(made)) expect(String(failure)).not.toContain(value);
  expect(Object.keys(await standing())).not.toContain("house-gateway");

  await refuse();
  await run();
  expect(Object.keys(await standing()).toSorted()).toEqual(housed.toSorted());
  expect(JSON.parse(await readFile(join(folder, "test.secrets.json"), "utf8"))).toEqual(made);
});

it("gives all requests back to the gateway before, when the new one is not well", async () => {
  await run();
  commit = "2222222222";
  isWell = (versions) => versions === null;
  await expect(run()).rejects.toThrow(/FAILED {3}Deploy house-gateway gradually/);
  expect((await standing())["house-gateway"]).toBe("house-gateway-v1@100");
  expect((await standing())["house-site"]).toBe("house-site-v1@100");
});

it("takes a release back, front to back, also one that stopped in the middle", async () => {
  await run();
  commit = "2222222222";
  await refuse("house-telephony.json");
  await expect(run()).rejects.toThrow(/FAILED {3}Deploy house-telephony/);
  await rm(join(folder, "log.ndjson"));
  await run(["--rollback"]);

  const back = forWorkers(
    (await log()).filter(({ args }) => args[0] === "versions"),
    "versions deploy",
  );
  const frontToBack = housed.toReversed();
  expect(back).toEqual(frontToBack.slice(frontToBack.indexOf("house-telephony") + 1));
  expect(await standing()).toEqual(Object.fromEntries(housed.map((name) => [name, `${name}-v1@100`])));
  await expect(run(["--rollback"])).rejects.toThrow(/nothing before the release/);
});

it("does without the file of secrets what it can, and makes none anew that somebody has", async () => {
  await run();
  await rm(join(folder, "test.secrets.json"));
  const { DATABASE_PASSWORD: _lost, ...left } = SECRETS;
  await rm(join(folder, "log.ndjson"));
  await run([], left);
  expect((await log()).flatMap(({ secrets }) => secrets)).not.toContain("CREDENTIALS_KEY");
  expect(requests.findLast(({ method }) => method === "PATCH")?.body).not.toHaveProperty("origin");
});

it("refuses what is not committed, a token of another account, and settings that are still examples", async () => {
  changed = " M a.ts";
  await expect(run()).rejects.toThrow(/Commit your changes first/);
  changed = "";
  const { CLOUDFLARE_API_TOKEN: _token, ...without } = SECRETS;
  await expect(run([], without)).rejects.toThrow(/CLOUDFLARE_API_TOKEN is not set/);
  const settings = await readFile(join(folder, "test.toml"), "utf8");
  await writeFile(join(folder, "test.toml"), settings.replace("a".repeat(32), "b".repeat(32)));
  await expect(run()).rejects.toThrow(/does not open the account b+, but Ours/);
  await writeFile(join(folder, "test.toml"), settings.replace("app.house.test", "app.house.example"));
  await expect(run()).rejects.toThrow(/still has examples: hosts\.site/);
  await writeFile(join(folder, "test.toml"), settings.replace("alertes@house.test", "alertes@off.house.test"));
  await expect(run()).rejects.toThrow(/does not send from off\.house\.test yet/);
  await writeFile(join(folder, "test.toml"), settings.replace('region = "aws:eu-west-3"', 'region = "Paris"'));
  await expect(run()).rejects.toThrow(/database\.region: is a provider and its region/);
});
