import { connect } from "@allokoli/shared/db/connect";
import { system } from "@allokoli/shared/db/tenant";
import { PLANS } from "@allokoli/shared/limits/plans";
import { MEMBER_ROLES } from "@allokoli/shared/identity/identity";
import { SCOPES } from "@allokoli/shared/scopes/scopes";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ApiKey } from "../env.ts";

const moment = z.coerce.date().nullable();
const Row = z.object({
  id: z.uuid(),
  org_id: z.uuid(),
  role: z.enum(MEMBER_ROLES),
  scopes: z.array(z.enum(SCOPES)),
  plan: z.enum(PLANS),
  expires_at: moment,
  last_used_at: moment,
});

type AfterAnswer = (work: Promise<unknown>) => void;

/** The valid key with this hash. It is read over a connection of its own, because nobody is authenticated yet. */
export async function readApiKey(
  connectionString: string,
  hash: string,
  afterAnswer: AfterAnswer,
): Promise<ApiKey | undefined> {
  const database = connect(connectionString);
  try {
    const { rows } = await system(database).read((tx) => tx.execute(sql`select * from app.find_api_key(${hash})`));
    const [row] = z.array(Row).parse(rows);
    if (row === undefined) return undefined;
    const { id, org_id: orgId, role, scopes, plan, expires_at: expiresAt, last_used_at: lastUsedAt } = row;
    return { id, orgId, role, scopes, plan, expiresAtMs: expiresAt?.getTime(), lastUsedAtMs: lastUsedAt?.getTime() };
  } finally {
    afterAnswer(database.close());
  }
}

/** Record that a key was used, unless that was recorded a moment ago. */
export async function noteApiKeyUse(connectionString: string, keyId: string): Promise<void> {
  const database = connect(connectionString);
  try {
    await system(database).write((tx) => tx.execute(sql`select app.note_api_key_use(${keyId})`));
  } finally {
    await database.close();
  }
}
