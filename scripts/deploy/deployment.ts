import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { ROOT } from "../paths.ts";
import { configOf, named } from "./config.ts";
import type { Decision, Kept } from "./secrets.ts";
import { secretNames } from "./secrets.ts";
import type { Settings } from "./settings.ts";
import type { Tools } from "./tools.ts";
import { readWorker, SITE, type Worker } from "./worker-list.ts";

/** One run of the command: what it was given, and what it has found out so far. */
export interface Deployment {
  env: string;
  settings: Settings;
  /** The tag of all versions that this run uploads. */
  release: string;
  /** Back to front. */
  workers: Worker[];
  /** Where the environment's wrangler files are written. */
  directory: string;
  secretsFile: string;
  /** Values of the file and the environment. */
  here: Kept;
  /** Cloudflare's address, and the token that the API is asked with. */
  api: { url: string; token: string };
  tools: Tools;
  /** Builds the site's Worker, and says where its wrangler file is. */
  buildSite(): Promise<string>;
  found: {
    /** Worker → what Cloudflare has of it; those that it does not have are missing. */
    there: Map<string, { secrets: ReadonlySet<string>; versionId: string | undefined }>;
    hyperdriveId: string | undefined;
    decision: Decision;
  };
}

/** One thing that the command does, in words, with the commands that it runs. */
export interface Step {
  title: string;
  shown: string[];
  run(): Promise<void>;
}

/** Where a Worker's configuration of this environment is written, seen from the repository. */
export const configPath = ({ directory, settings }: Deployment, worker: Worker): string =>
  join(relative(ROOT, directory), `${named(settings, worker.name)}.json`);

/** Writes a Worker's configuration of this environment. */
export async function writeConfig(deployment: Deployment, worker: Worker): Promise<void> {
  const { directory, found } = deployment;
  if (found.hyperdriveId === undefined) throw new Error("The connection to the database is not known yet.");
  const built = worker.name === SITE ? readWorker(await deployment.buildSite()) : worker;
  await mkdir(directory, { recursive: true });
  const config = configIn(deployment, built, found.hyperdriveId);
  await writeFile(join(ROOT, configPath(deployment, worker)), `${JSON.stringify(config, null, 2)}\n`);
}

const configIn = ({ settings, workers, directory }: Deployment, worker: Worker, hyperdriveId: string) =>
  configOf(worker, { settings, workers, hyperdriveId, requiredSecrets: secretNames(worker).required, directory });

/** What an environment changes in a Worker's own file, in a few lines. */
export function describeConfig(deployment: Deployment, worker: Worker): string[] {
  const { routes, placement, vars = {} } = configIn(deployment, worker, "ID");
  const changed = Object.entries(vars).filter(([name, value]) => worker.config.vars?.[name] !== value);
  return [
    ...(routes === undefined ? [] : [`at ${JSON.stringify(routes)}`]),
    ...(placement === undefined ? [] : [`placement ${JSON.stringify(placement)}`]),
    ...changed.map(([name, value]) => `${name} = ${JSON.stringify(value)}`),
  ];
}

/** A command as it could be typed. */
export const typed = (program: string, args: string[]): string =>
  [program, ...args.map((arg) => (/[^\w@%+=:,./?&-]/.test(arg) ? `'${arg}'` : arg))].join(" ");
