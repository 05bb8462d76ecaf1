import { createRoute, z } from "@hono/zod-openapi";
import { json, problems } from "@allokoli/shared/http/contract";
import { PLAN_LIMITS, PLANS, type LimitName } from "@allokoli/shared/limits/plans";

// The keys of one plan are those of all: PLAN_LIMITS has one type for its plans.
const LIMIT_NAMES = Object.keys(PLAN_LIMITS.starter) as [LimitName, ...LimitName[]];

export const Limit = z
  .object({
    name: z.enum(LIMIT_NAMES).describe("What is counted, in the unit that the name ends with"),
    allowed: z.number(),
    used: z.number().nullable().describe("Null for the requests, which are counted where they come in"),
    period: z
      .object({ from: z.iso.datetime(), to: z.iso.datetime() })
      .nullable()
      .describe("When the count begins anew at `to`; null for what is counted as it stands"),
  })
  .openapi("Limit");
export type Limit = z.infer<typeof Limit>;

export const OrganizationLimits = z
  .object({ plan: z.enum(PLANS), limits: z.array(Limit) })
  .openapi("OrganizationLimits");
export type OrganizationLimits = z.infer<typeof OrganizationLimits>;

export const getOrganizationLimits = createRoute({
  method: "get",
  path: "/v1/organization/limits",
  operationId: "getOrganizationLimits",
  tags: ["Organizations"],
  responses: { 200: json(OrganizationLimits), ...problems() },
});
