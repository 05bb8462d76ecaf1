import { globSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { bundleAll, type Bundle } from "./bundle.ts";
import { MAIL, MAIL_ENTRYPOINT, mailWorker, type TakeMail } from "./mail-binding.ts";
import { EGRESS, egressGuard, type EgressRule } from "./egress.ts";
import { bindToOurLife, listProcesses } from "./processes.ts";

export interface WorkersOptions {
  configPaths: string[];
  /** Worker name → its port on 127.0.0.1. The others are reached only over service bindings. */
  ports: Record<string, number>;
  /** Addresses and secrets of this stack, added to a Worker's own vars. */
  varsOf: (workerName: string) => Record<string, string>;
  /** The database behind HYPERDRIVE, with the Workers' own role. */
  databaseUrl: string;
  /** Durable Object storage outlives the Workers here. */
  persistTo: string;
  onLog: (line: WorkerLog) => void;
  /** Called after workerd ended by itself and runs again. */
  onRestart?: () => void;
  /** Takes the mails that Workers send. */
  takeMail: TakeMail;
  /** Without one, Workers may fetch any address, as at Cloudflare. */
  egress?: EgressRule;
  /** A folder where other development servers look for Workers to bind to. */
  devRegistry?: string;
}

export interface WorkerLog {
  at: Date;
  level: string;
  message: string;
}

export interface EvictOptions {
  worker: string;
  className: string;
  /** The name given to `idFromName`, or an id. */
  object: { name: string } | { id: string };
  /** What to do with its sockets; Cloudflare hibernates them between events. */
  webSockets?: "close" | "hibernate";
}

export interface Workers {
  bundles: Bundle[];
  /** Ends every Worker, connection and object; stored data stays. */
  stop(): Promise<void>;
  /** Starts them again on the same ports and storage, from their current sources. */
  start(): Promise<void>;
  /** Loads the current sources, if they changed, with the shortest possible gap. Returns the Workers that changed. */
  reload(): Promise<string[]>;
  evict(options: EvictOptions): Promise<void>;
  /** Runs a Worker's cron trigger: no trigger runs by itself here. */
  cron(worker: string): Promise<void>;
  /** Ids of the objects that have stored something. */
  listObjects(worker: string, className: string): Promise<string[]>;
}

/**
 * V8 lets the young generation of each isolate grow to tens of megabytes; here one process has fifty of them, where
 * Cloudflare has a machine for them. In the environment, because miniflare takes it from nowhere else.
 */
process.env.MINIFLARE_WORKERD_V8_FLAGS ??= "--max-semi-space-size=1";

/** Runs Workers together in one workerd, bound to each other as at Cloudflare. */
export async function startWorkers(options: WorkersOptions): Promise<Workers> {
  let runtime: Miniflare | undefined;
  let bundles: Bundle[] = [];
  let release = (): void => undefined;

  const settings = async () => {
    bundles = await bundleAll(options.configPaths);
    // The most modules first: miniflare copies all that it has written of its configuration for each further module.
    const workers: V4WorkerOptions[] = bundles
      .map((bundled) => toWorkerOptions(bundled, options))
      .toSorted((left, right) => right.modules.length - left.modules.length);
    workers.push(mailWorker(options.takeMail));
    if (options.egress) workers.push(egressGuard(options.egress));
    return convertV4MiniflareOptions({
      workers,
      host: "127.0.0.1",
      port: 0,
      // Otherwise miniflare asks a server on the internet for our location.
      cf: false,
      resourcePersistencePath: options.persistTo,
      ...(options.devRegistry === undefined ? {} : { unsafeDevRegistryPath: options.devRegistry }),
      log: new Log(LogLevel.ERROR),
      handleStructuredLogs: ({ timestamp, level, message }) =>
        options.onLog({ at: new Date(timestamp), level, message }),
      unsafeHandleRuntimeRestart: () => {
        bindRuntime();
        options.onRestart?.();
      },
      handleUncaughtError: (err) =>
        options.onLog({ at: new Date(), level: "error", message: err.stack ?? String(err) }),
    });
  };
  const bindRuntime = () => {
    release();
    const ours = listProcesses().filter(({ parent, command }) => parent === process.pid && /workerd/.test(command));
    const releases = ours.map(({ pid }) => bindToOurLife(pid));
    release = () => releases.forEach((releaseOne) => releaseOne());
  };
  const start = async () => {
    if (runtime) return;
    const withOurSignalsAlone = rememberSignalListeners();
    const starting = new Miniflare(await settings());
    withOurSignalsAlone();
    try {
      await starting.ready;
    } catch (err) {
      await starting.dispose();
      throw err;
    }
    runtime = starting;
    bindRuntime();
  };
  const required = () => {
    if (!runtime) throw new Error("The Workers are stopped.");
    return runtime;
  };

  await start();
  return {
    get bundles() {
      return bundles;
    },
    start,
    async stop() {
      const stopping = runtime;
      runtime = undefined;
      await stopping?.dispose();
      release();
    },
    async reload() {
      const before = new Set(bundles.map(({ directory }) => directory));
      const next = await settings();
      const changed = bundles.filter(({ directory }) => !before.has(directory)).map(({ name }) => name);
      if (changed.length > 0) {
        await required().setOptions(next);
        bindRuntime();
      }
      return changed;
    },
    async evict({ worker, className, object, webSockets = "hibernate" }) {
      try {
        await required().unsafeEvictDurableObject(worker, className, { ...object, webSockets });
      } catch (error) {
        // An idle object leaves memory by itself after ten seconds: it is where the caller wants it.
        if (!String(error).includes("it is not currently running")) throw error;
      }
    },
    async cron(worker) {
      await (await required().getWorker(worker)).scheduled();
    },
    listObjects: (worker, className) => required().listDurableObjectIds(className, worker),
  };
}

/**
 * Miniflare ends the process at once on a signal, which leaves the rest of the stack no time to stop in order.
 * @returns removes the listeners added since
 */
function rememberSignalListeners(): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const before = new Set(signals.flatMap((signal) => process.listeners(signal)));
  return () => {
    for (const signal of signals) {
      const added = process.listeners(signal).filter((listener) => !before.has(listener));
      for (const listener of added) process.removeListener(signal, listener);
    }
  };
}

