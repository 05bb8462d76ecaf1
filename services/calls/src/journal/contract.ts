import { createRoute, z } from "@hono/zod-openapi";
import { IdParam, json, JsonValue, pageOf, PageQuery, problems } from "@allokoli/shared/http/contract";
import { EXAMPLE_JOURNAL, EXAMPLE_JOURNAL_DAY } from "./examples.ts";
import { JOURNAL_KINDS } from "./kinds.ts";

const Hash = z.string().length(64).describe("SHA-256 in hexadecimal");
const moment = z.iso.datetime();

const Entry = z.object({
  position: z.int().describe("From 1"),
  at: moment.describe("When it happened, by whoever told of it"),
  recordedAt: moment.describe("When it was written down"),
  kind: z.enum(JOURNAL_KINDS),
  data: z
    .record(z.string(), JsonValue)
    .describe("Words and numbers of people are digests: HMAC-SHA256 with the `salt`"),
  previousHash: Hash,
  hash: Hash.describe(
    "Of `{at, data, kind, position, previousHash, recordedAt}` of this entry, as canonical JSON (RFC 8785)",
  ),
  salt: z.string().nullable().describe("Null without digests, and once the call is deleted"),
});

export const Journal = z
  .object({
    organizationId: z.uuid(),
    callId: z.uuid(),
    isWhole: z.boolean().describe("Whether all hashes, computed anew for this answer, are those that were written"),
    brokenAt: z
      .int()
      .nullable()
      .describe("The position of the first entry that was changed, or has others missing before"),
    entries: z.array(Entry),
    days: z
      .array(z.object({ id: z.uuid(), until: moment, hash: Hash.nullable() }))
      .describe("The days on which these were written; `hash` is null until the day is closed"),
  })
  .openapi("Journal", { example: EXAMPLE_JOURNAL });
export type Journal = z.infer<typeof Journal>;

export const JournalDay = z
  .object({
    id: z.uuid(),
    organizationId: z.uuid(),
    since: moment.nullable().describe("The end of the day before; null for the first"),
    until: moment,
    previousHash: Hash.describe("The hash of the day before"),
    hash: Hash.describe("Of `{calls, organizationId, previousHash, until}` as canonical JSON (RFC 8785)"),
  })
  .openapi("JournalDay", { example: EXAMPLE_JOURNAL_DAY });

const DayCall = z.object({
  callId: z.uuid(),
  position: z.int().describe("Of the call's last entry of that day"),
  hash: Hash.describe("Of that entry"),
});
export const JournalDayWithCalls = JournalDay.extend({
  calls: z.array(DayCall).describe("In the order of their ids"),
}).openapi("JournalDayWithCalls", {
  example: {
    ...EXAMPLE_JOURNAL_DAY,
    calls: EXAMPLE_JOURNAL.entries.map(({ position, hash }) => ({ callId: EXAMPLE_JOURNAL.callId, position, hash })),
  },
});

const tags = ["Journal"];

export const getJournal = createRoute({
  method: "get",
  path: "/v1/calls/{id}/journal",
  operationId: "getCallJournal",
  summary: "Get a call's journal",
  description:
    "What happened in the call, each entry bound to the one before by its hash. It stays when the call is deleted, without the salts of its digests. `integrations/verify-journal.mjs` checks this answer without us.",
  tags,
  request: { params: IdParam },
  responses: { 200: json(Journal), ...problems("not_found", "validation_failed") },
});

export const listJournalDays = createRoute({
  method: "get",
  path: "/v1/journal-days",
  operationId: "listJournalDays",
  summary: "List the days of the journal",
  description:
    "The closed ones, the latest first. Each is told to webhooks as `journal.day-closed`, so that somebody else has its hash.",
  tags,
  request: { query: PageQuery },
  responses: { 200: json(pageOf(JournalDay)), ...problems("validation_failed") },
});

export const getJournalDay = createRoute({
  method: "get",
  path: "/v1/journal-days/{id}",
  operationId: "getJournalDay",
  summary: "Get a day of the journal",
  description: "With all calls that its hash is made of.",
  tags,
  request: { params: IdParam },
  responses: { 200: json(JournalDayWithCalls), ...problems("not_found", "validation_failed") },
});
