import { sql } from "drizzle-orm";
import { foreignKey, index, jsonb, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import {
  createdAt,
  id,
  length,
  moment,
  oneOf,
  revision,
  SYNC_ACTIONS,
  SYNC_STATES,
  syncColumns,
  updatedAt,
} from "./columns.ts";
import { organizations } from "./organizations.ts";

/** What a mirrored thing that is named and has settings consists of: mirror/resource works on any of these. */
const resourceColumns = () => ({
  id: id(),
  orgId: uuid("org_id")
    .notNull()
    .references(() => organizations.id, { onDelete: "cascade" }),
  name: text("name").notNull(),
  /** All that a client sets, besides the name. */
  settings: jsonb("settings").notNull(),
  /** The id of its counterpart. */
  vapiId: text("vapi_id").unique(),
  revision: revision(),
  ...syncColumns(),
  /** Hidden from then on; the row goes when Vapi has let go. */
  deletedAt: moment("deleted_at"),
  createdBy: uuid("created_by"),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
});

/** A tool at Vapi, which assistants name in `function_ids`. */
export const functions = pgTable("functions", resourceColumns(), (t) => [
  unique("functions_org_id_id").on(t.orgId, t.id),
  uniqueIndex("functions_name_once")
    .on(t.orgId, t.name)
    .where(sql`${t.deletedAt} is null`),
  index("functions_newest").on(t.orgId, t.createdAt, t.id),
  index("functions_to_sync")
    .on(t.syncNextAt)
    .where(sql`${t.syncState} = 'pending'`),
  length("functions_name_length", t.name, 1, 64),
  oneOf("functions_sync_state", t.syncState, SYNC_STATES),
  oneOf("functions_sync_action", t.syncAction, SYNC_ACTIONS),
]).enableRLS();

/** The header values of a function's requests, sealed (crypto/seal) for `org_id/id`. Settings hold the id of the row. */
export const functionSecrets = pgTable(
  "function_secrets",
  {
    id: id(),
    orgId: uuid("org_id").notNull(),
    functionId: uuid("function_id").notNull(),
    /** Only the system's role may read it. */
    sealed: text("sealed").notNull(),
    keyId: text("key_id").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index("function_secrets_of_function").on(t.orgId, t.functionId),
    foreignKey({
      name: "function_secrets_function",
      columns: [t.orgId, t.functionId],
      foreignColumns: [functions.orgId, functions.id],
    }).onDelete("cascade"),
  ],
).enableRLS();

/** Several assistants that hand a call over to each other. */
export const squads = pgTable("squads", resourceColumns(), (t) => [
  unique("squads_org_id_id").on(t.orgId, t.id),
  index("squads_newest").on(t.orgId, t.createdAt, t.id),
  index("squads_with_member").using("gin", sql`(${t.settings} -> 'members') jsonb_path_ops`),
  index("squads_to_sync")
    .on(t.syncNextAt)
    .where(sql`${t.syncState} = 'pending'`),
  length("squads_name_length", t.name, 1, 80),
  oneOf("squads_sync_state", t.syncState, SYNC_STATES),
  oneOf("squads_sync_action", t.syncAction, SYNC_ACTIONS),
]).enableRLS();

/** A graph, which is one squad at Vapi. */
export const workflows = pgTable("workflows", resourceColumns(), (t) => [
  unique("workflows_org_id_id").on(t.orgId, t.id),
  index("workflows_newest").on(t.orgId, t.createdAt, t.id),
  index("workflows_to_sync")
    .on(t.syncNextAt)
    .where(sql`${t.syncState} = 'pending'`),
  length("workflows_name_length", t.name, 1, 80),
  oneOf("workflows_sync_state", t.syncState, SYNC_STATES),
  oneOf("workflows_sync_action", t.syncAction, SYNC_ACTIONS),
]).enableRLS();
