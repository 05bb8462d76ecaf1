import { afterAll, beforeAll, describe, expect, test } from "vitest";
import pg from "pg";
import { claimsOf, keyClaimsOf, openFixture, type Fixture } from "./testing/fixture.ts";
import { ACTORS, type Actor } from "./testing/actors.ts";
import type { Case } from "./testing/policies/case.ts";
import { POLICIES } from "./testing/policies.ts";

const VERBS = ["select", "insert", "update", "delete"] as const;
type Verb = (typeof VERBS)[number];

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

/** The actor as the database sees one: a role and the claims beside it. */
function become(actor: Actor): { role: string; claims: object; self: string | null } {
  const person = (role: string, userId: string) => ({
    role,
    claims: claimsOf(userId),
    self: userId,
  });
  switch (actor) {
    case "nobody":
      return { role: "allokoli_member", claims: {}, self: null };
    case "loginRole":
      return person("allokoli_app", fixture.people.owner);
    // What PostgREST makes of a browser: even the owner reaches nothing there.
    case "anon":
      return { role: "anon", claims: { role: "anon" }, self: null };
    case "authenticated":
      return person("authenticated", fixture.people.owner);
    case "serviceRole":
      return person("service_role", fixture.people.owner);
    case "system":
      return { role: "allokoli_system", claims: { org_id: fixture.orgId }, self: null };
    case "strangerSystem":
      return { role: "allokoli_system", claims: { org_id: fixture.otherOrgId }, self: null };
    case "systemWithoutOrganization":
      return { role: "allokoli_system", claims: {}, self: null };
    case "adminKey":
    case "memberKey":
    case "viewerKey":
    case "revokedKey":
    case "expiredKey":
    case "outsiderKey":
      return { role: "allokoli_member", claims: keyClaimsOf(fixture.keys[actor]), self: fixture.keys[actor] };
    default:
      return person("allokoli_member", fixture.people[actor]);
  }
}

const columns = (row: object) => Object.keys(row).join(", ");
const places = (row: object, from = 1) =>
  Object.keys(row)
    .map((_, index) => `$${index + from}`)
    .join(", ");
const insertion = (table: string, row: object) => ({
  text: `insert into ${table} (${columns(row)}) values (${places(row)})`,
  values: Object.values(row),
});

/** Do it in a transaction that leaves no trace; how many rows it touched, 0 when refused. */
async function attempt(
  actor: Actor,
  prepare: { text: string; values: unknown[] }[],
  statement: { text: string; values: unknown[] },
) {
  const { role, claims } = become(actor);
  const { superuser } = fixture;
  await superuser.query("begin");
  try {
    for (const preparation of prepare) await superuser.query(preparation);
    await superuser.query("select set_config('request.jwt.claims', $1, true), set_config('role', $2, true)", [
      JSON.stringify(claims),
      role,
    ]);
    return (await superuser.query(statement)).rowCount ?? 0;
  } catch (err) {
    if (err instanceof pg.DatabaseError && err.code === "42501") return 0;
    throw err;
  } finally {
    await superuser.query("rollback");
  }
}

function tryOut(table: string, { row, key, parents = [], updates }: Case, verb: Verb, actor: Actor) {
  const self = become(actor).self;
  const subject = row(fixture, self);
  const stand = parents.map((parent) => insertion(parent, POLICIES[parent]?.row(fixture, self) ?? {}));
  if (verb === "insert") return attempt(actor, stand, insertion(table, subject));
  const where = key.map((column, index) => `${column} = $${index + 1}`).join(" and ");
  const values = key.map((column) => subject[column]);
  const statement = {
    select: `select ${key.join(", ")} from ${table} where ${where}`,
    update: `update ${table} set ${updates ?? key[0]} = ${updates ?? key[0]} where ${where}`,
    delete: `delete from ${table} where ${where}`,
  }[verb];
  return attempt(actor, [...stand, ...seed(table, subject, self)], { text: statement, values });
}

/** The row itself, made by the superuser; organizations and profiles exist already. */
function seed(table: string, subject: Record<string, unknown>, self: string | null) {
  if (table === "profiles" || table === "organizations") return [];
  // What no person signed is somebody else's: the owner's.
  const signed =
    self === null && table === "audit_log"
      ? { ...subject, actor_id: fixture.people.owner, actor_kind: "person" }
      : subject;
  return [insertion(table, signed)];
}

describe.each(Object.entries(POLICIES))("%s", (table, rules) => {
  test.each(VERBS)("%s: who may and who may not", async (verb) => {
    const allowed: Actor[] = [];
    for (const actor of ACTORS) if ((await tryOut(table, rules, verb, actor)) > 0) allowed.push(actor);
    expect(allowed).toEqual(ACTORS.filter((actor) => rules[verb].includes(actor)));
  });
});

