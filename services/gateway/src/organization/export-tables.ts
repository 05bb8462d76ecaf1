import * as schema from "@allokoli/shared/db/schema/index";
import type { PgTable } from "drizzle-orm/pg-core";

/** A table of an export, and what its lines are called. */
export type ExportTable = { kind: string; table: PgTable };

/** With a creation and an id, so that pages can follow each other. */
export const EXPORTED: ExportTable[] = [
  { kind: "assistant", table: schema.assistants },
  { kind: "assistant-version", table: schema.assistantVersions },
  { kind: "squad", table: schema.squads },
  { kind: "workflow", table: schema.workflows },
  { kind: "function", table: schema.functions },
  { kind: "version-before", table: schema.replacedSettings },
  { kind: "test-suite", table: schema.testSuites },
  { kind: "test", table: schema.tests },
  { kind: "test-run", table: schema.testRuns },
  { kind: "test-attempt", table: schema.testAttempts },
  { kind: "phone-number", table: schema.phoneNumbers },
  { kind: "blocked-number", table: schema.blockedNumbers },
  { kind: "knowledge-base", table: schema.knowledgeBases },
  { kind: "file", table: schema.files },
  { kind: "question", table: schema.knowledgeQuestions },
  { kind: "caller-message", table: schema.callerMessages },
  { kind: "webhook", table: schema.webhookEndpoints },
  { kind: "invitation", table: schema.invitations },
  { kind: "erasure", table: schema.erasures },
  { kind: "log-entry", table: schema.auditLog },
];

/** Small, and without an id of their own: read at once. */
export const EXPORTED_WHOLE: ExportTable[] = [
  { kind: "member", table: schema.memberships },
  { kind: "draft", table: schema.drafts },
  { kind: "gate", table: schema.publishGates },
  { kind: "publish-plan", table: schema.publishPlans },
  { kind: "test-schedule", table: schema.testSchedules },
  { kind: "journal-day", table: schema.journalDays },
  { kind: "knowledge-base-file", table: schema.knowledgeBaseFiles },
];

/** Tables of an organization that its export does not have as lines of their own, each with the reason. */
export const NOT_EXPORTED: Record<string, string> = {
  organizations: "the first line",
  calls: "each with its conversation",
  messages: "with their call",
  call_events: "what the listeners of a call saw of its conversation",
  call_stats: "counted from the calls",
  call_journal: "each entry with its salt, after the calls",
  journal_salts: "with their entries",
  recording_copies: "recordings are at their calls' own addresses",
  function_calls: "counted from the calls, for ninety days",
  profiles: "a person's own: /v1/me",
  api_keys: "secrets",
  telephony_credentials: "secrets",
  webhook_secrets: "secrets",
  tool_secrets: "secrets",
  function_secrets: "secrets",
  alert_settings: "each member's own",
  alerts: "which mails and SMS went out",
  idempotency_keys: "answers that are kept for a day",
  events: "what happened to the things that are here, for thirty days",
  deliveries: "how events were sent",
  delivery_attempts: "how events were sent",
  passages: "read from the files",
  file_terms: "read from the files",
  vocabulary: "read from the files",
};
