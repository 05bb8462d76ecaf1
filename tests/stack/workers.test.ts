import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../scripts/ports.ts";
import { startWorkers, type Workers } from "../../scripts/workers.ts";

// Two Workers of this test, for the guarantees of the stack to any Worker.
const DOOR = `
  export default {
    async fetch(request, env) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname === "/inside") return env.INSIDE.fetch(request);
      return fetch(searchParams.get("url")).catch((err) => new Response(err.message, { status: 502 }));
    },
  };`;
const INSIDE = `
  import { DurableObject } from "cloudflare:workers";
  export class Counter extends DurableObject {
    #inMemory = 0;
    async count() {
      const stored = ((await this.ctx.storage.get("stored")) ?? 0) + 1;
      await this.ctx.storage.put("stored", stored);
      return { stored, inMemory: ++this.#inMemory };
    }
  }
  export default {
    async fetch(request, env) { return Response.json(await env.COUNTER.getByName("one").count()); },
  };`;

let directory: string;
let base: string;
let workers: Workers;
let planned: Server;
let plannedUrl: string;
const unplanned: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "allokoli-workers-"));
  await write("door", DOOR, '[[services]]\nbinding = "INSIDE"\nservice = "test-inside"');
  await write(
    "inside",
    INSIDE,
    '[[durable_objects.bindings]]\nname = "COUNTER"\nclass_name = "Counter"\n' +
      '[[migrations]]\ntag = "v1"\nnew_sqlite_classes = ["Counter"]',
  );
  planned = createServer((_, response) => response.end("planned")).listen(0, "127.0.0.1");
  await once(planned, "listening");
  const address = planned.address();
  plannedUrl = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  workers = await startWorkers({
    configPaths: ["door", "inside"].map((name) => join(directory, name, "wrangler.toml")),
    ports: { "test-door": port },
    varsOf: () => ({}),
    takeMail: () => ({ messageId: "none" }),
    databaseUrl: "postgres://nobody:nothing@127.0.0.1:1/none",
    persistTo: join(directory, "storage"),
    onLog: () => undefined,
    egress: { allowed: () => [new URL(plannedUrl).host], onUnplanned: (url) => unplanned.push(url) },
  });
});

afterAll(async () => {
  await workers.stop();
  planned.close();
  await rm(directory, { recursive: true });
});

async function write(name: string, script: string, config: string): Promise<void> {
  const folder = join(directory, name);
  await mkdir(folder);
  await writeFile(join(folder, "index.js"), script);
  await writeFile(
    join(folder, "wrangler.toml"),
    `name = "test-${name}"\nmain = "index.js"\ncompatibility_date = "2026-10-15"\nworkers_dev = false\n${config}\n`,
  );
}

const count = async () => (await fetch(`${base}/inside`)).json();

test("an object keeps its stored data, and only that, after an eviction and a restart", async () => {
  expect(await count()).toEqual({ stored: 1, inMemory: 1 });
  expect(await count()).toEqual({ stored: 2, inMemory: 2 });
  await workers.evict({ worker: "test-inside", className: "Counter", object: { name: "one" } });
  expect(await count()).toEqual({ stored: 3, inMemory: 1 });
  await workers.stop();
  await workers.start();
  expect(await count()).toEqual({ stored: 4, inMemory: 1 });
});

test("a Worker without a port is reached only over its binding, whatever a client requests", async () => {
  const answer = await fetch(`${base}/?url=${plannedUrl}`, { headers: { "MF-Route-Override": "test-inside" } });
  expect(await answer.text()).toBe("planned");
});

test("an allowed address answers, another one fails and is reported", async () => {
  expect(await (await fetch(`${base}/?url=${plannedUrl}`)).text()).toBe("planned");
  expect(unplanned).toEqual([]);
  const answer = await fetch(`${base}/?url=https://nobody.example/`);
  expect(answer.status).toBe(502);
  expect(unplanned).toEqual(["https://nobody.example/"]);
});

test("a reload loads changed sources, and restarts nothing if none changed", async () => {
  const before = await count();
  expect(await workers.reload()).toEqual([]);
  expect(await count()).toMatchObject({ inMemory: (before as { inMemory: number }).inMemory + 1 });

  await writeFile(join(directory, "inside/index.js"), INSIDE.replace("stored, inMemory", "changed: true, inMemory"));
  expect(await workers.reload()).toEqual(["test-inside"]);
  expect(await count()).toMatchObject({ changed: true, inMemory: 1 });
});
