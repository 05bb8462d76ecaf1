import { z } from "zod";
import { bucketsOf, named } from "./config.ts";
import type { Deployment, Step } from "./deployment.ts";
import { WORKERS_PASSWORD } from "./secrets.ts";
import { must } from "./tools.ts";

const TIMEOUT_MS = 60_000;
/** Cloudflare's code for a Worker that does not exist, and for a bucket that does not. */
const NO_WORKER = /\b10007\b/;
const NO_BUCKET = /\b10006\b/;

const WhoAmI = z.object({ accounts: z.array(z.object({ id: z.string(), name: z.string() })) });
const SecretList = z.array(z.object({ name: z.string() }));
const DeploymentList = z.array(
  z.object({
    created_on: z.string(),
    versions: z.array(z.object({ version_id: z.string(), percentage: z.number() })),
  }),
);
const VersionList = z.array(
  z.object({
    id: z.string(),
    metadata: z.object({ created_on: z.string() }),
    annotations: z.object({ "workers/tag": z.string().optional() }).optional(),
  }),
);

/** Whether the token opens the account. */
export const checkAccount = ({ settings, tools, api }: Deployment): Step => ({
  title: "Check the token and the account",
  shown: ["wrangler whoami --json"],
  async run() {
    if (api.token === "")
      throw new Error("CLOUDFLARE_API_TOKEN is not set: see docs/deployment.md for its permissions.");
    const { stdout } = await must(tools, "wrangler", ["whoami", "--json"]);
    const { accounts } = WhoAmI.parse(JSON.parse(stdout));
    if (accounts.some(({ id }) => id === settings.account)) return;
    const others = accounts.map(({ id, name }) => `${name} (${id})`).join(", ");
    throw new Error(`The token does not open the account ${settings.account}, but ${others || "none"}.`);
  },
});

/** Looks which Workers are there, with which secrets and which version. */
export const lookAround = (deployment: Deployment): Step => ({
  title: "See what is at Cloudflare",
  shown: [
    "wrangler deployments list --json --name WORKER        for each Worker",
    "wrangler secret list --format json --name WORKER      for each that is there",
    `GET  /accounts/${deployment.settings.account}/hyperdrive/configs`,
  ],
  async run() {
    const { settings, tools, workers, found } = deployment;
    for (const worker of workers) {
      const [latest] = await listDeployments(deployment, worker.name);
      if (latest === undefined) continue;
      const name = named(settings, worker.name);
      const { stdout } = await must(tools, "wrangler", ["secret", "list", "--format", "json", "--name", name]);
      const secrets = new Set(SecretList.parse(JSON.parse(stdout)).map((secret) => secret.name));
      found.there.set(worker.name, { secrets, versionId: mainVersion(latest) });
    }
    const configs = HyperdriveList.parse(await ask(deployment, "GET", "hyperdrive/configs"));
    found.hyperdriveId = configs.find(({ name }) => name === settings.name)?.id;
  },
});

export type PastDeployment = z.infer<typeof DeploymentList>[number];

/** The last deployments of a Worker, newest first; none when it does not exist. */
export async function listDeployments({ settings, tools }: Deployment, worker: string): Promise<PastDeployment[]> {
  const args = ["deployments", "list", "--json", "--name", named(settings, worker)];
  const answer = await tools.run("wrangler", args);
  if (answer.code !== 0 && NO_WORKER.test(answer.said)) return [];
  if (answer.code !== 0) throw new Error(`wrangler ${args.join(" ")}\n${answer.said.trim()}`);
  const list = DeploymentList.parse(JSON.parse(answer.stdout));
  return list.toSorted((left, right) => right.created_on.localeCompare(left.created_on));
}

/** The version that answers most requests of a deployment. */
export const mainVersion = ({ versions }: PastDeployment): string | undefined =>
  versions.toSorted((left, right) => right.percentage - left.percentage)[0]?.version_id;

export interface Version {
  id: string;
  /** The tag of the release that it belongs to; none when another command uploaded it. */
  release: string | undefined;
  uploadedAt: string;
}

/** A Worker's last versions, by their ids. */
export async function listVersions({ settings, tools }: Deployment, worker: string): Promise<Map<string, Version>> {
  const { stdout } = await must(tools, "wrangler", ["versions", "list", "--json", "--name", named(settings, worker)]);
  const versions = VersionList.parse(JSON.parse(stdout)).map(({ id, metadata, annotations }): [string, Version] => [
    id,
    { id, release: annotations?.["workers/tag"], uploadedAt: metadata.created_on },
  ]);
  return new Map(versions);
}

