import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startTcpProxy, type TcpProxy } from "../../../../tests/tcp-proxy.ts";
import { connect, type Database } from "./connect.ts";
import { databaseProblem } from "./errors.ts";
import { assistants, auditLog, events, memberships } from "./schema/index.ts";
import { person, personTenant, systemTenant, type Tx } from "./tenant.ts";
import { assistantOf, claimsOf, openFixture, type Fixture } from "./testing/fixture.ts";

let fixture: Fixture;
let databases: Database[] = [];

const open = (url = fixture.appUrl) => {
  const database = connect(url);
  databases.push(database);
  return database;
};
const asOwner = (database = open()) => personTenant(database, claimsOf(fixture.people.owner), fixture.orgId);
const problemOf = async (work: Promise<unknown>) =>
  databaseProblem(
    await work.then(
      () => undefined,
      (err: unknown) => err,
    ),
  )?.code;
const whoAmI = async (tx: Tx) =>
  (
    await tx.execute<{ role: string; claims: string }>(sql`
  select current_user as role, current_setting('request.jwt.claims', true) as claims`)
  ).rows[0];

beforeAll(async () => {
  fixture = await openFixture();
});
afterEach(async () => {
  await Promise.all(databases.map((database) => database.close()));
  databases = [];
});
afterAll(() => fixture.close());

describe("membership", () => {
  test("a member reads and writes", async () => {
    const tenant = asOwner();
    await tenant.write("member", (tx) => tx.insert(assistants).values(assistantOf(fixture.orgId, "Standard")));
    const found = await tenant.read((tx) =>
      tx.select({ name: assistants.name }).from(assistants).where(eq(assistants.orgId, fixture.orgId)),
    );
    expect(found).toContainEqual({ name: "Standard" });
  });

  test("who does not belong is refused, whether they were removed, are outsiders, or the organization does not exist", async () => {
    const read = (userId: string, orgId = fixture.orgId) =>
      problemOf(personTenant(open(), claimsOf(userId), orgId).read((tx) => tx.select().from(assistants)));
    expect(await read(fixture.people.removed)).toBe("not_a_member");
    expect(await read(fixture.people.outsider)).toBe("not_a_member");
    expect(await read(fixture.people.owner, "01900000-0000-7000-8000-000000000000")).toBe("not_a_member");
    expect(await read("01900000-0000-7000-8000-000000000000")).toBe("not_a_member");
  });

  test("a removed member is out with the next transaction on the same connection", async () => {
    const userId = await fixture.signUp("short@example.fr");
    await fixture.join(fixture.orgId, userId, "member");
    const tenant = personTenant(open(), claimsOf(userId), fixture.orgId);
    await tenant.read((tx) => tx.select().from(assistants));
    await fixture.superuser.query("delete from memberships where user_id = $1 and org_id = $2", [
      userId,
      fixture.orgId,
    ]);
    expect(await problemOf(tenant.read((tx) => tx.select().from(assistants)))).toBe("not_a_member");
  });

  test.each([
    ["viewer", "member", "role_too_low"],
    ["member", "admin", "role_too_low"],
    ["admin", "owner", "role_too_low"],
    ["admin", "member", undefined],
    ["owner", "owner", undefined],
  ] as const)("a %s who needs to be %s: %s", async (held, needed, problem) => {
    const tenant = personTenant(open(), claimsOf(fixture.people[held]), fixture.orgId);
    expect(await problemOf(tenant.write(needed, (tx) => tx.execute(sql`select 1`)))).toBe(problem);
  });
});

