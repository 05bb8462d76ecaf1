import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect, type Database } from "../db/connect.ts";
import { personTenant } from "../db/tenant.ts";
import { claimsOf, openFixture, type Fixture } from "../db/testing/fixture.ts";
import { stocktakeStore } from "./stocktake-store.ts";
import type { Stray } from "./stocktake.ts";

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
beforeEach(() =>
  fixture.superuser.query("truncate functions, phone_numbers, telephony_credentials, audit_log cascade"),
);

type Given = { vapiId?: string | null; state?: string; deletedAt?: Date | null; orgId?: string };
async function addFunction({ vapiId = null, state = "synced", deletedAt = null, orgId = fixture.orgId }: Given) {
  const id = randomUUID();
  await fixture.superuser.query(
    `insert into functions (id, org_id, name, settings, vapi_id, sync_state, sync_form, deleted_at)
     values ($1, $2, $3, '{}', $4, $5, '1', $6)`,
    [id, orgId, `f_${id.slice(0, 8)}`, vapiId, state, deletedAt],
  );
  return id;
}
const stray = (vapiId: string, ourId: string, orgId: string | undefined = fixture.orgId): Stray => ({
  vapiId,
  mark: { ourId, orgId, isHere: true },
  madeAt: 0,
});
const rowOf = async (id: string) =>
  (await fixture.superuser.query("select * from functions where id = $1", [id])).rows[0];

describe("the store of the stocktake", () => {
  it("lists what Vapi should have, of all organizations, without the rows under way", async () => {
    const ours = await addFunction({ vapiId: "v-1" });
    const theirs = await addFunction({ vapiId: "v-2", orgId: fixture.otherOrgId });
    await addFunction({ vapiId: "v-3", state: "pending" });
    await addFunction({ vapiId: "v-4", state: "failed" });
    await addFunction({ vapiId: "v-5", deletedAt: new Date() });
    await addFunction({});
    expect([...(await stocktakeStore(database).linked("function"))]).toEqual([
      ["v-1", ours],
      ["v-2", theirs],
    ]);
    for (const kind of ["assistant", "squad", "workflow", "phone-number", "telephony-credential"])
      expect((await stocktakeStore(database).linked(kind)).size, kind).toBe(0);
  });

  it("reads all rows, page by page", async () => {
    await fixture.superuser.query(
      `insert into functions (org_id, name, settings, vapi_id, sync_state)
       select $1, 'f_' || n, '{}', 'v-' || n, 'synced' from generate_series(1, 2345) n`,
      [fixture.orgId],
    );
    expect((await stocktakeStore(database).linked("function")).size).toBe(2345);
  });

  it("knows the standing of each id of ours", async () => {
    const synced = await addFunction({ vapiId: "named" });
    const waiting = await addFunction({ state: "pending" });
    const gone = randomUUID();
    await fixture.superuser.query(
      "insert into audit_log (org_id, actor_kind, action, resource_type, resource_id) values ($1, 'system', 'function.created', 'function', $2)",
      [fixture.orgId, gone],
    );
    const strays = [
      stray("named", synced),
      stray("twice", synced),
      stray("silent", synced, undefined),
      stray("coming", waiting),
      stray("orphan", gone),
      stray("elsewhere", gone, fixture.otherOrgId),
      stray("strange", synced, fixture.otherOrgId),
    ];
    const found = await stocktakeStore(database).standings("function", strays);
    expect(Object.fromEntries([...found].map(([id, { standing, linked }]) => [id, [standing, linked]]))).toEqual({
      named: ["linked", "named"],
      twice: ["surplus", "named"],
      silent: ["surplus", "named"],
      coming: ["waiting", null],
      orphan: ["gone", null],
      elsewhere: ["unknown", null],
      strange: ["unknown", null],
    });
  });

  it("has a lost one sent again without an event, unless it was changed since", async () => {
    const lost = await addFunction({ vapiId: "lost" });
    const changed = await addFunction({ vapiId: "new" });
    const before = await rowOf(lost);
    const count = await stocktakeStore(database).tellAgain("function", [
      { vapiId: "lost", ourId: lost },
      { vapiId: "old", ourId: changed },
    ]);
    expect(count).toBe(1);
    expect(await rowOf(lost)).toMatchObject({
      sync_state: "pending",
      sync_action: "move",
      sync_next_at: expect.any(Date),
      revision: before.revision,
      updated_at: before.updated_at,
    });
    expect(await rowOf(changed)).toMatchObject({ sync_state: "synced" });
  });

  it("has a credential sent again, which has no form", async () => {
    const id = randomUUID();
    await fixture.superuser.query(
      `insert into telephony_credentials (id, org_id, provider, name, sealed, key_id, masked, vapi_credential_id, sync_state)
       values ($1, $2, 'telnyx', 'Telnyx', 's', 'k', '{}', 'c-1', 'synced')`,
      [id, fixture.orgId],
    );
    expect(await stocktakeStore(database).tellAgain("telephony-credential", [{ vapiId: "c-1", ourId: id }])).toBe(1);
    const { rows } = await fixture.superuser.query(
      "select app.organizations_with_numbers_to_tell('1', now(), null, 9) id",
    );
    expect(rows).toEqual([{ id: fixture.orgId }]);
  });

  it("refuses an unknown kind", async () => {
    await expect(stocktakeStore(database).linked("organizations; drop table functions")).rejects.toThrow();
    await expect(stocktakeStore(database).tellAgain("organizations", [])).rejects.toThrow();
  });

  it("is open only to the system", async () => {
    const person = personTenant(database, claimsOf(fixture.people.owner), fixture.orgId);
    for (const question of [
      sql`select app.told_to_vapi('function', '', 1)`,
      sql`select app.known_of_vapi('function', '{}', '{}', '{}')`,
      sql`select app.tell_vapi_again('function', '{}', '{}')`,
      sql`select app.mirrored_table('function')`,
    ]) {
      await expect(person.read((tx) => tx.execute(question))).rejects.toThrow();
    }
  });
});
