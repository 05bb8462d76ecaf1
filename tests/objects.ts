import { rm } from "node:fs/promises";
import { relative } from "node:path";
import { build, type Plugin } from "esbuild";
import {
  convertV4MiniflareOptions,
  Log,
  LogLevel,
  Miniflare,
  Response,
  type Request,
  type V4WorkerOptions,
} from "miniflare";
import { vi } from "vitest";
import { ROOT } from "../scripts/paths.ts";
import { bindToOurLife, listProcesses } from "../scripts/processes.ts";
import { makeTemporaryFolder } from "./temporary-folder.ts";

export type ObjectsOptions = {
  /** Class of a Durable Object → its file, from the repository's root. */
  classes: Record<string, string>;
  /** Settings, and values for bindings that are data, such as HYPERDRIVE. */
  env: NonNullable<V4WorkerOptions["bindings"]>;
  /**
   * File of ours → the source of a module that replaces it. In it, `ask(question, ...values)` calls the test's answer of
   * that name, and throws what that throws.
   */
  standIns: Record<string, string>;
  answers: Record<string, (...values: never[]) => unknown>;
  /** Answers requests to any other address. */
  outside?: (request: Request) => Response | Promise<Response>;
};

export type Listener = {
  heard: string[];
  send(text: string): void;
  close(): void;
  /** The code with which the object closed its side; 0 when it ended a stream. */
  closed(): number | undefined;
};

export type Objects = {
  /** Call a method of an object over RPC. */
  call(className: string, name: string, method: string, ...values: unknown[]): Promise<unknown>;
  /** Open a WebSocket to an object, or a stream of events. Undefined when it answers otherwise. */
  listen(
    className: string,
    name: string,
    query?: string,
    headers?: Record<string, string>,
  ): Promise<Listener | undefined>;
  /** Remove an object from memory as Cloudflare does between events: its sockets stay open. */
  evict(className: string, name: string): Promise<void>;
  /** Kill the process, and start another on the same storage. */
  crash(): Promise<void>;
  /** The objects' log lines. */
  logs: string[];
  close(): Promise<void>;
};

/** A limit against hanging, not a measurement: on a busy machine a process starts slowly. */
export const SLOW_MS = 120_000;
/** Waits until a check passes. */
export const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: SLOW_MS / 2, interval: 20 });

const WORKER = "objects";
const ASK = "https://ask.test/";
/** From the relay, with a code: the object closed its side. To the relay: close the connection. */
const CLOSED = "closed ";

/** Durable Objects in their own workerd, without the services around them: for tests of the classes themselves. */
export async function startObjects(options: ObjectsOptions): Promise<Objects> {
  const persistTo = await makeTemporaryFolder("allokoli-objects-");
  const contents = await bundle(options);
  const logs: string[] = [];
  let release = (): void => undefined;

  const start = async () => {
    const runtime = new Miniflare(
      convertV4MiniflareOptions({
        workers: [
          {
            name: WORKER,
            modules: [{ type: "ESModule", path: "objects.js", contents }],
            compatibilityDate: "2026-10-15",
            compatibilityFlags: ["nodejs_compat"],
            bindings: options.env,
            durableObjects: Object.fromEntries(
              Object.keys(options.classes).map((className) => [bindingOf(className), { className, useSQLite: true }]),
            ),
            outboundService: (request: Request) => answer(options, request),
          },
        ],
        host: "127.0.0.1",
        port: 0,
        cf: false,
        resourcePersistencePath: persistTo,
        log: new Log(LogLevel.ERROR),
        handleStructuredLogs: ({ message }) => void logs.push(message),
        handleUncaughtError: (err) => void logs.push(String(err)),
      }),
    );
    await runtime.ready;
    const ours = listProcesses().filter(({ parent, command }) => parent === process.pid && /workerd/.test(command));
    const releases = ours.map(({ pid }) => bindToOurLife(pid));
    release = () => releases.forEach((releaseOne) => releaseOne());
    return runtime;
  };
  const stop = async () => {
    await runtime.dispose();
    release();
  };
  let runtime = await start();

  const addressOf = (className: string, name: string, query = "") =>
    `https://objects.test/${bindingOf(className)}/${encodeURIComponent(name)}?${query}`;

  return {
    logs,
    async call(className, name, method, ...values) {
      const body = JSON.stringify({ method, values });
      const response = await runtime.dispatchFetch(addressOf(className, name), { method: "POST", body });
      const { value, error } = (await response.json()) as { value?: unknown; error?: string };
      if (error !== undefined) throw new Error(error);
      return value;
    },
    async listen(className, name, query, headers) {
      const upgrade = { headers: { ...headers, upgrade: "websocket" } };
      const { webSocket } = await runtime.dispatchFetch(addressOf(className, name, query), upgrade);
      if (webSocket === null) return undefined;
      const heard: string[] = [];
      let code: number | undefined;
      webSocket.addEventListener("message", ({ data }) => {
        if (typeof data !== "string") return;
        if (data.startsWith(CLOSED)) code = Number(data.slice(CLOSED.length));
        else heard.push(data);
      });
      webSocket.accept();
      return {
        heard,
        send: (text) => webSocket.send(text),
        close: () => webSocket.send(CLOSED),
        closed: () => code,
      };
    },
    evict: (className, name) => runtime.unsafeEvictDurableObject(WORKER, className, { name, webSockets: "hibernate" }),
    async crash() {
      await stop();
      runtime = await start();
    },
    async close() {
      await stop();
      await rm(persistTo, { recursive: true, force: true });
    },
  };
}

