import { randomUUID } from "node:crypto";
import pg from "pg";
import { createTestDatabase } from "../../../../../tests/postgres.ts";
import type { Claims, MemberRole } from "../../identity/identity.ts";

/** A migrated database with two organizations: a practice with everybody in it, and a stranger's. */
export type Practice = Awaited<ReturnType<typeof openPractice>>;

export async function openPractice() {
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
    stranger: await signUp("stranger@example.fr"),
  };
  const orgId = await ownOrganization(people.owner);
  const strangerOrgId = await ownOrganization(people.stranger);
  await join(orgId, people.admin, "admin");
  await join(orgId, people.member, "member");
  await join(orgId, people.viewer, "viewer");
  await join(orgId, people.removed, "member");
  await superuser.query("delete from memberships where org_id = $1 and user_id = $2", [orgId, people.removed]);

  return {
    url: database.url,
    appUrl: database.appUrl,
    superuser,
    orgId,
    strangerOrgId,
    people,
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
export const claimsOf = (userId: string): Claims => ({
  sub: userId,
  role: "authenticated",
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
