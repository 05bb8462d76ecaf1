import { sql } from "drizzle-orm";
import { check, foreignKey, index, jsonb, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { assistants } from "./assistants.ts";
import {
  createdAt,
  FORM_ACTIONS,
  id,
  length,
  moment,
  oneOf,
  revision,
  SYNC_STATES,
  syncColumns,
  syncForm,
  syncSentAt,
  updatedAt,
} from "./columns.ts";
import { organizations } from "./organizations.ts";

/** The columns of a mirrored resource with a name and settings: mirror/resource works on any of these. */
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
  syncSentAt: syncSentAt(),
  syncForm: syncForm(),
  /** Hidden from then on; the row goes when Vapi has deleted it. */
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
  index("functions_by_form")
    .on(t.syncForm, t.orgId)
    .where(sql`${t.vapiId} is not null and ${t.syncState} <> 'pending'`),
  length("functions_name_length", t.name, 1, 64),
  oneOf("functions_sync_state", t.syncState, SYNC_STATES),
  oneOf("functions_sync_action", t.syncAction, FORM_ACTIONS),
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

/**
 * Secrets that sign the requests to an organization's own tool servers: of a function, or of an assistant for its
 * inline tools. One is current; the previous ones stay valid for a day. At most five each.
 */
export const toolSecrets = pgTable(
  "tool_secrets",
  {
    id: id(),
    orgId: uuid("org_id").notNull(),
    functionId: uuid("function_id"),
    assistantId: uuid("assistant_id"),
    /** Only the system's role may read it. */
    sealed: text("sealed").notNull(),
    keyId: text("key_id").notNull(),
    expiresAt: moment("expires_at"),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex("tool_secrets_once")
      .on(t.orgId, sql`coalesce(${t.functionId}, ${t.assistantId})`)
      .where(sql`${t.expiresAt} is null`),
    index("tool_secrets_of_function").on(t.orgId, t.functionId),
    index("tool_secrets_of_assistant").on(t.orgId, t.assistantId),
    check("tool_secrets_of_one", sql`num_nonnulls(${t.functionId}, ${t.assistantId}) = 1`),
    foreignKey({
      name: "tool_secrets_function",
      columns: [t.orgId, t.functionId],
      foreignColumns: [functions.orgId, functions.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "tool_secrets_assistant",
      columns: [t.orgId, t.assistantId],
      foreignColumns: [assistants.orgId, assistants.id],
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
  index("squads_by_form")
    .on(t.syncForm, t.orgId)
    .where(sql`${t.vapiId} is not null and ${t.syncState} <> 'pending'`),
  length("squads_name_length", t.name, 1, 80),
  oneOf("squads_sync_state", t.syncState, SYNC_STATES),
  oneOf("squads_sync_action", t.syncAction, FORM_ACTIONS),
]).enableRLS();

/** A graph, which is one squad at Vapi. */
export const workflows = pgTable("workflows", resourceColumns(), (t) => [
  unique("workflows_org_id_id").on(t.orgId, t.id),
  index("workflows_newest").on(t.orgId, t.createdAt, t.id),
  index("workflows_to_sync")
    .on(t.syncNextAt)
    .where(sql`${t.syncState} = 'pending'`),
  index("workflows_by_form")
    .on(t.syncForm, t.orgId)
    .where(sql`${t.vapiId} is not null and ${t.syncState} <> 'pending'`),
  length("workflows_name_length", t.name, 1, 80),
  oneOf("workflows_sync_state", t.syncState, SYNC_STATES),
  oneOf("workflows_sync_action", t.syncAction, FORM_ACTIONS),
]).enableRLS();