/** The parts of wrangler's options for miniflare that are changed here; wrangler types all fields as unknown. */
interface Changed {
  bindings?: NonNullable<V4WorkerOptions["bindings"]>;
  hyperdrives?: Record<string, string>;
  serviceBindings?: NonNullable<V4WorkerOptions["serviceBindings"]>;
  email?: { send_email?: { name: string }[] };
}

function toWorkerOptions({ name, configPath, directory, entry }: Bundle, options: WorkersOptions) {
  const { modulesRules: _rules, ...rest } = unstable_getMiniflareWorkerOptions(configPath).workerOptions;
  const { bindings, hyperdrives = {}, serviceBindings, email, ...unchanged } = rest as Changed;
  const mails = (email?.send_email ?? []).map(({ name: binding }) => [
    binding,
    { name: MAIL, entrypoint: MAIL_ENTRYPOINT },
  ]);
  const port = options.ports[name];
  return {
    ...unchanged,
    name,
    rootPath: dirname(configPath),
    modulesRoot: directory,
    modules: modulesOf(directory, entry),
    bindings: { ...bindings, ...options.varsOf(name) },
    serviceBindings: { ...serviceBindings, ...Object.fromEntries(mails) },
    hyperdrives: Object.fromEntries(Object.keys(hyperdrives).map((binding) => [binding, options.databaseUrl])),
    ...(port === undefined ? {} : { unsafeDirectSockets: [{ host: "127.0.0.1", port }] }),
    ...(options.egress ? { outboundService: EGRESS } : {}),
  };
}

const MODULE_TYPES: Record<string, "ESModule" | "CompiledWasm" | "Text" | "Data"> = {
  ".js": "ESModule",
  ".mjs": "ESModule",
  ".wasm": "CompiledWasm",
  ".txt": "Text",
  ".html": "Text",
  ".sql": "Text",
  ".bin": "Data",
};

/** The files that `wrangler deploy` uploads from there: the entry module first, then the files beside it. */
function modulesOf(directory: string, entry: string) {
  const files = globSync("**/*", { cwd: directory }).map((path) => join(directory, path));
  return [entry, ...files.filter((path) => path !== entry)].flatMap((path) => {
    const type = MODULE_TYPES[extname(path)];
    return type === undefined ? [] : [{ type, path, contents: readFileSync(path) }];
  });
}
