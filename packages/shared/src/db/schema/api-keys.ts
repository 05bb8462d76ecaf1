import { sql } from "drizzle-orm";
import { check, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, length, moment, revision, updatedAt } from "./columns.ts";
import { SCOPES } from "../../scopes/scopes.ts";
import { memberRole, organizations } from "./organizations.ts";

/** A key that a script or another tool calls the API with, for one organization. The key itself is not stored. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    role: memberRole("role").notNull(),
    /** What it is for, within what its role allows. */
    scopes: text("scopes", { enum: SCOPES }).array().notNull(),
    /** SHA-256 of the whole key, in hexadecimal. No person's transaction may read it. */
    hash: text("hash").notNull().unique(),
    /** What its owner knows it again by. */
    start: text("start").notNull(),
    lastFour: text("last_four").notNull(),
    createdBy: uuid("created_by").notNull(),
    /** The person who is responsible for it since the previous one lost the right to. */
    keptBy: uuid("kept_by"),
    revision: revision(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
    expiresAt: moment("expires_at"),
    /** To the minute. */
    lastUsedAt: moment("last_used_at"),
    /** Invalid from then on. The row stays as long as the audit log, which needs its name. */
    revokedAt: moment("revoked_at"),
  },
  (t) => [
    index("api_keys_newest").on(t.orgId, t.createdAt, t.id),
    index("api_keys_expiry").on(t.expiresAt),
    index("api_keys_revocation").on(t.revokedAt),
    length("api_keys_name_length", t.name, 1, 80),
    length("api_keys_hash_length", t.hash, 64, 64),
    check(
      "api_keys_scopes",
      sql`${t.scopes} <@ ${sql.raw(`array[${SCOPES.map((scope) => `'${scope}'`).join(", ")}]`)} and cardinality(${t.scopes}) > 0`,
    ),
    check("api_keys_role", sql`${t.role} < 'owner'`),
  ],
).enableRLS();
