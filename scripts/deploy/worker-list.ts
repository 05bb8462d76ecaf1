import { join } from "node:path";
import { experimental_readRawConfig } from "wrangler";
import { serviceConfigs } from "../bundle.ts";
import { ROOT } from "../paths.ts";

/** The parts of wrangler's configuration that a deployment reads or changes. */
export interface WorkerConfig {
  name: string;
  main?: string;
  vars?: Record<string, string>;
  routes?: { pattern: string; custom_domain: boolean }[];
  placement?: { region: string };
  services?: { binding: string; service: string; entrypoint?: string }[];
  hyperdrive?: { binding: string; id: string; localConnectionString?: string }[];
  r2_buckets?: { binding: string; bucket_name?: string; jurisdiction?: string }[];
  ratelimits?: { name: string; namespace_id: string }[];
  send_email?: { name: string; allowed_sender_addresses?: string[] }[];
  analytics_engine_datasets?: { binding: string; dataset?: string }[];
  durable_objects?: { bindings: unknown[] };
  assets?: { directory?: string };
  secrets?: { required?: string[] };
  [other: string]: unknown;
}

export interface Worker {
  name: string;
  configPath: string;
  config: WorkerConfig;
}

export const GATEWAY = "allokoli-gateway";
export const SITE = "allokoli-site";
/** The site's source; its build writes the configuration that is deployed, from this one. */
export const SITE_SOURCE = join(ROOT, "site/wrangler.toml");

/** Every Worker that there is a configuration of, each after those that it is bound to. */
export function listWorkers(configPaths = [...serviceConfigs(), SITE_SOURCE]): Worker[] {
  return backToFront(configPaths.map(readWorker));
}

/** A Worker as a wrangler file describes it. */
export function readWorker(configPath: string): Worker {
  // Wrangler types the file as anything at all: it checks it when it deploys.
  const config = experimental_readRawConfig({ config: configPath }).rawConfig as unknown as WorkerConfig;
  if (typeof config.name !== "string") throw new Error(`${configPath}: a Worker needs a name.`);
  return { name: config.name, configPath, config };
}

/**
 * In the order in which they can be deployed: Cloudflare refuses a binding to a Worker that is not there.
 * @throws when Workers are bound in a circle, or to one of ours that does not exist
 */
export function backToFront(workers: Worker[]): Worker[] {
  const waiting = new Map(
    workers.toSorted((left, right) => left.name.localeCompare(right.name)).map((worker) => [worker.name, worker]),
  );
  const names = new Set(waiting.keys());
  const ordered: Worker[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].find((worker) => boundTo(worker).every((name) => !waiting.has(name)));
    if (ready === undefined) throw new Error(`Workers are bound in a circle: ${[...waiting.keys()].join(", ")}.`);
    const missing = boundTo(ready).find((name) => !names.has(name));
    if (missing !== undefined) throw new Error(`${ready.name} is bound to ${missing}, which does not exist.`);
    waiting.delete(ready.name);
    ordered.push(ready);
  }
  return ordered;
}

/** The Workers that it is bound to; a binding to itself does not count. */
const boundTo = ({ name, config }: Worker): string[] =>
  (config.services ?? []).map(({ service }) => service).filter((service) => service !== name);

/** The Workers that reach the database, by themselves or through another one. */
export function reachingDatabase(workers: Worker[]): Set<string> {
  const found = new Set<string>();
  for (const worker of backToFront(workers)) {
    const isBound = (worker.config.hyperdrive ?? []).length > 0;
    if (isBound || boundTo(worker).some((name) => found.has(name))) found.add(worker.name);
  }
  return found;
}

/** Whether a Worker has Durable Objects of its own. */
export const hasObjects = ({ config }: Worker): boolean => (config.durable_objects?.bindings ?? []).length > 0;
