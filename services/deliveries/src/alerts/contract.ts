import { createRoute, z } from "@hono/zod-openapi";
import { ALERT_KINDS, ALERT_TOPICS, SMS_REFUSALS } from "@allokoli/shared/db/schema/index";
import { IfMatch, json, jsonBody, problems } from "@allokoli/shared/http/contract";
import { EXAMPLE_ALERT_SETTINGS, EXAMPLE_UNSUBSCRIPTION } from "./examples.ts";

const kinds = z
  .array(z.enum(ALERT_KINDS))
  .max(ALERT_KINDS.length)
  .refine((given) => new Set(given).size === given.length, "names a kind twice");

const fields = {
  mail: kinds.describe(
    "What comes by mail, each once; `message` has the urgent ones in it, `missed-call` the failed ones",
  ),
  page: kinds.describe("What the site says at once, in whatever page is open"),
  sms: kinds.describe("What comes by SMS to the verified mobile number, each once, as in `mail`"),
  includesWords: z
    .boolean()
    .describe("Whether a mail and a notification have what the caller said: name, subject and message"),
  digestHour: z
    .int()
    .min(0)
    .max(23)
    .nullable()
    .describe("The hour, on the organization's clock, of a daily mail about the day before; null for none"),
};

export const AlertSettings = z
  .object({
    ...fields,
    mobile: z
      .object({
        number: z.string().describe("E.164"),
        isVerified: z.boolean(),
        codeExpiresAt: z.iso
          .datetime()
          .nullable()
          .describe("Until when the code that was sent can be given; null when there is none to give"),
      })
      .nullable()
      .describe("Where SMS go; nobody else sees it"),
    smsRefusal: z
      .enum(SMS_REFUSALS)
      .nullable()
      .describe(
        "Why the telephone provider refused the last SMS for good. Nothing comes by SMS from then on, and by mail instead, " +
          "until the number is verified again. `stopped`: it answered STOP; `recipient`: it takes no SMS; `sender`: no number " +
          "of the organization's can send one; `account`: anything else about the account, such as its credit",
      ),
    canSendSms: z
      .boolean()
      .describe("Whether the organization has a number in an account of its own, from which SMS could go"),
  })
  .openapi("AlertSettings", { example: EXAMPLE_ALERT_SETTINGS });
export type AlertSettings = z.infer<typeof AlertSettings>;

export const UpdateAlertSettings = z
  .strictObject({
    mail: fields.mail.optional(),
    page: fields.page.optional(),
    sms: fields.sms.optional(),
    includesWords: fields.includesWords.optional(),
    digestHour: fields.digestHour.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateAlertSettings", { example: { mail: ["urgent-message"], digestHour: 8 } });
export type UpdateAlertSettings = z.infer<typeof UpdateAlertSettings>;

/** One's own settings. */
export const settingsAnswer = { ...json(AlertSettings), headers: z.object({ ETag: z.string() }) };

export const getAlertSettings = createRoute({
  method: "get",
  path: "/v1/me/alerts",
  operationId: "getAlertSettings",
  summary: "Get what you are alerted to",
  description: "Yours in this organization; nobody else sees them.",
  tags: ["Me"],
  responses: { 200: settingsAnswer, ...problems() },
});

export const updateAlertSettings = createRoute({
  method: "patch",
  path: "/v1/me/alerts",
  operationId: "updateAlertSettings",
  summary: "Update what you are alerted to",
  description:
    "Mails go to the address of your account, once it is confirmed. What comes by SMS can be chosen once a mobile number is " +
    "verified.",
  tags: ["Me"],
  request: { headers: IfMatch, body: jsonBody(UpdateAlertSettings) },
  responses: {
    200: settingsAnswer,
    ...problems("bad_json", "precondition_failed", "validation_failed", "payload_too_large"),
  },
});

export const Unsubscription = z
  .object({
    organizationName: z.string(),
    topics: z.array(z.enum(ALERT_TOPICS)).describe("What the link is for; `digest` is the daily mail"),
    isOn: z.boolean().describe("Whether any of them still comes"),
  })
  .openapi("Unsubscription", { example: EXAMPLE_UNSUBSCRIPTION });
export type Unsubscription = z.infer<typeof Unsubscription>;

const unsubscribing = {
  path: "/v1/alerts/unsubscribe",
  tags: ["Me"],
  security: [],
  request: { query: z.object({ token: z.string().max(1000).describe("From the mail") }) },
  responses: {
    200: json(Unsubscription),
    ...problems("not_found", "validation_failed"),
  },
};

export const getUnsubscription = createRoute({
  ...unsubscribing,
  method: "get",
  operationId: "getUnsubscription",
  summary: "Get what a mail's link to unsubscribe turns off",
  description: "Authenticated by the token alone. Changes nothing: programs that look at mails follow links.",
});

export const unsubscribe = createRoute({
  ...unsubscribing,
  method: "post",
  operationId: "unsubscribe",
  summary: "Unsubscribe from what a mail was about",
  description:
    "Authenticated by the token alone; any body is ignored. Mail programs send it with one click (RFC 8058).",
});
