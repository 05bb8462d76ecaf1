import { createRoute, z } from "@hono/zod-openapi";
import { AUDIT_ACTIONS, OUTCOMES, type AuditAction } from "@allokoli/shared/audit/actions";
import { ACTOR_KINDS } from "@allokoli/shared/db/schema/requests";
import { Moment } from "@allokoli/shared/http/moment";
import { json, JsonValue, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";
import { Text } from "../organization/contract.ts";
import { EXAMPLE_LOG_ENTRY } from "./examples.ts";

// The keys of the table are the actions: AuditAction is made of them.
const ACTIONS = Object.keys(AUDIT_ACTIONS) as [AuditAction, ...AuditAction[]];

export const LogEntry = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    actor: z
      .object({ kind: z.enum(ACTOR_KINDS), id: z.uuid().nullable(), name: z.string().nullable() })
      .describe("A person, an API key, or the system, which has neither id nor name"),
    action: z.string(),
    resource: z.object({ type: z.string(), id: z.string().nullable() }),
    outcome: z.enum(OUTCOMES),
    requestId: z.string().nullable().describe("The `X-Request-Id` of the request that did it"),
    detail: z.record(z.string(), JsonValue),
    sentence: z.object({ fr: z.string(), en: z.string() }).describe("The same for a person to read"),
  })
  .openapi("LogEntry", { example: EXAMPLE_LOG_ENTRY });
export type LogEntry = z.infer<typeof LogEntry>;

const LogQuery = PageQuery.extend({
  actor: z
    .union([z.uuid(), z.literal("system")])
    .optional()
    .describe("The id of a person or an API key, or `system`"),
  action: z.enum(ACTIONS).optional(),
  resourceType: Text.min(1).max(40).optional(),
  resourceId: Text.min(1).max(100).optional(),
  outcome: z.enum(OUTCOMES).optional(),
  from: Moment.optional(),
  to: Moment.optional(),
});
export type LogQuery = z.infer<typeof LogQuery>;

export const listLogs = createRoute({
  method: "get",
  path: "/v1/logs",
  operationId: "listLogs",
  summary: "List log entries",
  tags: ["Logs"],
  description:
    "Who did what, and what failed, newest first, for admins. With `outcome=failed` what went wrong by itself: a call, a " +
    "file, a number, a test run, something that the voice provider does not take.",
  request: { query: LogQuery },
  responses: { 200: json(pageOf(LogEntry)), ...problems("validation_failed") },
});
