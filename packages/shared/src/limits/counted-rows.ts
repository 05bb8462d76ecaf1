import { isNull, sql, type SQL } from "drizzle-orm";
import {
  apiKeys,
  assistants,
  blockedNumbers,
  calls,
  files,
  functions,
  invitations,
  knowledgeBases,
  phoneNumbers,
  squads,
  telephonyCredentials,
  testRuns,
  tests,
  testSuites,
  webhookEndpoints,
  workflows,
} from "../db/schema/index.ts";
import type { CountedLimit } from "./plans.ts";

/** The table of each limit, in which existing rows are found by their ids. */
export const TABLES = {
  callsAtOnce: calls,
  minutesPerMonth: calls,
  scheduledCalls: calls,
  assistants,
  functions,
  squads,
  workflows,
  knowledgeBases,
  files,
  storageBytes: files,
  phoneNumbers,
  telephonyCredentials,
  blockedNumbers,
  testSuites,
  tests,
  testRunsPerDay: testRuns,
  webhooks: webhookEndpoints,
  apiKeys,
  members: invitations,
} as const satisfies Record<CountedLimit, unknown>;

/** What is a row each, of a table that whoever may make one can read. */
export type RowLimit = Exclude<
  CountedLimit,
  "callsAtOnce" | "minutesPerMonth" | "storageBytes" | "testRunsPerDay" | "apiKeys" | "members"
>;

const ALL = sql`true`;
const mirrored = <Table extends { deletedAt: Parameters<typeof isNull>[0] }>(table: Table) => ({
  table,
  are: ALL,
  kept: isNull(table.deletedAt),
});
const plain = <Table>(table: Table) => ({ table, are: ALL, kept: ALL });

type Rows = { table: (typeof TABLES)[RowLimit]; /** Of the kind. */ are: SQL; /** Not deleted. */ kept: SQL };

/** Which rows of an organization are counted. */
export const COUNTED_ROWS: Record<RowLimit, Rows> = {
  scheduledCalls: { ...mirrored(calls), are: sql`${calls.status} = 'scheduled'` },
  assistants: mirrored(assistants),
  functions: mirrored(functions),
  squads: mirrored(squads),
  workflows: mirrored(workflows),
  knowledgeBases: plain(knowledgeBases),
  files: mirrored(files),
  phoneNumbers: {
    table: phoneNumbers,
    are: ALL,
    kept: sql`${phoneNumbers.deletedAt} is null and ${phoneNumbers.orderState} not in ('failed', 'returning')`,
  },
  telephonyCredentials: mirrored(telephonyCredentials),
  blockedNumbers: plain(blockedNumbers),
  testSuites: plain(testSuites),
  tests: plain(tests),
  webhooks: mirrored(webhookEndpoints),
};

export const isRowLimit = (limit: CountedLimit): limit is RowLimit => limit in COUNTED_ROWS;