describe("rights", () => {
  test("the statements of a person run as allokoli_member with the person's claims, the system's as allokoli_system", async () => {
    const claims = claimsOf(fixture.people.owner);
    expect(await asOwner().read(whoAmI)).toEqual({
      role: "allokoli_member",
      claims: JSON.stringify(claims),
    });
    expect(await person(open(), claims).read(whoAmI)).toEqual({
      role: "allokoli_member",
      claims: JSON.stringify(claims),
    });
    expect(await systemTenant(open(), fixture.orgId).read(whoAmI)).toEqual({
      role: "allokoli_system",
      claims: JSON.stringify({ org_id: fixture.orgId }),
    });
  });

  test("nothing of a transaction is left on the connection: not after a commit, not after an error", async () => {
    const database = open();
    const bare = () =>
      database.inTurn((send) =>
        send("select current_user as role, current_setting('request.jwt.claims', true) as claims"),
      );
    const clean = { role: "allokoli_app", claims: "" };
    await asOwner(database).read((tx) => tx.execute(sql`select 1`));
    expect((await bare()).rows).toEqual([clean]);
    await asOwner(database).write("member", (tx) => tx.execute(sql`select 1`));
    expect((await bare()).rows).toEqual([clean]);
    await expect(asOwner(database).write("member", (tx) => tx.execute(sql`select 1 / 0`))).rejects.toThrow(
      "division by zero",
    );
    expect((await bare()).rows).toEqual([clean]);
  });

  test("two people at once on one connection each have their own rights", async () => {
    const database = open();
    const seen = await Promise.all(
      Object.values(fixture.people).map(
        async (userId) => [userId, await person(database, claimsOf(userId)).read(whoAmI)] as const,
      ),
    );
    for (const [userId, me] of seen) expect(JSON.parse(me?.claims ?? "{}")).toMatchObject({ sub: userId });
  });

  test.each([
    `x'); reset role; --`,
    `', true); select set_config('role', 'postgres', true); --`,
    `"}'; set role postgres; --`,
    `\\'; drop table assistants; --`,
    "$1$2 $$ ; commit;",
  ])("claims are data, whatever is written in them: %s", async (text) => {
    const claims = { ...claimsOf(fixture.people.owner), email: text };
    const me = await personTenant(open(), claims, fixture.orgId).read(whoAmI);
    expect(me?.role).toBe("allokoli_member");
    expect(JSON.parse(me?.claims ?? "")).toEqual(claims);
    const forged = { ...claims, sub: text };
    await expect(personTenant(open(), forged, fixture.orgId).read(whoAmI)).rejects.toThrow(
      "invalid input syntax for type uuid",
    );
    await expect(personTenant(open(), claims, text).read(whoAmI)).rejects.toThrow("invalid input syntax for type uuid");
  });

  test("when BEGIN fails, the statements behind it have no rights", async () => {
    const database = open();
    const withoutBegin: Database = {
      ...database,
      inTurn: (work) =>
        database.inTurn((send) =>
          work((text, values) =>
            send(typeof text === "string" && text.startsWith("begin") ? "begin nonsense" : text, values),
          ),
        ),
    };
    let inside: unknown;
    const reading = personTenant(withoutBegin, claimsOf(fixture.people.owner), fixture.orgId).read(async (tx) => {
      inside = await tx
        .select()
        .from(assistants)
        .catch((err: Error) => err.cause);
    });
    await expect(reading).rejects.toMatchObject({ code: "42601" });
    expect(inside).toMatchObject({ code: "42501" });
  });

  test("the login role by itself reaches no table and cannot become anybody else", async () => {
    const database = open();
    const alone = (statement: string) => database.inTurn((send) => send(statement));
    await expect(alone("select * from assistants")).rejects.toMatchObject({ code: "42501" });
    await expect(alone("select app.organizations_with_role('viewer')")).rejects.toMatchObject({
      code: "42501",
    });
    for (const role of ["postgres", "service_role", "authenticated", "supabase_auth_admin"]) {
      await expect(alone(`set role ${role}`)).rejects.toMatchObject({ code: "42501" });
    }
  });
});

