import { z } from "zod";
import type { Message } from "./contract.ts";
import type { MessageRow } from "./store.ts";

const Json = z.json().nullable();

/** A row as the API shows it. */
export function toMessage(row: MessageRow): Message {
  return {
    id: row.id,
    callId: row.callId,
    position: row.position,
    role: row.role,
    text: row.text,
    tool:
      row.toolCallId === null
        ? null
        : {
            callId: row.toolCallId,
            name: row.toolName ?? "",
            arguments: Json.parse(row.toolArguments),
            result: Json.parse(row.toolResult),
          },
    at: row.at.toISOString(),
    secondsFromStart: row.secondsFromStart,
    durationMs: row.durationMs,
  };
}
