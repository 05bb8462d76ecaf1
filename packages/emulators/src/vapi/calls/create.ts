import type { Emulator } from "../context.ts";
import { badRequest } from "../errors.ts";
import type { Json, JsonObject } from "../json.ts";
import { flagAt, objectAt, objectsAt, textAt } from "../json.ts";
import { requireValid } from "../validation/validate.ts";
import { requireAssistant } from "../effective.ts";
import type { Placed, Switchboard } from "./switchboard.ts";

const E164 = /^\+[1-9]\d{1,14}$/;

function customerComplaints(customer: JsonObject, path: string): string[] {
  const number = textAt(customer, "number");
  if (number === undefined) {
    return textAt(customer, "sipUri") === undefined ? [`${path} must have either \`number\` or \`sipUri\`.`] : [];
  }
  if (flagAt(customer, "numberE164CheckEnabled") === false || E164.test(number)) return [];
  return [
    `${path}.number must be a valid phone number in the E.164 format. Hot tip, you may be missing the country code (Eg. US: +1).`,
  ];
}

function requirePhoneNumber(emulator: Emulator, fields: JsonObject): JsonObject {
  const id = textAt(fields, "phoneNumberId");
  const inline = objectAt(fields, "phoneNumber");
  if (inline !== undefined) return { provider: "twilio", number: textAt(inline, "twilioPhoneNumber") ?? "", ...inline };
  if (id === undefined) throw badRequest("Couldn't Get Phone Number. Need Either `phoneNumberId` Or `phoneNumber`.");
  const found = emulator.state.collection("phone-number").find(id);
  if (found === undefined) throw badRequest(`Couldn't Get Phone Number. \`phoneNumberId\` ${id} Does Not Exist.`);
  return found;
}

function withLimits(placed: Placed): JsonObject {
  return { ...placed.call, subscriptionLimits: placed.limits };
}

/** `POST /call/web`: the caller is a browser; its sound is nowhere here, so it follows the script. */
export function createWebCall(emulator: Emulator, switchboard: Switchboard, given: Json | undefined): JsonObject {
  const body = requireValid("CreateWebCallDTO", given);
  requireAssistant(emulator, body);
  const { roomDeleteOnUserLeaveEnabled: _room, ...fields } = body;
  const { call } = switchboard.place(fields, { type: "webCall", customer: undefined, phoneNumber: undefined });
  const webCallUrl = `${emulator.url()}/_room/${call.id}`;
  const transport = { provider: "daily", callUrl: webCallUrl, assistantVideoEnabled: false };
  return emulator.state.collection("call").patch(call.id, { webCallUrl, transport }) ?? call;
}

/** `POST /call`: one call, or one for each of `customers`. */
export function createCalls(emulator: Emulator, switchboard: Switchboard, given: Json | undefined): JsonObject {
  const body = requireValid("CreateCallDTO", given);
  if (textAt(body, "transport", "provider") === "daily") throw badRequest("Use /call/web To Create A Web Call.");
  const customers = objectsAt(body, "customers");
  const single = objectAt(body, "customer");
  const complaints = [
    ...(single === undefined ? [] : customerComplaints(single, "customer")),
    // In a batch a bad number spoils its own row only.
  ];
  if (complaints.length > 0) throw badRequest(complaints);
  requireAssistant(emulator, body);
  const websocket = textAt(body, "transport", "provider") === "vapi.websocket";
  const phoneNumber = websocket ? undefined : requirePhoneNumber(emulator, body);
  if (!websocket && single === undefined && customers.length === 0 && textAt(body, "customerId") === undefined) {
    throw badRequest("Couldn't Get Customer. Need Either `customerId` Or `customer`.");
  }

  const { customers: _customers, ...fields } = body;
  if (customers.length === 0) {
    const type = websocket ? "vapi.websocketCall" : "outboundPhoneCall";
    return withLimits(switchboard.place(fields, { type, customer: single, phoneNumber }));
  }
  const results: JsonObject[] = [];
  const errors: JsonObject[] = [];
  let limits: JsonObject = switchboard.limits(false);
  for (const [index, customer] of customers.entries()) {
    const wrong = customerComplaints(customer, `customers.${index}`)[0];
    if (wrong !== undefined) {
      errors.push({ customer, error: wrong });
      continue;
    }
    const placed = switchboard.place(fields, { type: "outboundPhoneCall", customer, phoneNumber });
    results.push(placed.call);
    limits = placed.limits;
  }
  return { subscriptionLimits: limits, results, errors };
}
