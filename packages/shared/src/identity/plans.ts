/** What an organization has subscribed to; what each allows is in limits/. */
export const PLANS = ["starter", "pro", "business"] as const;
export type Plan = (typeof PLANS)[number];
