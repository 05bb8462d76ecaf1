import { connect, type Database } from "@allokoli/shared/db/connect";
import * as schema from "@allokoli/shared/db/schema/index";
import { personTenant } from "@allokoli/shared/db/tenant";
import { claimsOf, openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EXPORTED, EXPORTED_WHOLE, NOT_EXPORTED } from "./export-tables.ts";
import { exportLines, streamOf } from "./export.ts";

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

const as = (userId: string) => personTenant(database, claimsOf(userId), fixture.orgId);

describe("an export", () => {
  it("has every table of an organization, or says why not", () => {
    const tables = Object.values<unknown>(schema)
      .filter((value) => is(value, PgTable))
      .map((table) => getTableConfig(table).name);
    const told = [...EXPORTED, ...EXPORTED_WHOLE].map(({ table }) => getTableConfig(table).name);
    expect([...told, ...Object.keys(NOT_EXPORTED)].toSorted()).toEqual(tables.toSorted());
  });

  it("has each thing once, page after page, with the conversation in its call, and nothing of others", async () => {
    const added = Array.from({ length: 45 }, () => uuidv7());
    for (const id of added) {
      const call =
        "insert into calls (id, org_id, direction, status, transcript) values ($1, $2, 'inbound', 'ended', 'x')";
      await fixture.superuser.query(call, [id, fixture.orgId]);
      await fixture.superuser.query(
        "insert into messages (org_id, call_id, position, role, text, at) values ($1, $2, 0, 'user', 'Bonjour', now())",
        [fixture.orgId, id],
      );
    }
    await fixture.superuser.query(
      "insert into calls (id, org_id, direction, status, deleted_at) values ($1, $2, 'inbound', 'ended', now())",
      [uuidv7(), fixture.orgId],
    );
    await fixture.superuser.query(
      "insert into calls (id, org_id, direction, status) values ($1, $2, 'inbound', 'ended')",
      [uuidv7(), fixture.otherOrgId],
    );
    const body = streamOf(exportLines(as(fixture.people.owner)), () => {});
    const text = await new Response(body).text();
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { kind: string; data: Record<string, unknown> });
    const calls = lines.filter(({ kind }) => kind === "call");
    expect(calls.map(({ data }) => String(data["id"])).toSorted()).toEqual(added.toSorted());
    for (const { data } of calls) expect(data["messages"]).toMatchObject([{ text: "Bonjour", role: "user" }]);
    expect(lines[0]).toMatchObject({ kind: "organization", data: { id: fixture.orgId } });
    expect(lines.filter(({ kind }) => kind === "member")).toHaveLength(4);
    expect(text).not.toContain(fixture.otherOrgId);
    for (const secret of ["sealed", "hash"]) expect(text).not.toContain(`"${secret}":`);
  });

  it("is an owner's, and ends as an error when the right to it ends", async () => {
    await expect(exportLines(as(fixture.people.admin)).next()).rejects.toMatchObject({ code: "AK002" });
    const { outsider } = fixture.people;
    await expect(exportLines(as(outsider)).next()).rejects.toMatchObject({ code: "AK001" });
    await fixture.superuser.query("insert into memberships (org_id, user_id, role) values ($1, $2, 'owner')", [
      fixture.orgId,
      outsider,
    ]);
    let isEnded = false;
    const reader = streamOf(exportLines(as(outsider)), () => (isEnded = true)).getReader();
    await reader.read();
    await fixture.superuser.query("delete from memberships where user_id = $1 and org_id = $2", [
      outsider,
      fixture.orgId,
    ]);
    await expect(
      (async () => {
        for (;;) if ((await reader.read()).done) return;
      })(),
    ).rejects.toMatchObject({ code: "AK001" });
    expect(isEnded).toBe(true);
  });
});
