import { sql } from "drizzle-orm";
import { foreignKey, index, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { ASKED_BY, createdAt, moment, oneOf, updatedAt } from "./columns.ts";
import { DRAFT_KINDS, drafts } from "./drafts.ts";
import { organizations } from "./organizations.ts";
import { testSuites } from "./test-suites.ts";

/** `failed` is kept until the draft changes, so that people see why nothing was published. */
export const PLAN_STATES = ["waiting", "failed"] as const;

/** The tests that have to pass before a draft of something is published. Goes with the thing (a trigger). */
export const publishGates = pgTable(
  "publish_gates",
  {
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: DRAFT_KINDS }).notNull(),
    resourceId: uuid("resource_id").notNull(),
    suiteId: uuid("suite_id").notNull(),
    /** Some tests of the suite; null for all that it has at the time. */
    testIds: uuid("test_ids").array(),
    authorId: uuid("author_id"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.kind, t.resourceId] }),
    index("publish_gates_of_suite").on(t.orgId, t.suiteId),
    oneOf("publish_gates_kind", t.kind, DRAFT_KINDS),
    // A suite that is a gate is not deleted: the gate would be open without anybody saying so.
    foreignKey({
      name: "publish_gates_suite",
      columns: [t.orgId, t.suiteId],
      foreignColumns: [testSuites.orgId, testSuites.id],
    }),
  ],
).enableRLS();

/** When a draft is to be published. Of one revision: it goes when the draft changes (a trigger), and with the draft. */
export const publishPlans = pgTable(
  "publish_plans",
  {
    orgId: uuid("org_id").notNull(),
    kind: text("kind", { enum: DRAFT_KINDS }).notNull(),
    resourceId: uuid("resource_id").notNull(),
    revision: integer("revision").notNull(),
    /** Not before that; null: as soon as the tests of the gate have passed. */
    at: moment("at"),
    askedBy: uuid("asked_by").notNull(),
    askedRole: text("asked_role", { enum: ASKED_BY }).notNull(),
    state: text("state", { enum: PLAN_STATES }).notNull().default("waiting"),
    /** The code and the sentence of the problem, when it failed. */
    problem: text("problem"),
    detail: text("detail"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.kind, t.resourceId] }),
    index("publish_plans_due")
      .on(t.orgId, t.at)
      .where(sql`${t.state} = 'waiting'`),
    oneOf("publish_plans_kind", t.kind, DRAFT_KINDS),
    oneOf("publish_plans_state", t.state, PLAN_STATES),
    oneOf("publish_plans_asked_role", t.askedRole, ASKED_BY),
    foreignKey({
      name: "publish_plans_draft",
      columns: [t.orgId, t.kind, t.resourceId],
      foreignColumns: [drafts.orgId, drafts.kind, drafts.resourceId],
    }).onDelete("cascade"),
  ],
).enableRLS();
