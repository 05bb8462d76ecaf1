import { PLANS, type Plan } from "../db/schema/organizations.ts";

export { PLANS, type Plan };

const GIB = 1024 ** 3;

/** What each plan allows. `requestsPerMinute` is what the rate limit bindings of the gateway say (wrangler.toml). */
export const PLAN_LIMITS = {
  starter: {
    callsAtOnce: 10,
    minutesPerMonth: 1_000,
    assistants: 50,
    phoneNumbers: 10,
    storageBytes: GIB,
    requestsPerMinute: 600,
  },
  pro: {
    callsAtOnce: 30,
    minutesPerMonth: 5_000,
    assistants: 200,
    phoneNumbers: 50,
    storageBytes: 10 * GIB,
    requestsPerMinute: 1_800,
  },
  business: {
    callsAtOnce: 100,
    minutesPerMonth: 30_000,
    assistants: 1_000,
    phoneNumbers: 250,
    storageBytes: 100 * GIB,
    requestsPerMinute: 6_000,
  },
} as const satisfies Record<Plan, Record<string, number>>;

export type LimitName = keyof (typeof PLAN_LIMITS)[Plan];
/** What is counted in Postgres: all but the requests, which the gateway counts. */
export type CountedLimit = Exclude<LimitName, "requestsPerMinute">;

export const COUNTED_LIMITS = [
  "callsAtOnce",
  "minutesPerMonth",
  "assistants",
  "phoneNumbers",
  "storageBytes",
] as const satisfies CountedLimit[];
