import { LOCALES } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { MEMBER_ROLES } from "@allokoli/shared/identity/identity";
import { SCOPES } from "@allokoli/shared/scopes/scopes";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Me } from "./contract.ts";

const Row = z.object({
  id: z.uuid(),
  name: z.string(),
  role: z.enum(MEMBER_ROLES),
  scopes: z.array(z.enum(SCOPES)),
  revision: z.int(),
  created_at: z.coerce.date(),
  updated_at: z.coerce.date(),
  org_id: z.uuid(),
  org_name: z.string(),
  org_locale: z.enum(LOCALES),
});
type Row = z.infer<typeof Row>;

/** The API key that asks; undefined for one that is over. */
export async function findOwnApiKey(tx: Tx): Promise<Row | undefined> {
  const { rows } = await tx.execute(sql`select * from app.own_api_key()`);
  return z.array(Row).parse(rows)[0];
}

const LABELS = {
  fr: (organization: string, key: string) => `${organization}, clé ${key}`,
  en: (organization: string, key: string) => `${organization}, ${key} key`,
} satisfies Record<(typeof LOCALES)[number], unknown>;

/** A key is no person: it has no address, no name of its own, and looks as the system does. */
export const toKeyMe = (row: Row): Me => ({
  kind: "api_key",
  id: row.id,
  label: LABELS[row.org_locale](row.org_name, row.name),
  organizationId: row.org_id,
  scopes: row.scopes,
  email: null,
  fullName: null,
  locale: row.org_locale,
  theme: "system",
  memberships: [{ organization: { id: row.org_id, name: row.org_name }, role: row.role }],
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
});
