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

  it("has the journal, each entry once and with its salt while its call is there, and gates and schedules", async () => {
    const { orgId, superuser } = fixture;
    const [callId, goneId, suiteId, resourceId] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
    await superuser.query("insert into calls (id, org_id, direction, status) values ($1, $2, 'inbound', 'ended')", [
      callId,
      orgId,
    ]);
    // More than two pages of one moment: what follows is found by the call and the position.
    await superuser.query(
      `insert into call_journal (org_id, call_id, key, kind, at, data)
       select $1, call_id, 'event ' || n, 'call.created', now(), '{}'
       from unnest(array[$2, $3]::uuid[]) call_id, generate_series(1, 210) n`,
      [orgId, callId, goneId],
    );
    await superuser.query(
      "insert into journal_salts (org_id, call_id, key, salt) values ($1, $2, 'event 1', repeat('ab', 32))",
      [orgId, callId],
    );
    await superuser.query("insert into test_suites (id, org_id, name) values ($1, $2, 'Accueil')", [suiteId, orgId]);
    await superuser.query(
      "insert into publish_gates (org_id, kind, resource_id, suite_id) values ($1, 'assistant', $2, $3)",
      [orgId, resourceId, suiteId],
    );
    const text = await new Response(streamOf(exportLines(as(fixture.people.owner)), () => {})).text();
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { kind: string; data: Record<string, unknown> });
    const entries = lines.filter(({ kind }) => kind === "journal-entry").map(({ data }) => data);
    expect(new Set(entries.map(({ call_id: of, position }) => `${String(of)} ${String(position)}`)).size).toBe(420);
    expect(entries).toHaveLength(420);
    const first = entries.filter(({ key }) => key === "event 1");
    expect(first.map(({ call_id: of, salt }) => [of, salt])).toEqual([
      [callId, "ab".repeat(32)],
      [goneId, null],
    ]);
    const gate = lines.find(({ kind }) => kind === "gate");
    expect(gate?.data).toMatchObject({ resource_id: resourceId, suite_id: suiteId });
    expect(lines.filter(({ kind }) => kind === "journal-day").length).toBeGreaterThan(0);
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
