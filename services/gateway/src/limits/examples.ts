/** Limits of a plan, for the API's description: three of them. */
export const EXAMPLE_LIMITS = {
  plan: "starter",
  limits: [
    { name: "callsAtOnce", allowed: 10, used: 1, period: null },
    {
      name: "minutesPerMonth",
      allowed: 1000,
      used: 119,
      period: { from: "2026-10-31T23:00:00.000Z", to: "2026-11-30T23:00:00.000Z" },
    },
    { name: "requestsPerMinute", allowed: 600, used: null, period: null },
  ],
};
