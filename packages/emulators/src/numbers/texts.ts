import { randomUUID } from "node:crypto";
import { Hono, type Context } from "hono";
import { ACCOUNTS, type ProviderName } from "./accounts.ts";
import type { NumbersState } from "./state.ts";
import { stockOf } from "./stock.ts";
import { problem as telnyxProblem } from "./telnyx-problem.ts";

/** What is wrong with a text message; each provider says it in its own words. */
type Fault = "to" | "landline" | "not-owned" | "incapable" | "stopped" | "empty";
type Given = { from: string; to: string; text: string };

/** Sends a message, or says what is wrong with it. Numbers are E.164. */
function send(state: NumbersState, provider: ProviderName, { from, to, text }: Given): Fault | undefined {
  if (text === "") return "empty";
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return "to";
  if (/^\+33[1-59]/.test(to)) return "landline";
  if (state.find(provider, from) === undefined) return "not-owned";
  const sold = stockOf(provider).find(({ number }) => number === from);
  if (sold?.features.includes("sms") !== true) return "incapable";
  if (state.isStopped(from, to)) return "stopped";
  state.putText({ provider, from, to, text });
  return undefined;
}

const field = (form: Record<string, unknown>, name: string) => {
  const value = form[name];
  return typeof value === "string" ? value : "";
};

/** As a form: To, From and Body. https://www.twilio.com/docs/messaging/api/message-resource */
export async function sendByTwilio(c: Context, state: NumbersState): Promise<Response> {
  const form = await c.req.parseBody();
  const given = { from: field(form, "From"), to: field(form, "To"), text: field(form, "Body") };
  const refuse = (code: number, message: string) =>
    c.json({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status: 400 }, 400);
  switch (send(state, "twilio", given)) {
    case "empty":
      return refuse(21602, "Message body is required.");
    case "to":
      return refuse(21211, `Invalid 'To' Phone Number: ${given.to}`);
    case "landline":
      return refuse(21614, `'To' number is not a valid mobile number: ${given.to}`);
    case "not-owned":
      return refuse(
        21660,
        `Mismatch between the 'From' number ${given.from} and the account ${ACCOUNTS.twilio.accountSid}`,
      );
    case "incapable":
      return refuse(
        21606,
        `The 'From' phone number provided (${given.from}) is not a valid message-capable Twilio phone number for this destination.`,
      );
    case "stopped":
      return refuse(21610, "Attempt to send to unsubscribed recipient");
    default: {
      const sid = `SM${randomUUID().replaceAll("-", "")}`;
      const uri = `/2010-04-01/Accounts/${ACCOUNTS.twilio.accountSid}/Messages/${sid}.json`;
      return c.json(
        {
          sid,
          account_sid: ACCOUNTS.twilio.accountSid,
          body: given.text,
          from: given.from,
          to: given.to,
          status: "queued",
          direction: "outbound-api",
          num_segments: "1",
          num_media: "0",
          error_code: null,
          error_message: null,
          price: null,
          price_unit: "USD",
          date_created: new Date().toUTCString(),
          uri,
        },
        201,
      );
    }
  }
}

/** https://developers.telnyx.com/api/messaging/send-message */
export async function sendByTelnyx(c: Context, state: NumbersState): Promise<Response> {
  const json: Record<string, unknown> = await c.req.json();
  const given = { from: field(json, "from"), to: field(json, "to"), text: field(json, "text") };
  switch (send(state, "telnyx", given)) {
    case "empty":
      return telnyxProblem(c, 422, "10004", "Missing required parameter", "The 'text' parameter is required.");
    case "to":
    case "landline":
      return telnyxProblem(c, 400, "40310", "Invalid 'to' address", "The 'to' address should be a mobile number.");
    case "not-owned":
      return telnyxProblem(c, 400, "40305", "Invalid 'from' address", "The 'from' address is not yours to send from.");
    case "incapable":
      return telnyxProblem(c, 400, "40100", "Number not messaging enabled", "The number has no messaging profile.");
    case "stopped":
      return telnyxProblem(
        c,
        403,
        "40300",
        "Blocked due to STOP message",
        "Messages cannot be sent from your number to this one due to an existing block rule.",
      );
    default:
      return c.json({
        data: {
          record_type: "message",
          direction: "outbound",
          id: randomUUID(),
          type: "SMS",
          from: { phone_number: given.from },
          to: [{ phone_number: given.to, status: "queued" }],
          text: given.text,
          parts: 1,
          errors: [],
        },
      });
  }
}

const vonageProblem = (c: Context, status: 401 | 422, type: string, title: string, detail: string) =>
  c.json({ type: `https://developer.vonage.com/api-errors${type}`, title, detail, instance: randomUUID() }, status);

/** Numbers without a plus. https://developer.vonage.com/en/api/messages */
export function vonageTexts(state: NumbersState): Hono {
  const { apiKey, apiSecret } = ACCOUNTS.vonage;
  const basic = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString("base64")}`;
  return new Hono().post("/v1/messages", async (c) => {
    if (c.req.header("authorization") !== basic)
      return vonageProblem(c, 401, "#unauthorized", "Unauthorized", "You did not provide correct credentials.");
    const json: Record<string, unknown> = await c.req.json();
    if (json["channel"] !== "sms" || json["message_type"] !== "text")
      return vonageProblem(c, 422, "/messages#1150", "Invalid params", "Check `channel` and `message_type`.");
    const given = { from: `+${field(json, "from")}`, to: `+${field(json, "to")}`, text: field(json, "text") };
    switch (send(state, "vonage", given)) {
      case "empty":
        return vonageProblem(c, 422, "/messages#1010", "Missing params", "`text` is required.");
      case "to":
      case "landline":
        return vonageProblem(c, 422, "/messages#1040", "Invalid message", "`to` cannot be reached.");
      case "not-owned":
      case "incapable":
        return vonageProblem(c, 422, "/messages#1120", "Invalid sender", "The `from` parameter is invalid.");
      case "stopped":
        return vonageProblem(c, 422, "/messages#1050", "Number barred", "`to` may not receive messages.");
      default:
        return c.json({ message_uuid: randomUUID() }, 202);
    }
  });
}
