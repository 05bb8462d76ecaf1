import { and, desc, eq, or } from "drizzle-orm";
import { QueryBuilder } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Database } from "./connect.ts";
import { calls } from "./schema/index.ts";
import { begins, wereSaid } from "./search.ts";
import { personTenant, systemTenant } from "./tenant.ts";
import { claimsOf, openFixture, type Fixture } from "./testing/fixture.ts";

let fixture: Fixture;
let database: Database;
beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
  const said = (orgId: string, name: string, transcript: string | null) =>
    fixture.superuser.query(
      "insert into calls (org_id, direction, status, name, transcript) values ($1, 'inbound', 'ended', $2, $3)",
      [orgId, name, transcript],
    );
  await said(
    fixture.orgId,
    "rendez-vous",
    "Assistant : Bonjour.\nClient : Je voudrais déplacer mon rendez-vous chez le médecin, ma sœur aussi.",
  );
  await said(fixture.orgId, "ordonnance", "Client : C'est pour renouveler une ordonnance.");
  await said(fixture.orgId, "silence", null);
  await said(fixture.otherOrgId, "ailleurs", "Client : mon rendez-vous chez le médecin");
});
afterAll(async () => {
  await database.close();
  await fixture.close();
});

const found = async (words: string) => {
  const tenant = personTenant(database, claimsOf(fixture.people.viewer), fixture.orgId);
  const rows = await tenant.read((tx) =>
    tx
      .select({ name: calls.name })
      .from(calls)
      .where(and(eq(calls.orgId, fixture.orgId), wereSaid(fixture.orgId, words))),
  );
  return rows.map(({ name }) => name).toSorted((left, right) => (left ?? "").localeCompare(right ?? ""));
};

describe("words said in a call", () => {
  test.each([
    ["rendez-vous", ["rendez-vous"]],
    ["MEDECIN", ["rendez-vous"]],
    ["médecins", ["rendez-vous"]],
    ["soeur", ["rendez-vous"]],
    ["ordonn", ["ordonnance"]],
    ["rendez-vous chez le médecin", ["rendez-vous"]],
    ["client -rendez-vous", ["ordonnance"]],
    ["rendez-moi", []],
    ['"rendez-vous chez"', ["rendez-vous"]],
    ['"médecin rendez-vous"', []],
    ["renouvellement ordonnance", ["ordonnance"]],
    ["renouveler médecin", []],
    ["renouveler ordonnances", ["ordonnance"]],
    ['"chez le médecin"', ["rendez-vous"]],
    ["client -ordonnance", ["rendez-vous"]],
    ["girafe", []],
  ])("%s", async (words, names) => {
    expect(await found(words)).toEqual(names);
  });

  test.each(["'", "\\", "a & | !", ":*", '"', "(((", "-", '-"a b"', "le la les", "%_", "''':*"])(
    "nothing that a person types breaks it: %s",
    async (words) => {
      expect(Array.isArray(await found(words))).toBe(true);
    },
  );

  test("are nobody's who does not belong, and not the system's", async () => {
    const search = (orgId: string) => (tx: Parameters<Parameters<ReturnType<typeof personTenant>["read"]>[0]>[0]) =>
      tx.select().from(calls).where(wereSaid(orgId, "médecin"));
    const elsewhere = personTenant(database, claimsOf(fixture.people.viewer), fixture.orgId);
    expect(await elsewhere.read(search(fixture.otherOrgId))).toEqual([]);
    await expect(systemTenant(database, fixture.orgId).read(search(fixture.orgId))).rejects.toMatchObject({
      code: "42501",
    });
  });

  test("joined by a hyphen or an apostrophe ask no call to be read again, unless they are in quotation marks", async () => {
    const { rows } = await fixture.superuser.query<{ query: string }>(
      "select app.search_query(words)::text as query from unnest($1::text[]) words",
      [["rendez-vous", "aujourd'hui", "demain -arc-en-ciel", '"rendez-vous"']],
    );
    expect(rows.map(({ query }) => query)).toEqual([
      "'rendez-vous' & 'rend':*",
      "'aujourd' & 'hui':*",
      "'demain' & !( 'arc-en-ciel' & 'arc' & 'ciel' )",
      "'rendez-vous' <-> 'rend':*",
    ]);
  });

  test("are found by index, and a page of calls is read in the order of its index", async () => {
    await fixture.superuser.query(
      `insert into calls (org_id, direction, status, customer_number, phone_number, transcript, created_at)
       select $1, 'inbound', 'ended', '+337' || lpad(n::text, 8, '0'), '+33140000000', 'appel numéro ' || n, now() - n * interval '1 minute' from generate_series(1, 3000) n`,
      [fixture.otherOrgId],
    );
    await fixture.superuser.query("analyze calls");
    const plan = async (text: string, values: unknown[]) => {
      const { rows } = await fixture.superuser.query<{ "QUERY PLAN": string }>(`explain ${text}`, values);
      return rows.map((row) => row["QUERY PLAN"]).join("\n");
    };
    const search = `select id from calls where org_id = $1 and transcript is not null and app.search_vector(transcript) @@ app.search_query('x')`;
    expect(await plan(search, [fixture.otherOrgId])).toContain("calls_said");

    const { sql: page, params } = pageQuery();
    const { sql: ofNumber, params: numbered } = pageQuery("+33612");
    await fixture.superuser.query("begin");
    await fixture.superuser.query(
      "select set_config('request.jwt.claims', $1, true), set_config('role', 'allokoli_member', true)",
      [JSON.stringify(claimsOf(fixture.people.outsider))],
    );
    const ofPage = await plan(page, params);
    const ofCaller = await plan(ofNumber, numbered);
    await fixture.superuser.query("rollback");
    expect(ofPage).toMatch(/Index (Only )?Scan Backward using calls_newest/);
    expect(ofPage).not.toContain("Sort");
    expect(ofCaller).toContain("Index Cond");
    expect(ofCaller).toContain("calls_of_customer");
    expect(ofCaller).toContain("calls_of_line");
  });

  test("however long the call was", async () => {
    const { rowCount } = await fixture.superuser.query(
      "update calls set transcript = repeat('un mot après l''autre, ' || md5(random()::text) || ' ', 40000) where name = 'silence'",
    );
    expect(rowCount).toBe(1);
    expect(await found("après l'autre")).toEqual(["silence"]);
  });
});

/** The list of calls as a store asks for it. */
const pageQuery = (beginning?: string) =>
  new QueryBuilder()
    .select({ id: calls.id, status: calls.status })
    .from(calls)
    .where(
      and(
        eq(calls.orgId, fixture.otherOrgId),
        beginning === undefined
          ? undefined
          : or(begins(calls.customerNumber, beginning), begins(calls.phoneNumber, beginning)),
      ),
    )
    .orderBy(desc(calls.createdAt), desc(calls.id))
    .limit(21)
    .toSQL();
