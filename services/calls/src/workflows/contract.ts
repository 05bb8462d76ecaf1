import { createRoute, z } from "@hono/zod-openapi";
import { IdempotencyKey, IdParam, json, jsonBody, JsonValue, problems } from "@allokoli/shared/http/contract";
import { EXAMPLE_PLACED_CALL } from "@allokoli/shared/http/examples";
import { VariableName } from "@allokoli/shared/vapi/variable-name";
import { openTo } from "@allokoli/shared/scopes/scopes";
import { Customer } from "../calls/contract.ts";

/** The body of POST /v1/calls without the callee. */
export const ExecuteWorkflow = z
  .strictObject({
    customer: Customer.optional().describe("Whom to call"),
    customers: z.array(Customer).min(1).max(20).optional().describe("Or several, a call each"),
    phoneNumberId: z.string().min(1).max(100).optional().describe("As in POST /v1/calls"),
    name: z.string().trim().min(1).max(40).optional(),
    schedule: z
      .strictObject({
        earliestAt: z.iso.datetime({ offset: true }),
        latestAt: z.iso.datetime({ offset: true }).optional(),
      })
      .optional(),
    variables: z.record(VariableName, z.string().max(1000)).optional().describe("Values for its inputs"),
    metadata: z.record(z.string().max(40), z.string().max(500)).optional(),
  })
  .refine((call) => (call.customer === undefined) !== (call.customers === undefined), {
    path: ["customer"],
    message: "give either customer or customers",
  })
  .openapi("ExecuteWorkflow", { example: { customer: { number: "+33639981234" } } });
export type ExecuteWorkflow = z.infer<typeof ExecuteWorkflow>;
export const ExecutedWorkflow = z
  .object({ items: z.array(z.record(z.string(), JsonValue)).min(1) })
  .openapi("ExecutedWorkflow", { example: { items: [EXAMPLE_PLACED_CALL] } })
  .describe("The calls that were made, as POST /v1/calls answers");

export const executeWorkflow = createRoute({
  method: "post",
  path: "/v1/workflows/{id}/execute",
  operationId: "executeWorkflow",
  security: openTo("calls"),
  summary: "Place calls with a workflow",
  tags: ["Workflows"],
  description: "Places a call, or several, in which the workflow speaks: POST /v1/calls with its id.",
  request: { params: IdParam, body: jsonBody(ExecuteWorkflow), headers: IdempotencyKey },
  responses: {
    201: json(ExecutedWorkflow),
    ...problems(
      "address_not_verified",
      "bad_json",
      "limit_reached",
      "not_found",
      "conflict",
      "validation_failed",
      "vapi_refused",
      "vapi_down",
      "vapi_unavailable",
      "payload_too_large",
      "idempotency_in_progress",
      "idempotency_key_reused",
    ),
  },
});
