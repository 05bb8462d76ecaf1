import { globSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { bundle, type Bundle } from "./bundle.ts";
import { EGRESS, egressGuard, type EgressRule } from "./egress.ts";
import { bindToOurLife, listProcesses } from "./processes.ts";

export interface WorkersOptions {
  configPaths: string[];
  /** Worker name → the port of 127.0.0.1 it is reached at. The others are reached over service bindings alone. */
  ports: Record<string, number>;
  /** Added to a Worker's own vars: addresses of this house and its secrets. */
  varsOf: (workerName: string) => Record<string, string>;
  /** What HYPERDRIVE leads to, as the Workers' own role. */
  databaseUrl: string;
  /** Durable Object storage outlives the Workers here. */
  persistTo: string;
  onLog: (line: WorkerLog) => void;
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
  /** What becomes of the sockets it holds; hibernate is what Cloudflare does between events. */
  webSockets?: "close" | "hibernate";
}

export interface Workers {
  bundles: Bundle[];
  /** Ends every Worker, connection and object; what was stored stays. */
  stop(): Promise<void>;
  /** Starts them again on the same ports and storage, from their sources as they are now. */
  start(): Promise<void>;
  /** Takes sources as they are now, if they changed, with as short a gap as can be. Returns the Workers that changed. */
  reload(): Promise<string[]>;
  evict(options: EvictOptions): Promise<void>;
  /** Ids of the objects that have stored something. */
  listObjects(worker: string, className: string): Promise<string[]>;
}

/** Runs Workers together in one workerd, bound to each other as at Cloudflare. */
export async function startWorkers(options: WorkersOptions): Promise<Workers> {
  let runtime: Miniflare | undefined;
  let bundles: Bundle[] = [];
  let release = (): void => undefined;

  const settings = async () => {
    bundles = await Promise.all(options.configPaths.map(bundle));
    const workers = bundles.map((bundled) => toWorkerOptions(bundled, options));
    if (options.egress) workers.push(egressGuard(options.egress));
    return convertV4MiniflareOptions({
      workers,
      host: "127.0.0.1",
      port: 0,
      // Else miniflare asks the internet where we are.
      cf: false,
      resourcePersistencePath: options.persistTo,
      ...(options.devRegistry === undefined ? {} : { unsafeDevRegistryPath: options.devRegistry }),
      log: new Log(LogLevel.ERROR),
      handleStructuredLogs: ({ timestamp, level, message }) =>
        options.onLog({ at: new Date(timestamp), level, message }),
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
      await required().unsafeEvictDurableObject(worker, className, { ...object, webSockets });
    },
    listObjects: (worker, className) => required().listDurableObjectIds(className, worker),
  };
}

/**
 * Miniflare ends the process at once on a signal, which would leave the rest of the house no time to stop in order.
 * @returns takes away the listeners added since
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

/** The parts of wrangler's options for miniflare that are changed here; wrangler types the whole as unknown fields. */
interface Changed {
  bindings?: NonNullable<V4WorkerOptions["bindings"]>;
  hyperdrives?: Record<string, string>;
}

function toWorkerOptions({ name, configPath, directory, entry }: Bundle, options: WorkersOptions): V4WorkerOptions {
  const { modulesRules: _rules, ...rest } = unstable_getMiniflareWorkerOptions(configPath).workerOptions;
  const { bindings, hyperdrives = {} } = rest as Changed;
  const port = options.ports[name];
  return {
    ...rest,
    name,
    rootPath: dirname(configPath),
    modulesRoot: directory,
    modules: modulesOf(directory, entry),
    bindings: { ...bindings, ...options.varsOf(name) },
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

/** What `wrangler deploy` uploads from there: the entry module, which goes first, and the files beside it. */
function modulesOf(directory: string, entry: string) {
  const files = globSync("**/*", { cwd: directory }).map((path) => join(directory, path));
  return [entry, ...files.filter((path) => path !== entry)].flatMap((path) => {
    const type = MODULE_TYPES[extname(path)];
    return type === undefined ? [] : [{ type, path, contents: readFileSync(path) }];
  });
}
