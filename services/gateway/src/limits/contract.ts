import { createRoute, z } from "@hono/zod-openapi";
import { json, problems } from "@allokoli/shared/http/contract";
import { LIMIT_NAMES, PLANS } from "@allokoli/shared/limits/plans";
import { EXAMPLE_LIMITS } from "./examples.ts";

export const Limit = z
  .object({
    name: z.enum(LIMIT_NAMES).describe("What is counted, in the unit that the name ends with"),
    allowed: z.number(),
    used: z
      .number()
      .nullable()
      .describe("Null for what is not counted over the organization: requests, streams, versions of an assistant"),
    period: z
      .object({ from: z.iso.datetime(), to: z.iso.datetime() })
      .nullable()
      .describe("When the count begins anew at `to`; null for what is counted as it stands"),
  })
  .openapi("Limit");
export type Limit = z.infer<typeof Limit>;

export const OrganizationLimits = z
  .object({ plan: z.enum(PLANS), limits: z.array(Limit) })
  .openapi("OrganizationLimits", { example: EXAMPLE_LIMITS });
export type OrganizationLimits = z.infer<typeof OrganizationLimits>;

export const getOrganizationLimits = createRoute({
  method: "get",
  path: "/v1/organization/limits",
  operationId: "getOrganizationLimits",
  summary: "Get the plan's limits",
  tags: ["Organizations"],
  description:
    "What the plan allows, and what is used of it. `callsOutPerDay` and `minutesOutPerDay` are there only while the organization is new.",
  responses: { 200: json(OrganizationLimits), ...problems() },
});
