import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Scope } from "../scopes/scopes.ts";
import { connect, type Database } from "./connect.ts";
import { databaseProblem } from "./errors.ts";
import { webhookEndpoints } from "./schema/index.ts";
import { personTenant, type Tx } from "./tenant.ts";
import { claimsOf, keyClaimsOf, openFixture, type Fixture } from "./testing/fixture.ts";

let fixture: Fixture;
let database: Database;
beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
});
afterAll(async () => {
  await database.close();
  await fixture.close();
});
beforeEach(() => fixture.superuser.query("delete from webhook_endpoints"));

const newKey = (role: "viewer" | "member" | "admin", scopes: Scope[]) =>
  fixture.addKey(fixture.orgId, fixture.people.owner, role, { scopes });
/** The organization as the key has it, in an operation that needs one of `needed`. */
const as = (key: string, needed: Scope[]) => personTenant(database, keyClaimsOf(key, needed), fixture.orgId);
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => "allowed",
    (err: unknown) => {
      const problem = databaseProblem(err);
      return problem?.scopes === undefined ? problem?.code : [problem.code, ...problem.scopes];
    },
  );
const nothing = (tx: Tx) => tx.execute(sql`select 1`);
const subscribe = async (key: string, needed: Scope[] = ["write", "webhooks"]) => {
  const values = { orgId: fixture.orgId, url: "https://crm.example.fr/allokoli", createdBy: key };
  const [row] = await as(key, needed).write("admin", (tx) =>
    tx.insert(webhookEndpoints).values(values).returning({ id: webhookEndpoints.id }),
  );
  return row?.id ?? "none";
};
const urls = (key: string, needed: Scope[]) =>
  as(key, needed).read((tx) => tx.select({ id: webhookEndpoints.id }).from(webhookEndpoints));
const disable = (key: string, id: string, needed: Scope[]) =>
  as(key, needed).write("admin", (tx) =>
    tx.update(webhookEndpoints).set({ state: "disabled" }).where(eq(webhookEndpoints.id, id)).returning(),
  );

describe("an API key", () => {
  it("opens a transaction only with one of the scopes that are needed, and is told which", async () => {
    const key = await newKey("admin", ["read", "calls"]);
    expect(await refusalOf(as(key, ["calls"]).write("admin", nothing))).toBe("allowed");
    expect(await refusalOf(as(key, ["write", "read"]).read(nothing))).toBe("allowed");
    expect(await refusalOf(as(key, ["write", "webhooks"]).write("admin", nothing))).toEqual([
      "insufficient_scope",
      "write",
      "webhooks",
    ]);
  });

  it("for an operation that nobody described opens nothing", async () => {
    expect(await refusalOf(as(await newKey("admin", ["read", "write"]), []).read(nothing))).toEqual([
      "insufficient_scope",
    ]);
  });

  it("from which a scope was taken is refused with its next transaction, and does no more than its role", async () => {
    const key = await newKey("viewer", ["read", "write"]);
    expect(await refusalOf(as(key, ["write"]).write("member", nothing))).toBe("role_too_low");
    await fixture.superuser.query("update api_keys set scopes = '{read}' where id = $1", [key]);
    expect(await refusalOf(as(key, ["write"]).read(nothing))).toEqual(["insufficient_scope", "write"]);
  });

  it("that is over is that, whatever its scopes", async () => {
    expect(await refusalOf(as(fixture.keys.expiredKey, ["webhooks"]).read(nothing))).toBe("unauthorized");
  });

  it("has at least one scope, and none that there is not", async () => {
    for (const scopes of ["{}", "{read,everything}"]) {
      const change = fixture.superuser.query("update api_keys set scopes = $1", [scopes]);
      await expect(change).rejects.toMatchObject({ constraint: "api_keys_scopes" });
    }
  });
});

describe("a key for webhooks", () => {
  it("makes, sees and ends its own subscriptions, whatever its role, and none of others", async () => {
    const [one, other] = [await newKey("viewer", ["webhooks"]), await newKey("viewer", ["webhooks"])];
    const [own, foreign] = [await subscribe(one), await subscribe(other)];
    expect(await urls(one, ["read", "webhooks"])).toEqual([{ id: own }]);
    expect(await disable(one, foreign, ["write", "webhooks"])).toEqual([]);
    expect(await disable(one, own, ["write", "webhooks"])).toHaveLength(1);
  });

  it("makes none in another's name", async () => {
    const [one, other] = [await newKey("viewer", ["webhooks"]), await newKey("viewer", ["webhooks"])];
    const values = { orgId: fixture.orgId, url: "https://crm.example.fr/allokoli", createdBy: other };
    const insert = as(one, ["webhooks"]).write("admin", (tx) => tx.insert(webhookEndpoints).values(values));
    expect(await refusalOf(insert)).toBe("role_too_low");
  });

  it("changes no others' by reading them, and a member's key by writing neither", async () => {
    const foreign = await subscribe(await newKey("viewer", ["webhooks"]));
    const key = await newKey("member", ["read", "write", "webhooks"]);
    expect(await urls(key, ["read", "webhooks"])).toEqual([{ id: foreign }]);
    expect(await disable(key, foreign, ["write", "webhooks"])).toEqual([]);
    const admin = await newKey("admin", ["write", "webhooks"]);
    expect(await disable(admin, foreign, ["write", "webhooks"])).toHaveLength(1);
  });

  it("that is revoked, or is for webhooks no more, hears nothing more; of any other key, what it added goes on", async () => {
    const key = await newKey("viewer", ["webhooks"]);
    const narrowed = await newKey("viewer", ["read", "webhooks"]);
    const kept = await subscribe(narrowed);
    const script = await newKey("admin", ["write"]);
    const [subscribed, added] = [await subscribe(key), await subscribe(script)];
    const owner = personTenant(database, claimsOf(fixture.people.owner), fixture.orgId);
    await owner.write("admin", (tx) =>
      tx.execute(sql`update api_keys set revoked_at = now() where id in (${key}, ${script})`),
    );
    await owner.write("admin", (tx) => tx.execute(sql`update api_keys set scopes = '{read}' where id = ${narrowed}`));
    const { rows } = await fixture.superuser.query("select id, state, revision from webhook_endpoints");
    expect(rows).toEqual(
      expect.arrayContaining([
        { id: subscribed, state: "disabled", revision: 2 },
        { id: kept, state: "disabled", revision: 2 },
        { id: added, state: "enabled", revision: 1 },
      ]),
    );
  });
});
