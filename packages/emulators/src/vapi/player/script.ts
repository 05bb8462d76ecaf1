import { badRequest } from "../errors.ts";
import type { Json, JsonObject } from "../json.ts";
import { flagAt, isObject, numberAt, objectAt, textAt } from "../json.ts";

/** One turn of a call, as a test or a person writes it. */
export type Turn =
  /** The caller speaks. `assistant` is the answer; without it the emulator's own; false: none. */
  | { kind: "caller"; text: string; assistant?: string | false }
  | { kind: "assistant"; text: string }
  /** Nobody speaks. */
  | { kind: "pause"; ms: number }
  /** The line stays open until somebody ends the call from outside. */
  | { kind: "stay" }
  /** The caller has spoken and the assistant does not answer for this long. */
  | { kind: "hang"; ms: number }
  /** The caller cuts into what the assistant says in the turn before, or into its greeting. */
  | { kind: "interrupt" }
  | { kind: "tool"; name: string; arguments: JsonObject; after?: string }
  /** The caller asks what the assistant has to look up: the server is asked for documents. */
  | { kind: "knowledge"; question: string }
  | { kind: "transfer"; destination?: JsonObject }
  /** The assistant hands the call over to another member of its squad. `extracted` is what it has learned by then. */
  | { kind: "handoff"; to: string; extracted: JsonObject }
  | { kind: "language"; language: string }
  | { kind: "hangUp" }
  /** The assistant ends the call with its endCall tool. */
  | { kind: "endCall" }
  /** Something at a provider breaks. */
  | { kind: "fail"; endedReason: string };

function toTurn(value: Json, index: number): Turn {
  if (!isObject(value)) throw badRequest([`script.${index} must be an object`]);
  const caller = textAt(value, "caller");
  const assistant = textAt(value, "assistant");
  const pauseMs = numberAt(value, "pauseMs") ?? numberAt(value, "silenceMs");
  const tool = objectAt(value, "toolCall");
  const question = textAt(value, "knowledge");
  const language = textAt(value, "language");
  const handoff = textAt(value, "handoff");
  const endedReason = textAt(value, "fail");
  const hangMs = numberAt(value, "hangMs");
  const transfer = objectAt(value, "transfer");
  if (caller !== undefined) {
    const answer = assistant ?? (value["assistant"] === false ? false : undefined);
    return { kind: "caller", text: caller, ...(answer === undefined ? {} : { assistant: answer }) };
  }
  if (assistant !== undefined) return { kind: "assistant", text: assistant };
  if (pauseMs !== undefined) return { kind: "pause", ms: pauseMs };
  if (hangMs !== undefined) return { kind: "hang", ms: hangMs };
  if (tool !== undefined) {
    const after = textAt(tool, "say");
    return {
      kind: "tool",
      name: textAt(tool, "name") ?? "",
      arguments: objectAt(tool, "arguments") ?? {},
      ...(after === undefined ? {} : { after }),
    };
  }
  if (question !== undefined) return { kind: "knowledge", question };
  if (transfer !== undefined) {
    const number = textAt(transfer, "number");
    const destination =
      objectAt(transfer, "destination") ?? (number === undefined ? undefined : { type: "number", number });
    return { kind: "transfer", ...(destination === undefined ? {} : { destination }) };
  }
  if (handoff !== undefined) return { kind: "handoff", to: handoff, extracted: objectAt(value, "extracted") ?? {} };
  if (language !== undefined) return { kind: "language", language };
  if (endedReason !== undefined) return { kind: "fail", endedReason };
  if (flagAt(value, "hangUp") === true) return { kind: "hangUp" };
  if (flagAt(value, "endCall") === true) return { kind: "endCall" };
  if (flagAt(value, "interrupt") === true) return { kind: "interrupt" };
  if (flagAt(value, "stay") === true) return { kind: "stay" };
  throw badRequest([`script.${index} is none of the known turns`]);
}

export function toScript(value: Json | undefined): Turn[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw badRequest(["script must be an array"]);
  return value.map(toTurn);
}
