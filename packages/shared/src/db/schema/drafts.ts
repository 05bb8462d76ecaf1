import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, oneOf, revision, updatedAt } from "./columns.ts";
import { organizations } from "./organizations.ts";

/** What can have a draft beside what is published. */
export const DRAFT_KINDS = ["assistant", "squad", "workflow"] as const;

/** A change that is not published yet: one for each assistant, squad and workflow, with which it goes (a trigger). */
export const drafts = pgTable(
  "drafts",
  {
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: DRAFT_KINDS }).notNull(),
    resourceId: uuid("resource_id").notNull(),
    /** Which draft it is: after a publication or a discard, the next one counts its revisions from 1 again. */
    id: uuid("id")
      .notNull()
      .default(sql`app.uuid_v7()`),
    /** The body of the PATCH that publishes it. */
    change: jsonb("change").notNull(),
    /** The name and settings that were published when it was begun. */
    base: jsonb("base").notNull(),
    revision: revision(),
    authorId: uuid("author_id"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.kind, t.resourceId] }), oneOf("drafts_kind", t.kind, DRAFT_KINDS)],
).enableRLS();

/** What of squads and workflows was published before, written by a trigger; assistants have `assistant_versions`. */
export const replacedSettings = pgTable(
  "replaced_settings",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: DRAFT_KINDS }).notNull(),
    resourceId: uuid("resource_id").notNull(),
    version: integer("version").notNull(),
    name: text("name").notNull(),
    settings: jsonb("settings").notNull(),
    /** Who replaced it. */
    authorId: uuid("author_id"),
    createdAt: createdAt(),
  },
  (t) => [
    unique("replaced_settings_version").on(t.orgId, t.kind, t.resourceId, t.version),
    index("replaced_settings_newest").on(t.orgId, t.kind, t.resourceId, t.createdAt, t.id),
    oneOf("replaced_settings_kind", t.kind, DRAFT_KINDS),
  ],
).enableRLS();
