import type { Json, JsonObject } from "../json.ts";
import { at, textsAt } from "../json.ts";

const DEFAULT_SERVER_MESSAGES = [
  "conversation-update",
  "end-of-call-report",
  "function-call",
  "hang",
  "speech-update",
  "status-update",
  "tool-calls",
  "transfer-destination-request",
  "handoff-destination-request",
  "user-interrupted",
  "assistant.started",
];
const FINAL_TRANSCRIPT = 'transcript[transcriptType="final"]';
const LANGUAGE_NAMES = ["language-changed", "language-change-detected"];

/** Whether the assistant's `serverMessages` ask for this message. */
export function wants(assistant: JsonObject | undefined, type: string, fields: JsonObject): boolean {
  const given: Json | undefined = at(assistant, "serverMessages");
  const wanted = Array.isArray(given) ? textsAt(assistant, "serverMessages") : DEFAULT_SERVER_MESSAGES;
  if (type === "transcript" && fields["transcriptType"] === "final" && wanted.includes(FINAL_TRANSCRIPT)) return true;
  if (LANGUAGE_NAMES.includes(type)) return LANGUAGE_NAMES.some((name) => wanted.includes(name));
  return wanted.includes(type);
}