test("every table has row-level security and a row in db/testing/policies", async () => {
  const { rows } = await fixture.superuser.query<{ name: string; secured: boolean }>(`
    select relname as name, relrowsecurity as secured from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f') order by relname`);
  expect(rows.map((row) => row.name)).toEqual(Object.keys(POLICIES).toSorted());
  expect(rows.filter((row) => !row.secured)).toEqual([]);
});

const NOT_OURS: Actor[] = [
  "outsider",
  "removed",
  "revokedKey",
  "expiredKey",
  "outsiderKey",
  "nobody",
  "strangerSystem",
  "systemWithoutOrganization",
];

test("nobody sees a row of an organization that they do not belong to, whatever they ask", async () => {
  for (const [table, { row, parents = [] }] of Object.entries(POLICIES)) {
    // Of these an outsider has some of their own.
    if (["organizations", "profiles", "memberships", "api_keys"].includes(table)) continue;
    const { owner } = fixture.people;
    const rows = [
      ...parents.map((parent) => insertion(parent, POLICIES[parent]?.row(fixture, owner) ?? {})),
      insertion(table, row(fixture, owner)),
    ];
    for (const actor of NOT_OURS) {
      expect(
        await attempt(actor, rows, { text: `select 1 from ${table}`, values: [] }),
        `${actor} reads ${table}`,
      ).toBe(0);
    }
  }
});

