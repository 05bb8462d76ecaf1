import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { z } from "zod";
import { createSecrets } from "../secrets.ts";
import { varsByWorker } from "../stack.ts";
import type { Worker } from "./worker-list.ts";

/** Made once by the deployment, the same in every Worker that has it. What is lost with it. */
const MADE: Record<string, { make: () => string; lost: string }> = {
  VAPI_WEBHOOK_SECRET: {
    make: () => randomBytes(32).toString("base64url"),
    lost: "Vapi would go on signing with the old one: see « Another webhook secret » in docs/deployment.md",
  },
  OPERATOR_KEY: {
    make: () => randomBytes(32).toString("base64url"),
    lost: "the page of the house would need the new one",
  },
  CREDENTIALS_KEY: {
    make: () => randomBytes(32).toString("base64"),
    lost: "accounts at telephone providers, headers and webhook secrets in the database could not be decrypted any more",
  },
};
/** Workers do without these, or without what needs them. */
const OPTIONAL: ReadonlySet<string> = new Set(["VAPI_PUBLIC_KEY", "VAPI_HMAC_KEY", "VAPI_WEBHOOK_SECRET_PREVIOUS"]);
/** Set only while the other is changed, on the Worker that checks it. */
const PREVIOUS = { name: "VAPI_WEBHOOK_SECRET_PREVIOUS", worker: "allokoli-webhooks" };

/** Used by the deployment itself; no Worker has them. */
export const OWNER_PASSWORD = "DATABASE_OWNER_PASSWORD";
export const WORKERS_PASSWORD = "DATABASE_PASSWORD";
const SMOKE_TEST = ["SUPABASE_ANON_KEY", "SUPABASE_SERVICE_ROLE_KEY"];

const Kept = z.record(z.string(), z.string().min(1));
export type Kept = z.infer<typeof Kept>;

/** The names of a Worker's secrets: what a stack gives it besides its own `[vars]`. */
export function secretNames({ name, config }: Worker): { required: string[]; optional: string[] } {
  const urls = { site: "", api: "", auth: "", vapi: "", numbers: "" };
  const given = varsByWorker(urls, createSecrets(), { anonKey: "", serviceRoleKey: "" }, "")[name] ?? {};
  const all = Object.keys(given).filter((key) => !(key in (config.vars ?? {})) && key !== "DEVELOPMENT");
  return {
    required: all.filter((key) => !OPTIONAL.has(key)),
    optional: [...all.filter((key) => OPTIONAL.has(key)), ...(name === PREVIOUS.worker ? [PREVIOUS.name] : [])],
  };
}

export interface Decision {
  /** Made now, to be kept. */
  made: Kept;
  /** Worker → the secrets that are sent with its new version. */
  sent: Map<string, Kept>;
}

export interface Known {
  /** From the file and the environment. */
  here: Kept;
  /** Worker → the names that Cloudflare has. Their values cannot be read back. */
  there: Map<string, ReadonlySet<string>>;
  hasHyperdrive: boolean;
}

/**
 * Decides which secrets are made, sent and left as they are.
 * @throws when one is missing here and at Cloudflare, or must not be made anew; the message names all of them
 */
export function decideSecrets(workers: Worker[], { here, there, hasHyperdrive }: Known): Decision {
  const faults = [...SMOKE_TEST, OWNER_PASSWORD].filter((name) => here[name] === undefined).map(askFor);
  const made: Kept = {};
  const needed = workers.flatMap((worker) =>
    secretNames(worker).required.map((name) => ({ worker: worker.name, name })),
  );
  for (const name of new Set(needed.map((one) => one.name))) {
    if (here[name] !== undefined) continue;
    const holders = needed.filter((one) => one.name === name).map((one) => one.worker);
    const without = holders.filter((holder) => there.get(holder)?.has(name) !== true);
    if (without.length === 0) continue;
    const kind = MADE[name];
    if (kind === undefined) faults.push(askFor(name));
    else if (without.length === holders.length) made[name] = kind.make();
    else
      faults.push(
        `${name} is at Cloudflare, and not here, but ${without.join(", ")} does not have it yet. ` +
          `Restore it; a new one is not made, because ${kind.lost}.`,
      );
  }
  if (here[WORKERS_PASSWORD] === undefined && !hasHyperdrive)
    made[WORKERS_PASSWORD] = randomBytes(32).toString("base64url");
  const unique = [...new Set(faults)];
  if (unique.length > 0) throw new Error(`Secrets are missing:\n${unique.map((fault) => `  ${fault}`).join("\n")}`);
  const known = { ...here, ...made };
  const sent = workers.map((worker) => {
    const { required, optional } = secretNames(worker);
    const own = [...required, ...optional].flatMap((name) => (known[name] === undefined ? [] : [[name, known[name]]]));
    return [worker.name, Object.fromEntries(own) as Kept] as const;
  });
  return { made, sent: new Map(sent) };
}

const askFor = (name: string) => `${name}: put it into the file of secrets, or into a variable of that name.`;

/**
 * Secrets of an environment: those of its file, and over them variables of the same names.
 * @throws when others on this machine may read the file, or it is not what was written
 */
export function readSecrets(file: string, env: NodeJS.ProcessEnv, workers: Worker[]): Kept {
  const kept = existsSync(file) ? parseFile(file) : {};
  const names = [
    ...workers.flatMap((worker) => Object.values(secretNames(worker)).flat()),
    ...SMOKE_TEST,
    OWNER_PASSWORD,
    WORKERS_PASSWORD,
  ];
  const given = names.flatMap((name) => {
    const value = env[name];
    return value === undefined || value === "" ? [] : [[name, value] as const];
  });
  return { ...kept, ...Object.fromEntries(given) };
}

function parseFile(file: string): Kept {
  if ((statSync(file).mode & 0o077) !== 0) throw new Error(`${file} can be read by others: chmod 600 ${file}`);
  try {
    return Kept.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (err) {
    throw new Error(`${file} is damaged: it is no JSON object of texts.`, { cause: err });
  }
}

/** Adds secrets that were made to the file: written whole or not at all. */
export async function keepSecrets(file: string, made: Kept): Promise<void> {
  if (Object.keys(made).length === 0) return;
  const kept = existsSync(file) ? parseFile(file) : {};
  await writeFile(`${file}.partial`, `${JSON.stringify({ ...kept, ...made }, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.partial`, file);
}