describe("errors", () => {
  test("an error undoes everything and the connection serves on", async () => {
    const database = open();
    const tenant = asOwner(database);
    const twice = (tx: Tx) =>
      Promise.all([
        tx.insert(assistants).values(assistantOf(fixture.orgId, "Perdu")),
        tx.insert(assistants).values({ ...assistantOf(fixture.orgId, "Perdu"), temperature: 9 }),
      ]);
    await expect(tenant.write("member", twice)).rejects.toMatchObject({
      code: "23514",
      constraint: "assistants_temperature_range",
    });
    expect(await tenant.read((tx) => tx.select().from(assistants).where(eq(assistants.name, "Perdu")))).toEqual([]);
  });

  test("of statements that travel together, the one that failed says why, whichever is awaited first", async () => {
    const failing = asOwner().write("member", async (tx) => {
      const first = tx.execute(sql`select 1 / 0`).then(() => undefined);
      const second = tx.execute(sql`select 1`).then(() => undefined);
      first.catch(() => undefined);
      await second;
      await first;
    });
    await expect(failing).rejects.toMatchObject({ code: "22012" });
  });

  test("an error that the work swallows does not pass for a commit", async () => {
    const careless = asOwner().write("member", async (tx) => {
      await tx.insert(assistants).values(assistantOf(fixture.orgId, "Fantôme"));
      await tx.execute(sql`select 1 / 0`).catch(() => undefined);
    });
    await expect(careless).rejects.toThrow("rolled back");
  });

  test("an error of the work itself rolls back", async () => {
    const tenant = asOwner();
    const failing = tenant.write("member", async (tx) => {
      await tx.insert(assistants).values(assistantOf(fixture.orgId, "Regretté"));
      throw new RangeError("changed my mind");
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(await tenant.read((tx) => tx.select().from(assistants).where(eq(assistants.name, "Regretté")))).toEqual([]);
  });

  test("a read cannot write", async () => {
    await expect(
      asOwner().read((tx) => tx.insert(assistants).values(assistantOf(fixture.orgId))),
    ).rejects.toMatchObject({ code: "25006" });
  });

  test("a handle kept after its transaction sends nothing", async () => {
    let kept: Tx | undefined;
    await asOwner().read(async (tx) => void (kept = tx));
    await expect(kept?.execute(sql`select 1`)).rejects.toMatchObject({
      cause: { message: expect.stringContaining("has ended") },
    });
  });

  test("no parameter of a statement is in the error's message", async () => {
    const name = "nom-très-secret".repeat(5);
    const refused = asOwner().write("member", (tx) => tx.insert(assistants).values(assistantOf(fixture.orgId, name)));
    await expect(refused).rejects.toThrow(/^(?!.*nom-très-secret)/s);
  });

  test("what a policy forbids is a role too low: it may have gone while the transaction ran", async () => {
    const viewer = personTenant(open(), claimsOf(fixture.people.viewer), fixture.orgId);
    const writing = viewer.write("viewer", (tx) => tx.insert(assistants).values(assistantOf(fixture.orgId)));
    expect(await problemOf(writing)).toBe("role_too_low");
  });

  test("a unique key taken is a conflict, the last owner's leaving too", async () => {
    const tenant = asOwner();
    const taken = { ...assistantOf(fixture.orgId), vapiAssistantId: "vapi-1" };
    await tenant.write("member", (tx) => tx.insert(assistants).values(taken));
    expect(await problemOf(tenant.write("member", (tx) => tx.insert(assistants).values(taken)))).toBe("conflict");
    const leave = tenant.write("owner", (tx) =>
      tx.delete(memberships).where(eq(memberships.userId, fixture.people.owner)),
    );
    expect(await problemOf(leave)).toBe("conflict");
  });
});

describe("round trips", () => {
  // Long enough that what is sent together reaches the proxy before the first answer to it leaves.
  const ROUND_TRIP_MS = 200;
  let proxy: TcpProxy;
  beforeAll(async () => {
    const { hostname, port } = new URL(fixture.appUrl);
    proxy = await startTcpProxy({ host: hostname, port: Number(port) });
  });
  afterAll(() => proxy.close());

  async function roundTrips(work: (tenant: ReturnType<typeof asOwner>) => Promise<unknown>) {
    proxy.roundTripMs = 0;
    const tenant = asOwner(open(proxy.through(fixture.appUrl)));
    // Connected, and with no COMMIT of a read still on its way: a write waits for what came before it.
    await tenant.write("member", (tx) => tx.execute(sql`select 1`));
    proxy.roundTripMs = ROUND_TRIP_MS;
    const before = proxy.roundTrips;
    await work(tenant);
    const took = proxy.roundTrips - before;
    proxy.roundTripMs = 0;
    return took;
  }

  test("a read is one", async () => {
    const read = await roundTrips((tenant) =>
      tenant.read((tx) => tx.select().from(assistants).where(eq(assistants.orgId, fixture.orgId))),
    );
    expect(read).toBe(1);
  });

  test("a write with its outbox and audit rows is two", async () => {
    const write = await roundTrips((tenant) =>
      tenant.write("member", (tx) =>
        Promise.all([
          tx.insert(assistants).values(assistantOf(fixture.orgId)),
          tx.insert(events).values({
            orgId: fixture.orgId,
            type: "assistant.created",
            resourceType: "assistant",
            resourceId: fixture.orgId,
            data: {},
          }),
          tx.insert(auditLog).values({
            orgId: fixture.orgId,
            actorId: fixture.people.owner,
            actorKind: "person",
            action: "assistant.created",
            resourceType: "assistant",
          }),
        ]),
      ),
    );
    expect(write).toBe(2);
  });

  test("a read does not wait for its COMMIT, close() does", async () => {
    const database = open(proxy.through(fixture.appUrl));
    await asOwner(database).read((tx) => tx.execute(sql`select 1`));
    await database.close();
    // Only this file's database: the cluster serves other files at the same time.
    const { rows } = await fixture.superuser.query(
      "select from pg_stat_activity where datname = current_database() and application_name = 'allokoli' and state like 'idle in transaction%'",
    );
    expect(rows).toEqual([]);
  });
});
