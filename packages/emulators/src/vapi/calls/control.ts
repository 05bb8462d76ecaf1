import type { Emulator } from "../context.ts";
import { badRequest, invalidKey, missingKey, notFound } from "../errors.ts";
import type { Json, JsonObject } from "../json.ts";
import { flagAt, isObject, objectAt, textAt } from "../json.ts";
import type { Switchboard } from "./switchboard.ts";

const CONTROLS = ["mute-assistant", "unmute-assistant", "mute-customer", "unmute-customer", "say-first-message"];
const ROLES = ["system", "user", "assistant", "tool", "function"];

function requireCommand(body: Json | undefined): JsonObject {
  if (!isObject(body)) throw badRequest(["body must be an object"]);
  const complaints: string[] = [];
  const needText = (name: string): void => {
    if (textAt(body, name) === undefined) complaints.push(`${name} must be a string`);
  };
  switch (body["type"]) {
    case "say":
      needText("content");
      break;
    case "add-message":
      if (!ROLES.includes(textAt(body, "message", "role") ?? "")) {
        complaints.push(`message.role must be one of the following values: ${ROLES.join(", ")}`);
      }
      if (textAt(body, "message", "content") === undefined) complaints.push("message.content must be a string");
      break;
    case "control":
      if (!CONTROLS.includes(textAt(body, "control") ?? "")) {
        complaints.push(`control must be one of the following values: ${CONTROLS.join(", ")}`);
      }
      break;
    case "transfer":
    case "handoff":
      if (objectAt(body, "destination") === undefined) complaints.push("destination must be an object");
      break;
    case "end-call":
      break;
    default:
      complaints.push(
        "type must be one of the following values: say, add-message, control, end-call, transfer, handoff",
      );
  }
  if (complaints.length > 0) throw badRequest(complaints);
  return body;
}

/** The control URL of a call: anyone who has it may use it, unless the monitor plan asks for the public key. */
export function obeyControl(
  emulator: Emulator,
  switchboard: Switchboard,
  callId: string,
  authorization: string | undefined,
  body: Json | undefined,
): JsonObject {
  const call = emulator.state.collection("call").find(callId);
  if (call === undefined) throw notFound("Call Not Found.");
  const session = switchboard.find(callId);
  const plan = objectAt(session?.assistant, "monitorPlan");
  if (flagAt(plan, "controlAuthenticationEnabled") === true) {
    if (authorization === undefined) throw missingKey();
    if (authorization !== `Bearer ${emulator.publicKey}`) throw invalidKey();
  }
  const command = requireCommand(body);
  if (session === undefined || textAt(call, "status") === "ended") throw badRequest("Call Has Ended. Cannot Control.");
  if (flagAt(plan, "controlEnabled") === false) throw badRequest("Control Is Not Enabled For This Call.");
  if (command["type"] === "end-call") session.line.end("manually-canceled");
  else session.line.command(command);
  return { success: true };
}
