import { createRoute, z } from "@hono/zod-openapi";
import { jsonBody, problems } from "@allokoli/shared/http/contract";
import { WrittenNumber } from "@allokoli/shared/phone/contract";
import { settingsAnswer } from "./contract.ts";
import { EXAMPLE_CODE, EXAMPLE_MOBILE } from "./examples.ts";

const path = "/v1/me/alerts/mobile";
const tags = ["Me"];

export const SetAlertMobile = z
  .strictObject({ number: WrittenNumber.describe("A mobile number, as it is written in the organization's country") })
  .openapi("SetAlertMobile", { example: { number: EXAMPLE_MOBILE } });

export const setAlertMobile = createRoute({
  method: "put",
  path,
  operationId: "setAlertMobile",
  summary: "Set the mobile number for alerts by SMS",
  description:
    "Sends a code of six digits to it, from a number of the organization's in an account of its own. Nothing else is sent " +
    "before the code has come back; a number that was there is forgotten. Three codes an hour for a member, twenty a day for " +
    "an organization.",
  tags,
  request: { body: jsonBody(SetAlertMobile) },
  responses: {
    200: settingsAnswer,
    ...problems(
      "bad_json",
      "validation_failed",
      "payload_too_large",
      "provider_refused",
      "provider_unavailable",
      "misconfigured",
    ),
  },
});

export const VerifyAlertMobile = z
  .strictObject({
    code: z
      .string()
      .trim()
      .regex(/^\d{6}$/, "must be the six digits of the SMS"),
  })
  .openapi("VerifyAlertMobile", { example: { code: EXAMPLE_CODE } });

export const verifyAlertMobile = createRoute({
  method: "post",
  path: `${path}/verify`,
  operationId: "verifyAlertMobile",
  summary: "Verify the mobile number by its code",
  description: "Ten minutes and five tries; then `conflict`, and another code has to be asked for.",
  tags,
  request: { body: jsonBody(VerifyAlertMobile) },
  responses: {
    200: settingsAnswer,
    ...problems("bad_json", "conflict", "validation_failed", "payload_too_large", "misconfigured"),
  },
});

export const removeAlertMobile = createRoute({
  method: "delete",
  path,
  operationId: "removeAlertMobile",
  summary: "Forget the mobile number",
  description: "Nothing comes by SMS any more.",
  tags,
  responses: { 204: { description: "Gone" }, ...problems("not_found") },
});
