import { createHash } from "node:crypto";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { siteConfig } from "../bundle.ts";
import { ROOT } from "../paths.ts";
import { buildSite } from "../site.ts";
import type { Deployment } from "./deployment.ts";
import { rollbackSteps } from "./rollback.ts";
import { readSecrets } from "./secrets.ts";
import { readSettings } from "./settings.ts";
import { deploySteps, printSteps, runSteps } from "./steps.ts";
import { must, type Tools } from "./tools.ts";
import { listWorkers } from "./worker-list.ts";

const CLOUDFLARE = "https://api.cloudflare.com/client/v4";

/** What a run of the command is given, apart from its arguments; tests give it other things. */
export interface Around {
  env: NodeJS.ProcessEnv;
  tools: Tools;
  /** The folder of the settings and the secrets. */
  directory?: string;
  buildSite?: () => Promise<string>;
}

/** `npm run deploy -- --env NAME [--plan | --rollback]` */
export async function deploy(args: string[], around: Around): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { env: { type: "string" }, plan: { type: "boolean" }, rollback: { type: "boolean" } },
  });
  if (values.env === undefined)
    throw new Error("Which environment? npm run deploy -- --env prod [--plan | --rollback]");
  const deployment = open(values.env, around);
  const { tools } = deployment;
  const stepsOf = () => (values.rollback === true ? rollbackSteps(deployment) : deploySteps(deployment));
  if (values.plan === true) {
    for (const line of printSteps(stepsOf())) tools.say(line);
    return;
  }
  hideSecrets(deployment);
  if (values.rollback !== true) deployment.release = await nameRelease(deployment);
  await runSteps(stepsOf(), deployment);
  tools.say(values.rollback === true ? "The release was taken back." : `Release ${deployment.release} is out.`);
}

function open(env: string, around: Around): Deployment {
  const directory = around.directory ?? join(ROOT, "deploy");
  const settings = readSettings(env, directory);
  const workers = listWorkers();
  const secretsFile = join(directory, `${env}.secrets.json`);
  const token = around.env["CLOUDFLARE_API_TOKEN"] ?? "";
  const variables = { CLOUDFLARE_ACCOUNT_ID: settings.account };
  return {
    env,
    settings,
    release: "RELEASE",
    workers,
    directory: join(ROOT, ".wrangler/environments", env),
    secretsFile,
    here: readSecrets(secretsFile, around.env, workers),
    api: { url: around.env["CLOUDFLARE_API_BASE_URL"] ?? CLOUDFLARE, token },
    tools: {
      ...around.tools,
      run: (program, args, options) =>
        around.tools.run(program, args, {
          ...options,
          env: { ...(program === "wrangler" ? variables : {}), ...options?.env },
        }),
    },
    buildSite: around.buildSite ?? buildAndFindSite,
    found: { there: new Map(), hyperdriveId: undefined, decision: { made: {}, sent: new Map() } },
  };
}

async function buildAndFindSite(): Promise<string> {
  await buildSite();
  return siteConfig();
}

function hideSecrets({ here, api, tools }: Deployment): void {
  for (const [name, value] of Object.entries(here)) tools.hide(name, value);
  if (api.token !== "") tools.hide("CLOUDFLARE_API_TOKEN", api.token);
}

/**
 * The commit and the settings: what a version is tagged with, so that a release can be taken back as a whole.
 * @throws when a file differs from the commit, because nobody could find that code again
 */
async function nameRelease({ tools, settings }: Deployment): Promise<string> {
  const { stdout: changed } = await must(tools, "git", ["status", "--porcelain"]);
  if (changed.trim() !== "") throw new Error(`Commit your changes first:\n${changed.trimEnd()}`);
  const { stdout: commit } = await must(tools, "git", ["rev-parse", "--short=10", "HEAD"]);
  const digest = createHash("sha256").update(JSON.stringify(settings)).digest("hex").slice(0, 6);
  return `${commit.trim()}-${digest}`;
}
