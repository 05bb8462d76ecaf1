import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { freePort } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import { findProcess } from "./processes.ts";

let directory: string;
let dataDir: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "allokoli-postgres-"));
  await chmod(directory, 0o755);
  dataDir = join(directory, "data");
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function isThere(url: string): Promise<boolean> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ name: string | null }>("select to_regclass('kept')::text as name");
  await client.end();
  return rows[0]?.name === "kept";
}

test("the server ends when its owner is killed, and the stored data is still there", async () => {
  const port = await freePort();
  const start = `
    const { startPostgres } = await import(${JSON.stringify(join(import.meta.dirname, "postgres.ts"))});
    const { url } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, port: ${port} });
    const { default: pg } = await import("pg");
    const client = new pg.Client(url);
    await client.connect();
    await client.query("create table kept (n int)");
    console.log("started");
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ["--input-type=module", "-e", start], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(owner.stdout, "data");
  const server = Number((await readFile(join(dataDir, "postmaster.pid"), "utf8")).split("\n")[0]);
  expect(findProcess(server)?.command).toContain("postgres");

  await expect(startPostgres({ dataDir, port: await freePort() })).rejects.toThrow(`process ${server}`);

  owner.kill("SIGKILL");
  await vi.waitFor(() => expect(findProcess(server)?.command ?? "").not.toContain("postgres"), 10_000);

  const again = await startPostgres({ dataDir, port });
  expect(await isThere(again.url)).toBe(true);
  await again.stop();
});

test("a pid file left by a power cut, whose number another program has now, does not prevent a start", async () => {
  const port = await freePort();
  await (await startPostgres({ dataDir, port, throwaway: true })).stop();
  await writeFile(join(dataDir, "postmaster.pid"), `${process.pid}\n${dataDir}\n`);

  const again = await startPostgres({ dataDir, port, throwaway: true });
  expect(await isThere(again.url)).toBe(false);
  await again.stop();
});

test("the error for a port in use names the port and how to choose another", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" && address ? address.port : 0;

  const holder = process.platform === "linux" ? `process ${process.pid} \\(.+\\)` : "another program";
  await expect(startPostgres({ dataDir, port, throwaway: true })).rejects.toThrow(
    new RegExp(`^Port ${port} is taken by ${holder}: stop it, or choose another port with ALLOKOLI_PORT_POSTGRES\\.$`),
  );
  other.close();
});
