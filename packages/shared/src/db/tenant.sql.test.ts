import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startTcpProxy, type TcpProxy } from "../../../../tests/tcp-proxy.ts";
import { connect, type Database } from "./connect.ts";
import { databaseProblem } from "./errors.ts";
import { assistants, auditLog, events, memberships } from "./schema/index.ts";
import { person, personTenant, systemTenant, type Tx } from "./tenant.ts";
import { assistantOf, claimsOf, openPractice, type Practice } from "./testing/practice.ts";

let practice: Practice;
let databases: Database[] = [];

const open = (url = practice.appUrl) => {
  const database = connect(url);
  databases.push(database);
  return database;
};
const asOwner = (database = open()) => personTenant(database, claimsOf(practice.people.owner), practice.orgId);
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
  practice = await openPractice();
});
afterEach(async () => {
  await Promise.all(databases.map((database) => database.close()));
  databases = [];
});
afterAll(() => practice.close());

describe("membership", () => {
  test("a member reads and writes", async () => {
    const tenant = asOwner();
    await tenant.write("member", (tx) => tx.insert(assistants).values(assistantOf(practice.orgId, "Standard")));
    const found = await tenant.read((tx) =>
      tx.select({ name: assistants.name }).from(assistants).where(eq(assistants.orgId, practice.orgId)),
    );
    expect(found).toContainEqual({ name: "Standard" });
  });

  test("who does not belong is refused, whether they were removed, are strangers, or the organization does not exist", async () => {
    const read = (userId: string, orgId = practice.orgId) =>
      problemOf(personTenant(open(), claimsOf(userId), orgId).read((tx) => tx.select().from(assistants)));
    expect(await read(practice.people.removed)).toBe("not_a_member");
    expect(await read(practice.people.stranger)).toBe("not_a_member");
    expect(await read(practice.people.owner, "01900000-0000-7000-8000-000000000000")).toBe("not_a_member");
    expect(await read("01900000-0000-7000-8000-000000000000")).toBe("not_a_member");
  });

  test("a removed member is out with the next transaction on the same connection", async () => {
    const userId = await practice.signUp("short@example.fr");
    await practice.join(practice.orgId, userId, "member");
    const tenant = personTenant(open(), claimsOf(userId), practice.orgId);
    await tenant.read((tx) => tx.select().from(assistants));
    await practice.superuser.query("delete from memberships where user_id = $1 and org_id = $2", [
      userId,
      practice.orgId,
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
    const tenant = personTenant(open(), claimsOf(practice.people[held]), practice.orgId);
    expect(await problemOf(tenant.write(needed, (tx) => tx.execute(sql`select 1`)))).toBe(problem);
  });
});

describe("rights", () => {
  test("the statements of a person run as allokoli_member with the person's claims, the system's as allokoli_system", async () => {
    const claims = claimsOf(practice.people.owner);
    expect(await asOwner().read(whoAmI)).toEqual({
      role: "allokoli_member",
      claims: JSON.stringify(claims),
    });
    expect(await person(open(), claims).read(whoAmI)).toEqual({
      role: "allokoli_member",
      claims: JSON.stringify(claims),
    });
    expect(await systemTenant(open(), practice.orgId).read(whoAmI)).toEqual({
      role: "allokoli_system",
      claims: JSON.stringify({ org_id: practice.orgId }),
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
      Object.values(practice.people).map(
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
    const claims = { ...claimsOf(practice.people.owner), email: text };
    const me = await personTenant(open(), claims, practice.orgId).read(whoAmI);
    expect(me?.role).toBe("allokoli_member");
    expect(JSON.parse(me?.claims ?? "")).toEqual(claims);
    const forged = { ...claims, sub: text };
    await expect(personTenant(open(), forged, practice.orgId).read(whoAmI)).rejects.toThrow(
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
    const reading = personTenant(withoutBegin, claimsOf(practice.people.owner), practice.orgId).read(async (tx) => {
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
        tx.insert(assistants).values(assistantOf(practice.orgId, "Perdu")),
        tx.insert(assistants).values({ ...assistantOf(practice.orgId, "Perdu"), temperature: 9 }),
      ]);
    await expect(tenant.write("member", twice)).rejects.toMatchObject({
      code: "23514",
      constraint: "assistants_temperature_range",
    });
    expect(await tenant.read((tx) => tx.select().from(assistants).where(eq(assistants.name, "Perdu")))).toEqual([]);
  });

  test("an error that the work swallows does not pass for a commit", async () => {
    const careless = asOwner().write("member", async (tx) => {
      await tx.insert(assistants).values(assistantOf(practice.orgId, "Fantôme"));
      await tx.execute(sql`select 1 / 0`).catch(() => undefined);
    });
    await expect(careless).rejects.toThrow("rolled back");
  });

  test("an error of the work itself rolls back", async () => {
    const tenant = asOwner();
    const failing = tenant.write("member", async (tx) => {
      await tx.insert(assistants).values(assistantOf(practice.orgId, "Regretté"));
      throw new RangeError("changed my mind");
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(await tenant.read((tx) => tx.select().from(assistants).where(eq(assistants.name, "Regretté")))).toEqual([]);
  });

  test("a read cannot write", async () => {
    await expect(
      asOwner().read((tx) => tx.insert(assistants).values(assistantOf(practice.orgId))),
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
    const refused = asOwner().write("member", (tx) => tx.insert(assistants).values(assistantOf(practice.orgId, name)));
    await expect(refused).rejects.toThrow(/^(?!.*nom-très-secret)/s);
  });

  test("a unique key taken is a conflict, the last owner's leaving too", async () => {
    const tenant = asOwner();
    const taken = { ...assistantOf(practice.orgId), vapiAssistantId: "vapi-1" };
    await tenant.write("member", (tx) => tx.insert(assistants).values(taken));
    expect(await problemOf(tenant.write("member", (tx) => tx.insert(assistants).values(taken)))).toBe("conflict");
    const leave = tenant.write("owner", (tx) =>
      tx.delete(memberships).where(eq(memberships.userId, practice.people.owner)),
    );
    expect(await problemOf(leave)).toBe("conflict");
  });
});

describe("round trips", () => {
  // Long enough that what is sent together reaches the proxy before the first answer to it leaves.
  const ROUND_TRIP_MS = 200;
  let proxy: TcpProxy;
  beforeAll(async () => {
    const { hostname, port } = new URL(practice.appUrl);
    proxy = await startTcpProxy({ host: hostname, port: Number(port) });
  });
  afterAll(() => proxy.close());

  async function roundTrips(work: (tenant: ReturnType<typeof asOwner>) => Promise<unknown>) {
    proxy.roundTripMs = 0;
    const tenant = asOwner(open(proxy.through(practice.appUrl)));
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
      tenant.read((tx) => tx.select().from(assistants).where(eq(assistants.orgId, practice.orgId))),
    );
    expect(read).toBe(1);
  });

  test("a write with its outbox and audit rows is two", async () => {
    const write = await roundTrips((tenant) =>
      tenant.write("member", (tx) =>
        Promise.all([
          tx.insert(assistants).values(assistantOf(practice.orgId)),
          tx.insert(events).values({
            orgId: practice.orgId,
            type: "assistant.created",
            resourceType: "assistant",
            resourceId: practice.orgId,
            data: {},
          }),
          tx.insert(auditLog).values({
            orgId: practice.orgId,
            actorId: practice.people.owner,
            actorKind: "person",
            action: "assistant.create",
            resourceType: "assistant",
          }),
        ]),
      ),
    );
    expect(write).toBe(2);
  });

  test("a read does not wait for its COMMIT, close() does", async () => {
    const database = open(proxy.through(practice.appUrl));
    await asOwner(database).read((tx) => tx.execute(sql`select 1`));
    await database.close();
    const { rows } = await practice.superuser.query(
      "select from pg_stat_activity where application_name = 'allokoli' and state like 'idle in transaction%'",
    );
    expect(rows).toEqual([]);
  });
});
