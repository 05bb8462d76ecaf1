import { isStorable } from "@allokoli/shared/http/storable";
import type { ToolCall, ToolResult } from "@allokoli/shared/rpc/assistants";
import { readArguments, toolCallsOf } from "@allokoli/shared/vapi/tool-calls";
import type { ServerMessage } from "./message.ts";

/** More than any assistant asks for at once; the rest is not run. */
const MAX_CALLS = 50;

/**
 * The functions that a `tool-calls` message, or a `function-call` of 2024, asks for, in any of its shapes. The same
 * call twice runs once; two different calls run both, even with one id.
 */
export const toToolCalls = (message: ServerMessage): ToolCall[] =>
  toolCallsOf(message)
    .filter(({ id }) => isStorable(id))
    .slice(0, MAX_CALLS)
    .map(({ id, name, arguments: given }) => {
      const values = readArguments(given);
      return { toolCallId: id, name, arguments: values ?? {}, ...(values === undefined && UNREADABLE) };
    });

const UNREADABLE = { areArgumentsUnreadable: true } as const;

/**
 * One result for each call, in the form that Vapi takes (reference §2.4): the exact id, and a string without a line
 * break, else Vapi tells the assistant that there is no result.
 */
export function toResults(calls: readonly ToolCall[], results: readonly ToolResult[]): ToolResult[] {
  const left = [...results];
  return calls.map(({ toolCallId, name }) => {
    // Of several with one id, each has the next.
    const index = left.findIndex((result) => result.toolCallId === toolCallId && result.name === name);
    const [found] = index === -1 ? [] : left.splice(index, 1);
    if (found === undefined) return { toolCallId, name, error: "The function gave no result." };
    return "result" in found
      ? { toolCallId, name, result: oneLine(found.result) }
      : { toolCallId, name, error: oneLine(found.error) };
  });
}

const oneLine = (text: string) => text.replaceAll(/\s*[\r\n\u2028\u2029]+\s*/g, " ");

/** The results in the form of the message: one text for a `function-call` of 2024, which may have no id. */
export function toAnswer({ type }: ServerMessage, results: ToolResult[]): ToolAnswer {
  const [first] = results;
  if (type !== "function-call" || first === undefined) return { results };
  return { results, result: "result" in first ? first.result : first.error };
}
export type ToolAnswer = { results: ToolResult[]; result?: string };
