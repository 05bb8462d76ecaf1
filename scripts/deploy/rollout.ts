import { z } from "zod";
import { named } from "./config.ts";
import { configPath, describeConfig, typed, writeConfig, type Deployment, type Step } from "./deployment.ts";
import { secretNames } from "./secrets.ts";
import { requireHealth, smokeTest } from "./smoke.ts";
import { must, withOutput, withPrivateFile } from "./tools.ts";
import { GATEWAY, hasObjects, type Worker } from "./worker-list.ts";

/** Until all of Cloudflare has a new deployment, requests may still meet the one before. */
const SPREAD_MS = 5_000;
const NEW = "NEW";
const BEFORE = "BEFORE";

/**
 * How a Worker gets its new version. The gateway gradually: every request to the API goes through it. Not those with
 * Durable Objects, whose migrations Cloudflare takes only in a whole deployment; and not the site, whose pages and
 * files must be of one version.
 */
export function rollOut(deployment: Deployment, worker: Worker): Step {
  return worker.name === GATEWAY && !hasObjects(worker) ? gradually(deployment, worker) : atOnce(deployment, worker);
}

const uploadArgs = (command: string[], deployment: Deployment, worker: Worker, secretsFile: string | undefined) => [
  ...command,
  "--config",
  configPath(deployment, worker),
  "--strict",
  "--tag",
  deployment.release,
  "--message",
  `release ${deployment.release}`,
  ...(secretsFile === undefined ? [] : ["--secrets-file", secretsFile]),
];

function atOnce(deployment: Deployment, worker: Worker): Step {
  return {
    title: `Deploy ${named(deployment.settings, worker.name)}`,
    shown: [
      typed("wrangler", uploadArgs(["deploy"], deployment, worker, plannedFile(worker))),
      ...describeConfig(deployment, worker),
    ],
    async run() {
      await writeConfig(deployment, worker);
      await withSecrets(deployment, worker, (file) =>
        must(deployment.tools, "wrangler", uploadArgs(["deploy"], deployment, worker, file)),
      );
    },
  };
}

function gradually(deployment: Deployment, worker: Worker): Step {
  const { settings, tools } = deployment;
  const { steps, watch_seconds: seconds } = settings.rollout;
  const name = named(settings, worker.name);
  const split = (share: number, next: string, before: string) => [
    "versions",
    "deploy",
    `${next}@${share}`,
    ...(share === 100 ? [] : [`${before}@${100 - share}`]),
    "--name",
    name,
    "--message",
    `release ${deployment.release}: ${share} %`,
    "--yes",
  ];
  const triggers = ["triggers", "deploy", "--config", configPath(deployment, worker)];
  const shares = [0, ...steps, 100];
  return {
    title: `Deploy ${name} gradually: ${shares.join(", ")} %`,
    shown: [
      typed("wrangler", uploadArgs(["versions", "upload"], deployment, worker, plannedFile(worker))),
      ...shares.map((share) => typed("wrangler", split(share, NEW, BEFORE))),
      typed("wrangler", triggers),
      `at 0 % the new version alone is tried; then GET https://${settings.hosts.api}/healthz for ${seconds} s after each`,
      "the first time, when there is no version before: wrangler deploy, at once",
      ...describeConfig(deployment, worker),
    ],
    async run() {
      const before = deployment.found.there.get(worker.name)?.versionId;
      if (before === undefined) return atOnce(deployment, worker).run();
      await writeConfig(deployment, worker);
      const next = await upload(deployment, worker);
      try {
        for (const share of shares) {
          await must(tools, "wrangler", split(share, next, before));
          await tools.wait(SPREAD_MS);
          if (share === 0) await smokeTest(deployment, { [name]: next });
          else if (share < 100) await watch(deployment, seconds);
          tools.say(`    ${share} % of the requests go to ${next}`);
        }
      } catch (err) {
        await must(tools, "wrangler", split(100, before, next));
        tools.say(`    all requests go to ${before} again`);
        throw err;
      }
      await must(tools, "wrangler", triggers);
    },
  };
}

const Uploaded = z.object({ type: z.literal("version-upload"), version_id: z.string() });

async function upload(deployment: Deployment, worker: Worker): Promise<string> {
  const { entries } = await withOutput((env) =>
    withSecrets(deployment, worker, (file) =>
      must(deployment.tools, "wrangler", uploadArgs(["versions", "upload"], deployment, worker, file), { env }),
    ),
  );
  const uploaded = entries.flatMap((entry) => Uploaded.safeParse(entry).data ?? []);
  const [first] = uploaded;
  if (first === undefined) throw new Error("wrangler versions upload did not say which version it uploaded.");
  return first.version_id;
}

function withSecrets<T>(deployment: Deployment, worker: Worker, work: (file?: string) => Promise<T>): Promise<T> {
  const secrets = deployment.found.decision.sent.get(worker.name) ?? {};
  return Object.keys(secrets).length === 0 ? work() : withPrivateFile(JSON.stringify(secrets), work);
}

/** The file's name in a plan; a Worker without secrets has none. */
const plannedFile = (worker: Worker): string | undefined =>
  Object.values(secretNames(worker)).flat().length === 0 ? undefined : "SECRETS_FILE";

const LOOK_EVERY_MS = 5_000;

async function watch(deployment: Deployment, seconds: number): Promise<void> {
  for (let waitedMs = 0; waitedMs <= seconds * 1000; waitedMs += LOOK_EVERY_MS) {
    await requireHealth(deployment);
    await deployment.tools.wait(LOOK_EVERY_MS);
  }
}
