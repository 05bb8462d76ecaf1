import type { Writable } from "node:stream";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPostgresPool, type PostgresPool } from "./postgres-pool.ts";
import { createTestDatabase, type TestDatabase } from "./postgres.ts";

/** The message "terminate". */
const GOODBYE = Buffer.from("X\0\0\0\u0004", "latin1");
const WAIT = { timeout: 20_000 };

let database: TestDatabase;
let pool: PostgresPool;
beforeAll(async () => {
  database = await createTestDatabase({ migrated: true });
  const { hostname, port } = new URL(database.url);
  pool = await startPostgresPool({ host: hostname, port: Number(port) });
});
afterAll(async () => {
  await pool.close();
  await database.drop();
});

async function open(url = database.directAppUrl) {
  const client = new pg.Client(pool.through(url));
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
const sessionOf = async (client: pg.Client) =>
  (await client.query<{ pid: number }>("select pg_backend_pid() as pid")).rows[0]?.pid;

async function sessionOfNew(url?: string) {
  const client = await open(url);
  const session = await sessionOf(client);
  await client.end();
  return session;
}

test("a client gets the session of one that left, and long and empty answers are complete", async () => {
  const first = await sessionOfNew();
  const client = await open();
  expect(await sessionOf(client)).toBe(first);
  const { rows } = await client.query("select repeat('x', 300000) as long, '' as empty from generate_series(1, 3)");
  expect(rows).toEqual(Array.from({ length: 3 }, () => ({ long: "x".repeat(300_000), empty: "" })));
  await expect(client.query("select 1 / 0")).rejects.toThrow("division by zero");
  // It is the first answer, not the error, that says that the session waits again.
  expect(await sessionOf(client)).toBe(first);
  await client.end();
  expect(await sessionOfNew()).toBe(first);
});

test("transactions at the same time have a session each, and never that of another user", async () => {
  const clients = await Promise.all([open(), open(), open(database.url)]);
  for (const client of clients) await client.query("begin");
  const sessions = await Promise.all(clients.map(sessionOf));
  expect(new Set(sessions).size).toBe(3);
  expect(await Promise.all(clients.map(sessionOf))).toEqual(sessions);
  for (const client of clients) await client.query("commit");
  const [, , superuser] = clients;
  const { rows } = (await superuser?.query("select current_user as name")) ?? {};
  expect(rows).toEqual([{ name: "postgres" }]);
  await Promise.all(clients.map((client) => client.end()));
});

test("a client has a session for its transaction alone", async () => {
  const [one, other] = await Promise.all([open(), open()]);
  for (const client of [one, other, one]) await client.query("begin; commit");
  expect(await sessionOf(other)).toBe(await sessionOf(one));
  await Promise.all([one.end(), other.end()]);
});

test("more transactions than sessions wait for each other, and one whose client vanished does not count", async () => {
  const clients = await Promise.all(Array.from({ length: 45 }, () => open()));
  const gone = clients.pop();
  const inTransaction = async (client: pg.Client) => {
    await client.query("begin");
    const session = await sessionOf(client);
    await client.query("select pg_sleep(0.02)");
    await client.query("commit");
    return session;
  };
  const ran = clients.map(inTransaction);
  const vanished = gone?.query("select pg_sleep(60)").catch((err: unknown) => err);
  (gone as unknown as { connection: { stream: Writable } }).connection.stream.destroy();
  const sessions = new Set(await Promise.all(ran));
  expect(sessions.size).toBeGreaterThan(1);
  expect(sessions.size).toBeLessThanOrEqual(20);
  expect(await vanished).toBeInstanceOf(Error);
  await Promise.all(clients.map((client) => client.end()));
});

test("a client whose query was begun and not completed keeps its session", async () => {
  const client = await open();
  const left = await sessionOf(client);
  // The private connection of pg: "parse" without the "sync" that a query of pg always has.
  const { connection } = client as unknown as { connection: { parse(query: object): void; end(): void } };
  connection.parse({ text: "select 1" });
  connection.end();
  expect(await sessionOfNew()).not.toBe(left);
});

test("a session with an open transaction is not reused", async () => {
  const client = await open();
  await client.query("begin");
  const left = await sessionOf(client);
  await client.end();
  expect(await sessionOfNew()).not.toBe(left);
});

test("the session of a client that vanished while it waited is not reused", async () => {
  const client = await open();
  const left = await sessionOf(client);
  const asked = client.query("select pg_sleep(60)").catch((err: unknown) => err);
  // The private connection of pg: a client that dies closes it without a message.
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  expect(await asked).toBeInstanceOf(Error);
  expect(await sessionOfNew()).not.toBe(left);
});

test("the session of a client that said goodbye during its query is reused when the query is over", async () => {
  const client = await open();
  const left = await sessionOf(client);
  client.query("select pg_sleep(0.2)").catch(() => undefined);
  // The private connection of pg: its `end` says goodbye and closes without waiting for an answer.
  (client as unknown as { connection: { end(): void } }).connection.end();
  await expect.poll(() => sessionOfNew(), WAIT).toBe(left);
});

test("a client that says goodbye twice takes nothing from the next one", async () => {
  const left = await sessionOfNew();
  const [client, other] = await Promise.all([open(), open()]);
  // The private connection of pg: its `stream` sends bytes that pg knows nothing of.
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  expect(await sessionOf(client)).toBe(left);
  stream.write(Buffer.concat([GOODBYE, GOODBYE]));
  const next = await open();
  stream.write(GOODBYE);
  for (let time = 0; time < 3; time++) expect(await sessionOf(next)).toBe(left);
  await Promise.all([next.end(), other.end()]);
});

test("a session that Postgres ended is not given to the next client", async () => {
  const ended = await sessionOfNew();
  const superuser = new pg.Client(database.url);
  await superuser.connect();
  await superuser.query("select pg_terminate_backend($1, 5000)", [ended]);
  await superuser.end();
  await expect.poll(() => sessionOfNew().catch(() => ended), WAIT).not.toBe(ended);
});

test("a client is refused when the pool cannot log in, each time", async () => {
  const wrong = new URL(database.directAppUrl);
  wrong.pathname = "/no_such_database";
  for (let time = 0; time < 2; time++) await expect(open(wrong.href)).rejects.toThrow("Connection terminated");
});
