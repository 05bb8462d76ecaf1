import { derivedId } from "./ids.ts";
import type { NumberedEvent } from "./fold.ts";
import type { Turn } from "./report.ts";
import type { Json } from "../vapi/payload.ts";

/** A row of the conversation. */
export type Line = {
  id: string;
  position: number;
  role: "user" | "assistant" | "system" | "tool";
  text: string | null;
  toolCallId: string | null;
  toolName: string | null;
  toolArguments: Json;
  toolResult: Json;
  at: string;
  secondsFromStart: number | null;
  durationMs: number | null;
};

/**
 * The conversation of a call. A line's id comes from the call and from which of the speaker's sentences it is (or which
 * tool call), so the lines of a live call keep their ids when the report's conversation takes their place.
 */
export function toLines(callId: string, turns: Turn[]): Line[] {
  const spoken = { user: 0, assistant: 0, system: 0 };
  return turns.map((turn, position): Line => {
    const shared = { position, at: turn.at, secondsFromStart: turn.secondsFromStart };
    if (turn.role === "tool") {
      const id = derivedId(callId, `tool ${turn.toolCallId}`);
      const tool = {
        toolCallId: turn.toolCallId,
        toolName: turn.name,
        toolArguments: turn.arguments,
        toolResult: turn.result,
      };
      return { id, ...shared, role: "tool", text: null, ...tool, durationMs: null };
    }
    const id = derivedId(callId, `${turn.role} ${spoken[turn.role]++}`);
    const tool = { toolCallId: null, toolName: null, toolArguments: null, toolResult: null };
    return { id, ...shared, role: turn.role, text: turn.text, ...tool, durationMs: turn.durationMs };
  });
}

/** The conversation as far as the live events have told it, in the order in which they came. */
export function toTurns(events: NumberedEvent[], startedAt: string | null): Turn[] {
  const turns: Turn[] = [];
  const since = (at: string) =>
    startedAt === null ? null : Math.max(0, Date.parse(at) - Date.parse(startedAt)) / 1000;
  for (const { at, body } of events) {
    if (body.type === "transcript") {
      turns.push({ role: body.role, text: body.text, at, secondsFromStart: since(at), durationMs: null });
    } else if (body.type === "tool.called") {
      const { toolCallId, name } = body;
      turns.push({
        role: "tool",
        toolCallId,
        name,
        arguments: body.arguments,
        result: null,
        answered: false,
        at,
        secondsFromStart: since(at),
      });
    } else if (body.type === "tool.result") {
      const known = turns.find((turn) => turn.role === "tool" && turn.toolCallId === body.toolCallId);
      if (known?.role === "tool") Object.assign(known, { result: body.result, answered: true });
    }
  }
  return turns;
}

/** The conversation as text, for the search. */
export const toTranscript = (turns: Turn[]) =>
  turns.flatMap((turn) => (turn.role === "user" || turn.role === "assistant" ? [turn.text] : [])).join("\n") || null;
