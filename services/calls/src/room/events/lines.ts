import { derivedId } from "./derived-id.ts";
import { useOfKey, useOfTurn } from "./tool-use.ts";
import type { Json } from "../../vapi/payload.ts";
import type { NumberedEvent } from "./history.ts";
import type { Turn, ToolUse } from "./turns.ts";

/** How many lines of the conversation Postgres has, by speaker. The next line's id and position follow from it. */
export type FlushedLines = { user: number; assistant: number; tool: number };
export const NO_LINES: FlushedLines = { user: 0, assistant: 0, tool: 0 };

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
 * The conversation of a call, or the part after the lines `before`. A line's id comes from the call and from the number
 * of the speaker's line (or the use of the tool), so lines keep their ids when the report's conversation replaces the
 * live one.
 */
export function toLines(callId: string, turns: Turn[], before: FlushedLines = NO_LINES): Line[] {
  const spoken = { ...before, system: 0 };
  const first = before.user + before.assistant + before.tool;
  return turns.map((turn, index): Line => {
    const shared = { position: first + index, at: turn.at, secondsFromStart: turn.secondsFromStart };
    if (turn.role === "tool") {
      const id = toolLineId(callId, useOfTurn(turn));
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

export const toolLineId = (callId: string, use: string) => derivedId(callId, `tool ${use}`);

/** The conversation according to the live events, in the order in which they came. */
export function toTurns(events: NumberedEvent[], startedAt: string | null): Turn[] {
  const turns: Turn[] = [];
  const since = (at: string) =>
    startedAt === null ? null : Math.max(0, Date.parse(at) - Date.parse(startedAt)) / 1000;
  for (const { key, at, body } of events) {
    if (body.type === "transcript") {
      turns.push({ role: body.role, text: body.text, at, secondsFromStart: since(at), durationMs: null });
    } else if (body.type === "tool.called") {
      const { toolCallId, name } = body;
      turns.push({
        role: "tool",
        use: useOfKey(key),
        toolCallId,
        name,
        arguments: body.arguments,
        result: null,
        answered: false,
        at,
        secondsFromStart: since(at),
      });
    } else if (body.type === "tool.result") {
      const tools = turns.filter(
        (turn): turn is ToolUse => turn.role === "tool" && turn.toolCallId === body.toolCallId,
      );
      const known = tools.find(({ use }) => use === useOfKey(key)) ?? tools.find(({ answered }) => !answered);
      if (known !== undefined) Object.assign(known, { result: body.result, answered: true });
    }
  }
  return turns;
}

/** How many lines there are after these events. */
export function countLines(before: FlushedLines, events: NumberedEvent[]): FlushedLines {
  const lines = { ...before };
  for (const { role } of toTurns(events, null)) if (role !== "system") lines[role] += 1;
  return lines;
}

/** The conversation as text, for the search. */
export const toTranscript = (turns: Turn[]) =>
  turns.flatMap((turn) => (turn.role === "user" || turn.role === "assistant" ? [turn.text] : [])).join("\n") || null;
