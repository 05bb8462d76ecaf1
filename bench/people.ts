import { encodeIdentity, IDENTITY_HEADER } from "@allokoli/shared/identity/identity";
import type { Client, Pool } from "pg";

/** Year 2100: the token does not expire. */
const NEVER = 4_102_444_800;

export type Person = { userId: string; orgId: string };

/** A person with an organization of the largest plan. */
export async function newPerson(superuser: Client | Pool): Promise<Person> {
  const { rows: users } = await superuser.query<{ id: string }>(
    "insert into auth.users (id, email) values (gen_random_uuid(), gen_random_uuid() || '@example.fr') returning id",
  );
  const userId = users[0]?.id ?? "";
  const { rows } = await superuser.query<{ id: string }>(
    `update organizations set plan = 'business'
     where id = (select org_id from memberships where user_id = $1) returning id`,
    [userId],
  );
  const orgId = rows[0]?.id;
  if (orgId === undefined) throw new Error("A new person got no organization.");
  return { userId, orgId };
}

/** @returns the id of a new assistant */
export async function newAssistant(superuser: Client | Pool, orgId: string, name = "Accueil"): Promise<string> {
  const { rows } = await superuser.query<{ id: string }>(
    `insert into assistants (org_id, name, language, model_provider, model, temperature, voice_provider, voice,
       transcriber_provider, transcriber_language, max_duration_seconds, silence_timeout_seconds)
     values ($1, $2, 'fr', 'openai', 'gpt-4.1', 0.4, 'azure', 'denise', 'deepgram', 'fr', 600, 30) returning id`,
    [orgId, name],
  );
  return rows[0]?.id ?? "";
}

export const claimsOf = ({ userId }: Person) => ({ sub: userId, role: "authenticated", exp: NEVER }) as const;

/** The header by which the gateway tells a service who asks. */
export const identityOf = (person: Person): Record<string, string> => ({
  [IDENTITY_HEADER]: encodeIdentity({ claims: claimsOf(person), orgId: person.orgId }),
});
