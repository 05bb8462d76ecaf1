import { dirname, join, relative } from "node:path";
import type { Settings } from "./settings.ts";
import { GATEWAY, reachingDatabase, SITE, type Worker, type WorkerConfig } from "./worker-list.ts";

/** The base of all names in the wrangler files. */
const BASE = "allokoli";

/** A name of the wrangler files in an environment: `allokoli-calls` is `staging-calls` where that is called `staging`. */
export const named = (settings: Settings, name: string): string =>
  name === BASE || name.startsWith(`${BASE}-`) ? `${settings.name}${name.slice(BASE.length)}` : name;

/** Names of datasets have underscores. */
const namedDataset = (settings: Settings, name: string): string =>
  name.startsWith(`${BASE}_`) ? `${settings.name.replaceAll("-", "_")}${name.slice(BASE.length)}` : name;

/** What an environment says in the place of a Worker's own `[vars]`, wherever it has a variable of that name. */
const varsOf = (settings: Settings): Record<string, string> => ({
  SUPABASE_URL: settings.supabase.url.replace(/\/$/, ""),
  SITE_URL: `https://${settings.hosts.site}`,
  PUBLIC_API_URL: `https://${settings.hosts.api}`,
  CORS_ORIGINS: settings.api.cors_origins.join(","),
  MAIL_FROM: settings.mail.from,
});

export interface Given {
  settings: Settings;
  workers: Worker[];
  hyperdriveId: string;
  /** Names of the secrets without which the Worker does not work. */
  requiredSecrets: string[];
  /** The folder in which the configuration will be: its paths start there. */
  directory: string;
}

/**
 * A Worker's configuration in an environment: its own file, with the names, addresses and ids of the settings.
 * @throws when a value of this machine is left in it
 */
export function configOf(
  worker: Worker,
  { settings, workers, hyperdriveId, requiredSecrets, directory }: Given,
): WorkerConfig {
  const { config, configPath } = worker;
  const from = (path: string) => relative(directory, join(dirname(configPath), path));
  const own = varsOf(settings);
  const vars = Object.fromEntries(Object.entries(config.vars ?? {}).map(([name, value]) => [name, own[name] ?? value]));
  requireNothingLocal(worker.name, vars);
  const host = { [GATEWAY]: settings.hosts.api, [SITE]: settings.hosts.site }[worker.name];
  const { jurisdiction } = settings.storage;
  const { $schema: _schema, ...rest } = config;
  return {
    ...rest,
    name: named(settings, worker.name),
    account_id: settings.account,
    ...(config.main === undefined ? {} : { main: pathOrPackage(config.main, from) }),
    vars,
    services: (config.services ?? []).map((bound) => ({ ...bound, service: named(settings, bound.service) })),
    hyperdrive: (config.hyperdrive ?? []).map(({ binding }) => ({ binding, id: hyperdriveId })),
    r2_buckets: (config.r2_buckets ?? []).map(({ bucket_name = "", ...bucket }) => ({
      ...bucket,
      bucket_name: named(settings, bucket_name),
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
    })),
    ratelimits: (config.ratelimits ?? []).map((limit) => ({
      ...limit,
      namespace_id: String(Number(limit.namespace_id) + settings.rate_limit_offset),
    })),
    send_email: (config.send_email ?? []).map((mail) => ({ ...mail, allowed_sender_addresses: [settings.mail.from] })),
    analytics_engine_datasets: (config.analytics_engine_datasets ?? []).map(({ dataset = "", ...bound }) => ({
      ...bound,
      dataset: namedDataset(settings, dataset),
    })),
    ...(config.assets?.directory === undefined
      ? {}
      : { assets: { ...config.assets, directory: from(config.assets.directory) } }),
    ...(requiredSecrets.length === 0 ? {} : { secrets: { required: requiredSecrets } }),
    ...(reachingDatabase(workers).has(worker.name) ? { placement: { region: settings.database.region } } : {}),
    workers_dev: false,
    preview_urls: false,
    ...(host === undefined ? {} : { routes: [{ pattern: host, custom_domain: true }] }),
  };
}

/** `main` may name a module of a package, as the site's does before it is built. */
const pathOrPackage = (main: string, from: (path: string) => string) => (main.startsWith("@") ? main : from(main));

function requireNothingLocal(name: string, vars: Record<string, string>): void {
  for (const [variable, value] of Object.entries(vars)) {
    if (/localhost|127\.0\.0\.1|\[::1\]/.test(value))
      throw new Error(
        `${name}: ${variable} would be ${value}. scripts/deploy/config.ts does not know what it is elsewhere.`,
      );
  }
  if ("DEVELOPMENT" in vars) throw new Error(`${name}: DEVELOPMENT must not be set in a deployment.`);
}

/** The buckets that the Workers are bound to, by their names in this environment. */
export const bucketsOf = (settings: Settings, workers: Worker[]): string[] => [
  ...new Set(
    workers.flatMap(({ config }) =>
      (config.r2_buckets ?? []).map(({ bucket_name = "" }) => named(settings, bucket_name)),
    ),
  ),
];
