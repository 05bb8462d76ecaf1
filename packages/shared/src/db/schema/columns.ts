import { sql, type SQL } from "drizzle-orm";
import { check, integer, text, timestamp, uuid, type AnyPgColumn } from "drizzle-orm/pg-core";

/** An id of ours: UUIDv7, so that ids sort by birth. */
export const id = () =>
  uuid("id")
    .primaryKey()
    .default(sql`app.uuid_v7()`);

/** A moment. Milliseconds, as JavaScript has them: a cursor made of one finds its row again. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });

export const createdAt = () => moment("created_at").notNull().defaultNow();
/** Kept by the trigger `touch` of the table. */
export const updatedAt = () => moment("updated_at").notNull().defaultNow();

// Indexes for lists "newest first" are plain (org_id, created_at, id): Postgres reads them backwards, while drizzle's
// `.desc()` would add NULLS LAST, which `order by … desc` does not match.

/** Raised by every change that a client makes; the entity tag. */
export const revision = () => integer("revision").notNull().default(1);

export const SYNC_STATES = ["pending", "synced", "failed"] as const;
export type SyncState = (typeof SYNC_STATES)[number];
export const SYNC_ACTIONS = ["create", "update", "delete"] as const;
/** `move`: sent again in another form, of a resource that nobody changed. */
export const FORM_ACTIONS = [...SYNC_ACTIONS, "move"] as const;
export type SyncAction = (typeof FORM_ACTIONS)[number];

/** What a row that Vapi mirrors knows about its mirror. */
export const syncColumns = () => ({
  syncState: text("sync_state", { enum: SYNC_STATES }).notNull().default("pending"),
  /** What Vapi has yet to be told; null when nothing. */
  syncAction: text("sync_action", { enum: FORM_ACTIONS }),
  syncAttempts: integer("sync_attempts").notNull().default(0),
  syncError: text("sync_error"),
  /** When a sweep may take it on. */
  syncNextAt: moment("sync_next_at"),
});

/** The latest moment at which a creation was sent to Vapi; null when its outcome is known. */
export const syncSentAt = () => moment("sync_sent_at");

/** The form in which the row was last sent to Vapi (mirror/form); null before there were forms. */
export const syncForm = () => text("sync_form");

/** A check that a column holds one of `values`, which are constants of the code. */
export const oneOf = (name: string, column: AnyPgColumn, values: readonly string[]) =>
  check(name, sql`${column} in (${sql.raw(values.map((value) => `'${value}'`).join(", "))})`);

/** A check that a text has between `min` and `max` characters. Null passes. */
export const length = (name: string, column: AnyPgColumn, min: number, max: number) =>
  check(name, between(sql`char_length(${column})`, min, max));

/** A check that a number lies between `min` and `max`, both included. Null passes. */
export const range = (name: string, column: AnyPgColumn, min: number, max: number) =>
  check(name, between(sql`${column}`, min, max));

const between = (value: SQL, min: number, max: number) =>
  sql`${value} between ${sql.raw(String(min))} and ${sql.raw(String(max))}`;

/** In whose name something is done later: the role in the claims of the transaction that asked for it. */
export const ASKED_BY = ["authenticated", "api_key"] as const;