/** Makes the buckets that are missing. Private: without a public address. */
export function makeBuckets({ settings, tools, workers }: Deployment): Step {
  const { jurisdiction } = settings.storage;
  const where = jurisdiction === undefined ? [] : ["--jurisdiction", jurisdiction];
  const buckets = bucketsOf(settings, workers);
  return {
    title: "R2: make the buckets that are missing",
    shown: buckets.flatMap((bucket) => [
      `wrangler r2 bucket info ${[bucket, "--json", ...where].join(" ")}`,
      `wrangler r2 bucket create ${[bucket, ...where].join(" ")}        if it is not there`,
    ]),
    async run() {
      for (const bucket of buckets) {
        const answer = await tools.run("wrangler", ["r2", "bucket", "info", bucket, "--json", ...where]);
        if (answer.code === 0) continue;
        if (!NO_BUCKET.test(answer.said)) throw new Error(`wrangler r2 bucket info ${bucket}\n${answer.said.trim()}`);
        await must(tools, "wrangler", ["r2", "bucket", "create", bucket, ...where]);
      }
    },
  };
}

/** Whether Cloudflare may send from the domain of the settings. */
export function checkMail({ settings, tools }: Deployment): Step {
  const domain = settings.mail.from.split("@")[1] ?? "";
  return {
    title: "Mail: check that the domain is set up for sending",
    shown: [`wrangler email sending list ${domain}`],
    async run() {
      const { said } = await must(tools, "wrangler", ["email", "sending", "list", domain]);
      // A table: the name of each sending domain, and whether it is enabled.
      if (!said.split("\n").some((line) => line.includes(domain) && /\byes\b/.test(line)))
        throw new Error(`Cloudflare does not send from ${domain} yet: wrangler email sending enable ${domain}`);
    },
  };
}

const HyperdriveList = z.array(z.object({ id: z.string(), name: z.string() }));

/**
 * The connection to the database: made if it is missing, else given this address, without a cache of queries.
 * Through the API: wrangler takes the password as an argument, which every user of this machine can see.
 */
export const connectHyperdrive = (deployment: Deployment): Step => ({
  title: "Hyperdrive: connect to the database as the Workers' role, without caching",
  shown: [`POST or PATCH  /accounts/${deployment.settings.account}/hyperdrive/configs  (${deployment.settings.name})`],
  async run() {
    const { settings, found, here } = deployment;
    const { host, port, name: database, tls, connections } = settings.database;
    const password = here[WORKERS_PASSWORD] ?? found.decision.made[WORKERS_PASSWORD];
    const wanted = {
      caching: { disabled: true },
      origin_connection_limit: connections,
      ...(tls === "require" ? { mtls: { sslmode: "require" } } : {}),
    };
    // Without its password an address cannot be changed: it stays as it is.
    const origin = { scheme: "postgresql", host, port, database, user: "allokoli_app", password };
    const body = password === undefined ? wanted : { ...wanted, origin };
    if (found.hyperdriveId !== undefined) {
      await ask(deployment, "PATCH", `hyperdrive/configs/${found.hyperdriveId}`, body);
      return;
    }
    const made = await ask(deployment, "POST", "hyperdrive/configs", { name: settings.name, ...body });
    found.hyperdriveId = z.object({ id: z.string() }).parse(made).id;
  },
});

const Envelope = z.object({
  success: z.boolean(),
  result: z.unknown(),
  errors: z.array(z.object({ code: z.number(), message: z.string() })).default([]),
});

async function ask(
  { settings, api, tools }: Deployment,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const answer = await tools.fetch(`${api.url}/accounts/${settings.account}/${path}`, {
    method,
    headers: { authorization: `Bearer ${api.token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const envelope = Envelope.safeParse(await answer.json().catch(() => undefined));
  if (envelope.success && envelope.data.success) return envelope.data.result;
  const why = envelope.data?.errors.map(({ code, message }) => `${message} (${code})`).join("; ") ?? "no JSON";
  throw new Error(`Cloudflare answered ${answer.status} to ${method} ${path}: ${why}`);
}
