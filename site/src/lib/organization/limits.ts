import type { Limit, OrganizationLimits } from "../api/types.ts";
import { m } from "../../paraglide/messages.js";
import { bytes, count } from "../format.ts";

export const LIMIT_LABELS = {
  callsAtOnce: m.limit_calls_at_once,
  minutesPerMonth: m.limit_minutes,
  scheduledCalls: m.limit_scheduled_calls,
  assistants: m.limit_assistants,
  versionsPerAssistant: m.limit_versions,
  functions: m.limit_functions,
  squads: m.limit_squads,
  workflows: m.limit_workflows,
  knowledgeBases: m.limit_knowledge_bases,
  files: m.limit_files,
  storageBytes: m.limit_storage,
  phoneNumbers: m.limit_phone_numbers,
  telephonyCredentials: m.limit_telephony_credentials,
  blockedNumbers: m.limit_blocked_numbers,
  testSuites: m.limit_test_suites,
  tests: m.limit_tests,
  testRunsPerDay: m.limit_test_runs,
  webhooks: m.limit_webhooks,
  apiKeys: m.limit_api_keys,
  members: m.limit_members,
  streams: m.limit_streams,
  requestsPerMinute: m.limit_requests,
  callsOutPerDay: m.limit_calls_out,
  minutesOutPerDay: m.limit_minutes_out,
} satisfies Record<Limit["name"], () => string>;

export const PLAN_LABELS = {
  starter: m.plan_starter,
  pro: m.plan_pro,
  business: m.plan_business,
} satisfies Record<OrganizationLimits["plan"], () => string>;

const FIRST: readonly Limit["name"][] = [
  "callsAtOnce",
  "minutesPerMonth",
  "assistants",
  "phoneNumbers",
  "storageBytes",
  "callsOutPerDay",
  "minutesOutPerDay",
];
const NEARLY = 0.8;

/** The limits of most interest to a practice, and those nearly used up. */
export const isFirst = ({ name, used, allowed }: Limit) =>
  FIRST.includes(name) || (used !== null && used >= allowed * NEARLY);

/** A quantity with the unit of a limit. */
export const amountOf = (name: string, value: number) => (name === "storageBytes" ? bytes(value) : count(value));

/** Limits of a person rather than of an organization appear only in refusals. */
const ALL_LABELS = Object.entries<() => string>({ ...LIMIT_LABELS, organizations: m.limit_organizations });

/** The name of a limit in the visitor's language. */
export const labelOf = (name: string) => ALL_LABELS.find(([known]) => known === name)?.[1]() ?? name;
