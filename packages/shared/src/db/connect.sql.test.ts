import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTcpProxy } from "../../../../tests/tcp-proxy.ts";
import { connect, type ConnectOptions } from "./connect.ts";
import { databaseProblem } from "./errors.ts";
import { personTenant } from "./tenant.ts";
import { claimsOf, openFixture, type Fixture } from "./testing/fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

const UNAVAILABLE = { code: "database_unavailable", status: 503, retryAfterSeconds: 5 };
const SHORT: ConnectOptions = { connectTimeoutMs: 200, answerTimeoutMs: 300 };

function open(url: string, options: ConnectOptions = {}) {
  const database = connect(url, options);
  const tenant = personTenant(database, claimsOf(fixture.people.owner), fixture.orgId);
  const problemOf = (statement: ReturnType<typeof sql>) =>
    tenant
      .read((tx) => tx.execute(statement))
      .then(
        () => undefined,
        (err: unknown) => databaseProblem(err),
      );
  return { database, tenant, problemOf };
}

describe("a Postgres that is not there", () => {
  test("that refuses connections is unavailable at once, as often as it is asked", async () => {
    const { database, problemOf } = open("postgres://allokoli_app:x@127.0.0.1:1/postgres");
    expect(await problemOf(sql`select 1`)).toMatchObject(UNAVAILABLE);
    expect(await problemOf(sql`select 1`)).toMatchObject(UNAVAILABLE);
    await database.close();
  });

  test("that takes the connection and says nothing is unavailable in bounded time", async () => {
    const mute = createServer((socket) => socket.on("error", () => undefined)).listen(0, "127.0.0.1");
    await once(mute, "listening");
    // A server that listens on a TCP port has such an address.
    const { port } = mute.address() as AddressInfo;
    const { database, problemOf } = open(`postgres://allokoli_app:x@127.0.0.1:${port}/postgres`, SHORT);
    expect(await problemOf(sql`select 1`)).toMatchObject(UNAVAILABLE);
    await database.close();
    mute.close();
  });

  test("that does not take our password is unavailable, and does not say why", async () => {
    const wrong = new URL(fixture.directAppUrl);
    wrong.password = "wrong";
    const { database, problemOf } = open(wrong.href);
    const problem = await problemOf(sql`select 1`);
    expect(problem).toMatchObject(UNAVAILABLE);
    expect(problem?.detail).toBeUndefined();
    await database.close();
  });
});

describe("a Postgres that goes away", () => {
  test("in the middle of a transaction: unavailable, from then on", async () => {
    const { hostname, port } = new URL(fixture.appUrl);
    const proxy = await startTcpProxy({ host: hostname, port: Number(port) });
    const { database, tenant, problemOf } = open(proxy.through(fixture.appUrl));
    await tenant.read((tx) => tx.execute(sql`select 1`));
    const asleep = problemOf(sql`select pg_sleep(61)`);
    await untilAsleep("pg_sleep(61)");
    proxy.cut();
    expect(await asleep).toMatchObject(UNAVAILABLE);
    expect(await problemOf(sql`select 1`)).toMatchObject(UNAVAILABLE);
    await database.close();
    await proxy.close();
  });

  test("falls silent: unavailable in bounded time", async () => {
    const { database, problemOf } = open(fixture.appUrl, SHORT);
    expect(await problemOf(sql`select pg_sleep(60)`)).toMatchObject(UNAVAILABLE);
    expect(await problemOf(sql`select 1`)).toMatchObject(UNAVAILABLE);
    await database.close();
  });

  test("is told to end our connection: unavailable", async () => {
    const { database, problemOf } = open(fixture.appUrl);
    const asleep = problemOf(sql`select pg_sleep(62)`);
    const pid = await untilAsleep("pg_sleep(62)");
    await fixture.superuser.query("select pg_terminate_backend($1)", [pid]);
    expect(await asleep).toMatchObject(UNAVAILABLE);
    await database.close();
  });
});

test("a statement of more than 10 s is ended by Postgres, and so is a transaction left open", async () => {
  const { database, tenant, problemOf } = open(fixture.appUrl);
  const { rows } = await tenant.read((tx) =>
    tx.execute(
      sql`select current_setting('statement_timeout') as statement, current_setting('idle_in_transaction_session_timeout') as idle`,
    ),
  );
  expect(rows).toEqual([{ statement: "10s", idle: "15s" }]);
  const tooLong = tenant.read(async (tx) => {
    await tx.execute(sql`select set_config('statement_timeout', '50ms', true)`);
    await tx.execute(sql`select pg_sleep(60)`);
  });
  expect(databaseProblem(await tooLong.catch((err: unknown) => err))).toMatchObject(UNAVAILABLE);
  // It was the statement that was ended: the connection serves on.
  expect(await problemOf(sql`select 1`)).toBeUndefined();
  await database.close();
});

test("a database that was never asked is closed without having been opened", async () => {
  await connect("postgres://allokoli_app:x@127.0.0.1:1/postgres").close();
});

test("other errors of Postgres, and errors that are not its own, are not told as problems of the database", async () => {
  const { database, tenant } = open(fixture.appUrl);
  const failed = await tenant.read((tx) => tx.execute(sql`select 1 / 0`)).catch((err: unknown) => err);
  expect(failed).toBeInstanceOf(Error);
  expect(databaseProblem(failed)).toBeUndefined();
  expect(databaseProblem(new Error("something else"))).toBeUndefined();
  await database.close();
});

/** Resolves with the process that runs the statement. */
async function untilAsleep(statement: string): Promise<number> {
  const find = async () => {
    const { rows } = await fixture.superuser.query<{ pid: number }>(
      "select pid from pg_stat_activity where usename = 'allokoli_app' and wait_event = 'PgSleep' and query like '%' || $1 || '%'",
      [statement],
    );
    return rows[0]?.pid ?? 0;
  };
  await expect.poll(find, { timeout: 20_000 }).toBeGreaterThan(0);
  return find();
}