describe("what a grant alone would allow", () => {
  const refused = async (
    actor: Actor,
    text: string,
    values: unknown[],
    prepare: { text: string; values: unknown[] }[] = [],
  ) => expect(await attempt(actor, prepare, { text, values }), text).toBe(0);
  const rowOf = (table: string, self: string) => POLICIES[table]?.row(fixture, self) ?? {};

  test("an admin makes no owner and unmakes none", async () => {
    const { orgId, people } = fixture;
    const make = "insert into memberships (org_id, user_id, role) values ($1, $2, 'owner')";
    await refused("admin", make, [orgId, people.outsider]);
    await refused("admin", "update memberships set role = 'owner' where org_id = $1 and user_id = $2", [
      orgId,
      people.admin,
    ]);
    await refused("admin", "update memberships set role = 'viewer' where org_id = $1 and user_id = $2", [
      orgId,
      people.owner,
    ]);
    await refused("admin", "delete from memberships where org_id = $1 and user_id = $2", [orgId, people.owner]);
    expect(await attempt("owner", [], { text: make, values: [orgId, people.outsider] })).toBe(1);
  });

  test("nobody raises their own role, signs for another, or reads another's idempotency keys", async () => {
    const { orgId, people } = fixture;
    await refused("member", "update memberships set role = 'admin' where org_id = $1 and user_id = $2", [
      orgId,
      people.member,
    ]);
    const forgedAudit = insertion("audit_log", rowOf("audit_log", people.owner));
    await refused("admin", forgedAudit.text, forgedAudit.values);
    const asSystem = insertion("audit_log", {
      ...rowOf("audit_log", people.owner),
      actor_id: null,
      actor_kind: "system",
    });
    await refused("owner", asSystem.text, asSystem.values);
    const forgedVersion = insertion("assistant_versions", rowOf("assistant_versions", people.owner));
    await refused("admin", forgedVersion.text, forgedVersion.values, [
      insertion("assistants", rowOf("assistants", people.owner)),
    ]);
    const keys = insertion("idempotency_keys", rowOf("idempotency_keys", people.owner));
    await refused("admin", "select key from idempotency_keys", [], [keys]);
    await refused("admin", keys.text, keys.values);
  });

  test("the system changes nothing that a person wants of an assistant, and nobody marks an event as delivered in advance", async () => {
    const assistant = insertion("assistants", rowOf("assistants", fixture.people.owner));
    for (const column of ["name", "system_prompt", "deleted_at", "org_id", "revision"]) {
      await refused("system", `update assistants set ${column} = ${column}`, [], [assistant]);
    }
    const delivered = insertion("events", {
      ...rowOf("events", fixture.people.owner),
      delivered_at: new Date(0),
    });
    await refused("owner", delivered.text, delivered.values);
  });

  test("a version that the assistant stands at is history: not even its author takes it back", async () => {
    const { owner, member } = fixture.people;
    const assistant = insertion("assistants", { ...rowOf("assistants", owner), version: 7 });
    const version = insertion("assistant_versions", rowOf("assistant_versions", member));
    const take = "delete from assistant_versions where version = 7";
    await refused("member", take, [], [assistant, version]);
    const lowered = { text: "update assistants set version = 6", values: [] };
    await refused("owner", take, [], [assistant, version, lowered]);
    expect(await attempt("member", [assistant, version, lowered], { text: take, values: [] })).toBe(1);
  });

  test("what is sealed is read by the system alone, and only an admin lets a number go", async () => {
    const { owner } = fixture.people;
    const credential = insertion("telephony_credentials", rowOf("telephony_credentials", owner));
    await refused("owner", "select sealed from telephony_credentials", [], [credential]);
    expect(
      await attempt("system", [credential], { text: "select sealed from telephony_credentials", values: [] }),
    ).toBe(1);
    const number = insertion("phone_numbers", rowOf("phone_numbers", owner));
    const hide = { text: "update phone_numbers set deleted_at = now()", values: [] };
    await refused("member", hide.text, [], [number]);
    expect(await attempt("admin", [number], hide)).toBe(1);
    await refused("owner", "update phone_numbers set order_state = 'done'", [], [number]);
    await refused("system", "update phone_numbers set hours = null", [], [number]);
  });

  test("what a file holds is the reader's to say, and a member's file begins unread", async () => {
    const file = insertion("files", rowOf("files", fixture.people.owner));
    for (const column of ["state", "passage_count", "media_type", "name", "size_bytes"]) {
      await refused("owner", `update files set ${column} = ${column}`, [], [file]);
    }
    for (const column of ["name", "deleted_at"])
      await refused("system", `update files set ${column} = ${column}`, [], [file]);
    const ready = insertion("files", { ...rowOf("files", fixture.people.owner), state: "ready" });
    await refused("owner", ready.text, ready.values);
  });

  test("a search looks within one organization, for its members and its own system alone", async () => {
    const parts = ["files", "passages", "file_terms"] as const;
    const stand = parts.map((table) => insertion(table, rowOf(table, fixture.people.owner)));
    const ready = { text: "update files set state = 'ready', passage_count = 1", values: [] };
    const statement = {
      text: "select * from app.search_passages($1, null, array['consult'], array['consultation'], 0.3, 5)",
      values: [fixture.orgId],
    };
    const found: Actor[] = [];
    for (const actor of ACTORS) if ((await attempt(actor, [...stand, ready], statement)) > 0) found.push(actor);
    expect(found).toEqual(["owner", "admin", "member", "viewer", "adminKey", "memberKey", "viewerKey", "system"]);
  });

  test("an API key is shown to nobody once it is made, opens no other, and stays over", async () => {
    const { owner, admin } = fixture.people;
    const { adminKey, memberKey, revokedKey, expiredKey } = fixture.keys;
    const set = (column: string, id: string): [string, string[]] => [
      `update api_keys set ${column} where id = $1`,
      [id],
    ];
    await refused("owner", "select hash from api_keys", []);
    await refused("system", "select hash from api_keys", []);
    await refused("owner", ...set("hash = hash", memberKey));
    await refused("owner", ...set("revoked_at = null", revokedKey));
    await refused("admin", ...set("role = 'admin'", revokedKey));
    expect(await attempt("admin", [], { text: set("expires_at = null", expiredKey)[0], values: [expiredKey] })).toBe(1);
    await refused("adminKey", ...set("role = 'admin'", memberKey));
    await refused("adminKey", ...set("expires_at = null", adminKey));
    const forged = insertion("api_keys", { ...rowOf("api_keys", owner), created_by: owner });
    await refused("admin", forged.text, forged.values);
    expect(await attempt("admin", [], insertion("api_keys", rowOf("api_keys", admin)))).toBe(1);
    const used = insertion("api_keys", { ...rowOf("api_keys", owner), last_used_at: new Date(0) });
    await refused("owner", used.text, used.values);
    const kept = insertion("api_keys", { ...rowOf("api_keys", admin), kept_by: owner });
    await refused("admin", kept.text, kept.values);
    const keep = (by: string) => ({ text: "update api_keys set kept_by = $2 where id = $1", values: [memberKey, by] });
    expect(await attempt("admin", [], keep(admin))).toBe(1);
    await expect(attempt("admin", [], keep(owner))).rejects.toMatchObject({ code: "23514" });
    await refused("member", keep(fixture.people.member).text, keep(fixture.people.member).values);
  });

  test("no API key is an owner, not even by an owner's hand", async () => {
    const owning = insertion("api_keys", { ...rowOf("api_keys", fixture.people.owner), role: "owner" });
    await expect(attempt("owner", [], owning)).rejects.toMatchObject({ constraint: "api_keys_role" });
    const raised = { text: "update api_keys set role = 'owner'", values: [] };
    await expect(attempt("owner", [], raised)).rejects.toMatchObject({ constraint: "api_keys_role" });
  });

  test("an API key signs as a key, never as a person, and a person never as a key", async () => {
    const { people, keys } = fixture;
    const asPerson = insertion("audit_log", { ...rowOf("audit_log", keys.memberKey), actor_kind: "person" });
    await refused("memberKey", asPerson.text, asPerson.values);
    const asOwner = insertion("audit_log", rowOf("audit_log", people.owner));
    await refused("memberKey", asOwner.text, asOwner.values);
    const asKey = insertion("audit_log", { ...rowOf("audit_log", people.member), actor_kind: "api_key" });
    await refused("member", asKey.text, asKey.values);
    const claims = { ...claimsOf(people.owner), role: "api_key" };
    await fixture.superuser.query("begin");
    await fixture.superuser.query(
      "select set_config('request.jwt.claims', $1, true), set_config('role', 'allokoli_member', true)",
      [JSON.stringify(claims)],
    );
    const { rowCount } = await fixture.superuser.query("select 1 from organizations");
    await fixture.superuser.query("rollback");
    expect(rowCount).toBe(0);
  });

  test("the names of those who acted are for those who belong, and of people for admins", async () => {
    const { orgId, people, keys } = fixture;
    const nameOf = (actor: Actor, which: string, id: string) =>
      attempt(actor, [], { text: `select 1 where app.${which}($1, $2) is not null`, values: [orgId, id] });
    const allowed = async (which: string, id: string) => {
      const found: Actor[] = [];
      for (const actor of ACTORS) if ((await nameOf(actor, which, id)) > 0) found.push(actor);
      return found;
    };
    expect(await allowed("api_key_name", keys.revokedKey)).toEqual(
      ACTORS.filter((actor) => /^(owner|(admin|member|viewer)(Key)?)$/.test(actor)),
    );
    expect(await allowed("actor_name", keys.revokedKey)).toEqual(["owner", "admin", "adminKey"]);
    expect(await allowed("api_key_name", keys.outsiderKey)).toEqual([]);
    // Who never did anything here is an outsider.
    expect(await allowed("actor_name", people.outsider)).toEqual([]);
    const signed = insertion("audit_log", rowOf("audit_log", people.removed));
    const named = { text: "select 1 where app.actor_name($1, $2) is not null", values: [orgId, people.removed] };
    expect(await attempt("admin", [signed], named)).toBe(1);
  });

  test("what a colleague is alerted to is theirs alone, and the name of their settings nobody's to choose", async () => {
    const { people } = fixture;
    const settings = insertion("alert_settings", rowOf("alert_settings", people.viewer));
    await refused("owner", "select 1 from alert_settings", [], [settings]);
    await refused("owner", "update alert_settings set mail = '{}'", [], [settings]);
    await refused("owner", settings.text, settings.values);
    await refused("viewer", "update alert_settings set link_id = link_id", [], [settings]);
    await refused("viewer", "update alert_settings set digest_at = now()", [], [settings]);
    await refused("system", "update alert_settings set includes_words = true", [], [settings]);
    await refused("system", "update alert_settings set mobile = '+33639981234'", [], [settings]);
    await refused("system", "update alert_settings set mobile_verified_at = now()", [], [settings]);
    await refused("owner", "select 1 from alert_settings where mobile is not null", [], [settings]);
    const named = { text: "select 1 from app.alert_recipients($1)", values: [[people.viewer, people.outsider]] };
    const confirmed = { text: "update auth.users set email_confirmed_at = now()", values: [] };
    await refused("system", named.text, named.values);
    expect(await attempt("system", [confirmed], named)).toBe(1);
    for (const actor of ["owner", "strangerSystem"] as const)
      await refused(actor, "select 1 from app.alert_recipients($1)", [[people.viewer]], [confirmed]);
  });

  test("a column that the API never changes is out of reach", async () => {
    await refused("owner", "update organizations set created_at = now()", []);
    await refused("owner", "update profiles set email = 'somebody@example.fr'", []);
    await refused("owner", "update memberships set user_id = user_id", []);
  });

  test("an idempotency key that still counts is not cleared", async () => {
    const live = insertion("idempotency_keys", {
      ...rowOf("idempotency_keys", fixture.people.owner),
      expires_at: new Date(4e12),
    });
    await refused("system", "delete from idempotency_keys", [], [live]);
  });
});