/** `CallRoom` is bound as CALL_ROOM, as in every wrangler.toml. */
const bindingOf = (className: string) => className.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();

async function answer({ answers, outside }: ObjectsOptions, request: Request): Promise<Response> {
  if (!request.url.startsWith(ASK)) return outside?.(request) ?? new Response(null, { status: 503 });
  const found = answers[request.url.slice(ASK.length)];
  try {
    if (found === undefined) throw new Error(`nobody answers ${request.url}`);
    const values = (await request.json()) as never[];
    return Response.json({ value: (await found(...values)) ?? null });
  } catch (err) {
    return Response.json({ error: String(err) });
  }
}

async function bundle({ classes, standIns }: ObjectsOptions): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: entryOf(classes), resolveDir: ROOT, loader: "js" },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    platform: "browser",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    plugins: [putInPlace(standIns)],
  });
  return outputFiles.map(({ text }) => text).join("");
}

const entryOf = (classes: ObjectsOptions["classes"]) => `
${Object.entries(classes)
  .map(([className, file]) => `export { ${className} } from "./${file}";`)
  .join("\n")}
export default {
  async fetch(request, env) {
    const [, binding, name] = new URL(request.url).pathname.split("/");
    const object = env[binding].getByName(decodeURIComponent(name));
    if (request.headers.has("upgrade")) return relay(await object.fetch(request));
    const { method, values } = await request.json();
    try {
      return Response.json({ value: await object[method](...values) });
    } catch (err) {
      return Response.json({ error: String(err) });
    }
  },
};
// As the service in front of an object does. A close is sent as text, because it is slow when passed on as a close.
function relay({ status, webSocket: object, body }) {
  if (!object && status !== 200) return new Response(null, { status });
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  if (!object) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    server.addEventListener("message", () => reader.cancel());
    void sendEvents(reader, server);
    return new Response(null, { status: 101, webSocket: client });
  }
  object.accept();
  object.addEventListener("message", ({ data }) => server.send(data));
  object.addEventListener("close", ({ code }) => server.send("${CLOSED}" + code));
  server.addEventListener("message", ({ data }) => (data === "${CLOSED}" ? object.close(1000) : object.send(data)));
  return new Response(null, { status: 101, webSocket: client });
}
async function sendEvents(reader, server) {
  for (let rest = "";;) {
    const { value, done } = await reader.read();
    if (done) return server.send("${CLOSED}0");
    const frames = (rest + value).split("\\n\\n");
    rest = frames.pop();
    for (const frame of frames) if (!frame.startsWith("retry:")) server.send(frame + "\\n\\n");
  }
}`;

const ASKING = `async function ask(question, ...values) {
  const response = await fetch("${ASK}" + question, { method: "POST", body: JSON.stringify(values) });
  const { value, error } = await response.json();
  if (error !== undefined) throw new Error(error);
  return value;
}
`;

/** @throws at the end of a build in which a replaced file was not imported */
function putInPlace(standIns: Record<string, string>): Plugin {
  return {
    name: "stand-ins",
    setup({ onLoad, onEnd }) {
      const missing = new Set(Object.keys(standIns));
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const file = relative(ROOT, path);
        const contents = standIns[file];
        missing.delete(file);
        return contents === undefined ? undefined : { contents: ASKING + contents, loader: "js" };
      });
      onEnd(() => ({ errors: [...missing].map((file) => ({ text: `nothing imports ${file}` })) }));
    },
  };
}
