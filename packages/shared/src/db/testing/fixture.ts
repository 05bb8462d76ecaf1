import { createHash, randomUUID } from "node:crypto";
import pg from "pg";
import { createTestDatabase } from "../../../../../tests/postgres.ts";
import type { ApiKeyClaims, MemberRole } from "../../identity/identity.ts";
import { usualScopes, type Scope } from "../../scopes/scopes.ts";

/** A migrated database with two organizations: one with people of every role, and an outsider's. */
export type Fixture = Awaited<ReturnType<typeof openFixture>>;

export async function openFixture() {
  const database = await createTestDatabase({ migrated: true });
  const superuser = new pg.Client(database.url);
  await superuser.connect();

  const signUp = async (email: string, said: object = {}) => {
    const id = randomUUID();
    await superuser.query("insert into auth.users (id, email, raw_user_meta_data) values ($1, $2, $3)", [
      id,
      email,
      said,
    ]);
    return id;
  };
  const ownOrganization = async (userId: string): Promise<string> => {
    const { rows } = await superuser.query<{ org_id: string }>(
      "select org_id from memberships where user_id = $1 and role = 'owner'",
      [userId],
    );
    if (rows[0] === undefined) throw new Error("signed up without an organization");
    return rows[0].org_id;
  };
  const join = async (orgId: string, userId: string, role: MemberRole) => {
    await superuser.query("insert into memberships (org_id, user_id, role) values ($1, $2, $3)", [orgId, userId, role]);
  };

  const people = {
    owner: await signUp("owner@example.fr"),
    admin: await signUp("admin@example.fr"),
    member: await signUp("member@example.fr"),
    viewer: await signUp("viewer@example.fr"),
    removed: await signUp("removed@example.fr"),
    outsider: await signUp("outsider@example.fr"),
  };
  const orgId = await ownOrganization(people.owner);
  const otherOrgId = await ownOrganization(people.outsider);
  await join(orgId, people.admin, "admin");
  await join(orgId, people.member, "member");
  await join(orgId, people.viewer, "viewer");
  await join(orgId, people.removed, "member");
  await superuser.query("delete from memberships where org_id = $1 and user_id = $2", [orgId, people.removed]);

  const addKey = async (
    of: string,
    by: string,
    role: MemberRole,
    over: { expires_at?: Date; revoked_at?: Date; scopes?: Scope[] } = {},
  ) => {
    const id = randomUUID();
    const { expires_at = null, revoked_at = null, scopes = usualScopes(role) } = over;
    await superuser.query(
      `insert into api_keys (id, org_id, name, role, hash, start, last_four, created_by, expires_at, revoked_at, scopes)
       values ($1, $2, $3, $4, $5, 'alk_1234', '5678', $6, $7, $8, $9)`,
      [id, of, `Clé ${role}`, role, createHash("sha256").update(id).digest("hex"), by, expires_at, revoked_at, scopes],
    );
    return id;
  };
  const past = new Date(Date.now() - 1000);
  const keys = {
    adminKey: await addKey(orgId, people.owner, "admin"),
    memberKey: await addKey(orgId, people.owner, "member"),
    viewerKey: await addKey(orgId, people.owner, "viewer"),
    revokedKey: await addKey(orgId, people.owner, "admin", { revoked_at: past }),
    expiredKey: await addKey(orgId, people.owner, "admin", { expires_at: past }),
    outsiderKey: await addKey(otherOrgId, people.outsider, "admin"),
  };

  return {
    url: database.url,
    appUrl: database.appUrl,
    directAppUrl: database.directAppUrl,
    superuser,
    orgId,
    otherOrgId,
    people,
    /** Ids of API keys, by what they are. */
    keys,
    addKey,
    signUp,
    ownOrganization,
    join,
    async close() {
      await superuser.end();
      await database.drop();
    },
  };
}

/** The claims of a verified token. */
export const claimsOf = (userId: string) => ({
  sub: userId,
  role: "authenticated" as const,
  exp: 4_102_444_800,
});

/** The claims of an API key, for an operation that needs one of `scopes`. */
export const keyClaimsOf = (keyId: string, scopes: Scope[] = ["read", "write", "calls"]): ApiKeyClaims => ({
  sub: keyId,
  role: "api_key",
  scopes,
  exp: 4_102_444_800,
});

/** Every column that an assistant needs, in drizzle's names. */
export const assistantOf = (orgId: string, name = "Accueil") => ({
  orgId,
  name,
  language: "fr",
  modelProvider: "openai",
  model: "gpt-4.1",
  temperature: 0.4,
  voiceProvider: "azure",
  voice: "fr-FR-DeniseNeural",
  transcriberProvider: "deepgram",
  transcriberLanguage: "fr",
  maxDurationSeconds: 600,
  silenceTimeoutSeconds: 30,
});
