import { PLANS, type Plan } from "../identity/plans.ts";

export { PLANS, type Plan };

const GIB = 1024 ** 3;

/**
 * What each plan allows. `requestsPerMinute` is what the rate limit bindings of the gateway say (wrangler.toml),
 * `streams` what one person or API key may listen to at once of one call, or of one organization's feed.
 */
export const PLAN_LIMITS = {
  starter: {
    callsAtOnce: 10,
    minutesPerMonth: 1_000,
    scheduledCalls: 200,
    assistants: 50,
    versionsPerAssistant: 100,
    functions: 100,
    squads: 50,
    workflows: 50,
    knowledgeBases: 20,
    files: 2_000,
    storageBytes: GIB,
    phoneNumbers: 10,
    telephonyCredentials: 10,
    blockedNumbers: 1_000,
    testSuites: 50,
    tests: 500,
    testRunsPerDay: 100,
    webhooks: 20,
    apiKeys: 50,
    members: 50,
    streams: 20,
    requestsPerMinute: 600,
  },
  pro: {
    callsAtOnce: 30,
    minutesPerMonth: 5_000,
    scheduledCalls: 1_000,
    assistants: 200,
    versionsPerAssistant: 200,
    functions: 400,
    squads: 200,
    workflows: 200,
    knowledgeBases: 100,
    files: 10_000,
    storageBytes: 10 * GIB,
    phoneNumbers: 50,
    telephonyCredentials: 20,
    blockedNumbers: 1_000,
    testSuites: 200,
    tests: 2_000,
    testRunsPerDay: 300,
    webhooks: 50,
    apiKeys: 100,
    members: 200,
    streams: 20,
    requestsPerMinute: 1_800,
  },
  business: {
    callsAtOnce: 100,
    minutesPerMonth: 30_000,
    scheduledCalls: 5_000,
    assistants: 1_000,
    versionsPerAssistant: 500,
    functions: 2_000,
    squads: 1_000,
    workflows: 1_000,
    knowledgeBases: 500,
    files: 50_000,
    storageBytes: 100 * GIB,
    phoneNumbers: 250,
    telephonyCredentials: 50,
    blockedNumbers: 1_000,
    testSuites: 1_000,
    tests: 10_000,
    testRunsPerDay: 1_000,
    webhooks: 100,
    apiKeys: 200,
    members: 1_000,
    streams: 20,
    requestsPerMinute: 6_000,
  },
} as const satisfies Record<Plan, Record<string, number>>;

/** What an organization on `starter` that is new may do in a day, together with its owners' other new ones. */
export const NEW_ACCOUNT_LIMITS = { callsOutPerDay: 20, minutesOutPerDay: 60 } as const;

export type PlanLimit = keyof (typeof PLAN_LIMITS)[Plan];
export type NewAccountLimit = keyof typeof NEW_ACCOUNT_LIMITS;
/** Whatever is told as a limit of the organization. */
export type LimitName = PlanLimit | NewAccountLimit;

/** What is not counted in Postgres over the organization: in the gateway, where the listeners are, an assistant at a time. */
export const UNCOUNTED_LIMITS = ["versionsPerAssistant", "streams", "requestsPerMinute"] as const satisfies PlanLimit[];
export type CountedLimit = Exclude<PlanLimit, (typeof UNCOUNTED_LIMITS)[number]>;

/** A limit of each plan, as the text of a JSON object: for SQL that knows an organization's plan. */
export const byPlan = (limit: PlanLimit): string =>
  JSON.stringify(Object.fromEntries(PLANS.map((plan) => [plan, PLAN_LIMITS[plan][limit]])));

const isCounted = (limit: PlanLimit): limit is CountedLimit =>
  !UNCOUNTED_LIMITS.some((uncounted) => uncounted === limit);

// The keys of one plan are those of all: PLAN_LIMITS has one type for its plans.
export const PLAN_LIMIT_NAMES = Object.keys(PLAN_LIMITS.starter) as [PlanLimit, ...PlanLimit[]];
export const LIMIT_NAMES = [...PLAN_LIMIT_NAMES, ...(Object.keys(NEW_ACCOUNT_LIMITS) as NewAccountLimit[])] as [
  LimitName,
  ...LimitName[],
];
/** What is counted in Postgres, in the order in which it is shown. */
export const COUNTED_LIMITS = PLAN_LIMIT_NAMES.filter(isCounted) as [CountedLimit, ...CountedLimit[]];
