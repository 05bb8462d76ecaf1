import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openFixture, type Fixture } from "../db/testing/fixture.ts";

const MIGRATION = join(
  import.meta.dirname,
  "../../../../supabase/migrations/20261127021403_add-organization-numbers.sql",
);

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

/** The part of the migration that mends rows of before. */
async function mend(): Promise<void> {
  const sql = await readFile(MIGRATION, "utf8");
  await fixture.superuser.query(sql.slice(sql.indexOf("create function app.as_kept")));
}

test("numbers that were kept as a carrier wrote them are found under what they are", async () => {
  const told = [
    ["0612345699", "+33612345699"],
    ["06 12 34 56 99", "+33612345699"],
    ["06\u202f12\u00a034\u200956.99", "+33612345699"],
    ["+330612345699", "+33612345699"],
    ["+33 (0)6-12-34-56-99", "+33612345699"],
    ["0033612345699", "+33612345699"],
    ["0692123456", "+262692123456"],
    ["0690123456", "+590690123456"],
    ["0694123456", "+594694123456"],
    ["0596601234", "+596596601234"],
    ["0639981234", "+33639981234"],
    ["0041791234567", "+41791234567"],
    ["+33612345699", "+33612345699"],
    ["+41791234567", "+41791234567"],
    ["anonymous", null],
    ["+266696687", null],
    ["204", "204"],
    ["sip:accueil@cabinet.fr", "sip:accueil@cabinet.fr"],
    ["le fixe de la mairie", "le fixe de la mairie"],
  ] as const;
  const { orgId, superuser } = fixture;
  for (const [number] of told) {
    await superuser.query(
      "insert into calls (org_id, direction, status, customer_number, name) values ($1, 'inbound', 'ended', $2, left($2, 40))",
      [orgId, number],
    );
    await superuser.query(
      "insert into caller_messages (org_id, tool_call_id, body, caller_number) values ($1, $2, 'x', $2)",
      [orgId, number],
    );
  }
  for (let times = 0; times < 2; times += 1) {
    await mend();
    const { rows: calls } = await superuser.query("select name, customer_number from calls where org_id = $1", [orgId]);
    const { rows: messages } = await superuser.query(
      "select tool_call_id as name, caller_number as customer_number from caller_messages where org_id = $1",
      [orgId],
    );
    for (const rows of [calls, messages]) {
      expect(new Map(rows.map((row) => [row.name, row.customer_number]))).toEqual(new Map(told));
    }
  }
});

test("a country is two capital letters", async () => {
  for (const country of ["fr", "FRA", "", "33"]) {
    await expect(fixture.superuser.query("update organizations set country = $1", [country])).rejects.toThrow(
      "organizations_country",
    );
  }
});
