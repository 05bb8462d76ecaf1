import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { OUTCOMES, type AuditAction } from "../../audit/actions.ts";
import { createdAt, id, length, moment, oneOf } from "./columns.ts";
import { organizations } from "./organizations.ts";

export const IDEMPOTENCY_STATUSES = ["running", "done"] as const;
export const ACTOR_KINDS = ["person", "system", "api_key"] as const;

/** What a POST with an `Idempotency-Key` was, and what it was answered. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    /** Who asked: the `sub` of their claims. Nobody else's keys can be seen or taken. */
    principal: uuid("principal").notNull(),
    key: text("key").notNull(),
    method: text("method").notNull(),
    path: text("path").notNull(),
    requestHash: text("request_hash").notNull(),
    /** SHA-256 of a body that is told apart only once it is there; null until then, and for what is whole in `requestHash`. */
    contentHash: text("content_hash"),
    /** The id that what is created takes: a request that is resumed after a crash creates the same thing. */
    creationId: uuid("creation_id").notNull(),
    status: text("status", { enum: IDEMPOTENCY_STATUSES }).notNull().default("running"),
    responseStatus: integer("response_status"),
    responseHeaders: jsonb("response_headers").$type<Record<string, string>>(),
    responseBody: text("response_body"),
    /** A request that still runs then has died, and may be taken over. */
    lockedUntil: moment("locked_until").notNull(),
    createdAt: createdAt(),
    expiresAt: moment("expires_at")
      .notNull()
      .default(sql`now() + interval '24 hours'`),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.principal, t.key] }),
    index("idempotency_keys_expiry").on(t.expiresAt),
    length("idempotency_keys_key_length", t.key, 1, 255),
    oneOf("idempotency_keys_status", t.status, IDEMPOTENCY_STATUSES),
  ],
).enableRLS();

/** Who did what. Only ever added to; kept for a year. */
export const auditLog = pgTable(
  "audit_log",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    actorId: uuid("actor_id"),
    actorKind: text("actor_kind", { enum: ACTOR_KINDS }).notNull(),
    action: text("action").$type<AuditAction>().notNull(),
    resourceType: text("resource_type").notNull(),
    resourceId: text("resource_id"),
    requestId: text("request_id"),
    detail: jsonb("detail").notNull().default({}),
    /** The outcome: the last word of the action if it is `refused` or `failed`, else `done`. */
    outcome: text("outcome", { enum: OUTCOMES })
      .notNull()
      .generatedAlwaysAs(
        sql`case when action like '%.refused' then 'refused' when action like '%.failed' then 'failed' else 'done' end`,
      ),
    createdAt: createdAt(),
  },
  (t) => [
    // Rows are in the order of time: a BRIN index takes a few pages for the whole table, and finds what is old.
    index("audit_log_age").using("brin", t.createdAt),
    index("audit_log_newest").on(t.orgId, t.createdAt, t.id),
    index("audit_log_of_outcome").on(t.orgId, t.outcome, t.createdAt, t.id),
    index("audit_log_of_actor").on(t.orgId, t.actorId, t.createdAt, t.id),
    index("audit_log_of_resource").on(t.orgId, t.resourceType, t.resourceId),
    oneOf("audit_log_actor_kind", t.actorKind, ACTOR_KINDS),
  ],
).enableRLS();
