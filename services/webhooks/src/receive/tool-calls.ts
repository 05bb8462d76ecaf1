import { isStorable } from "@allokoli/shared/http/storable";
import type { ToolCall, ToolResult } from "@allokoli/shared/rpc/assistants";
import { z } from "zod";
import type { ServerMessage } from "./message.ts";

/** More at once than any assistant asks for; the rest is not run. */
const MAX_CALLS = 50;

const Arguments = z.union([z.record(z.string(), z.unknown()), z.string().transform(toObject)]).catch({});
const Entry = z.looseObject({
  id: z.string().min(1).refine(isStorable),
  name: z.string().optional().catch(undefined),
  function: z
    .looseObject({ name: z.string().optional().catch(undefined), arguments: z.unknown().optional() })
    .optional()
    .catch(undefined),
  arguments: z.unknown().optional(),
  parameters: z.unknown().optional(),
});
const Entries = z.array(z.unknown()).catch([]);
const Wrapped = z.looseObject({ toolCall: z.unknown().optional() });

/**
 * The functions that a `tool-calls` message asks for. Vapi has sent them in three shapes: `function.arguments` as a JSON
 * string, as an object, and flat `{ id, name, arguments | parameters }` (reference §2.3); all are read.
 */
export function toToolCalls(message: ServerMessage): ToolCall[] {
  const lists = [message["toolCallList"], message["toolCalls"], message["toolWithToolCallList"]].map((list) =>
    Entries.parse(list),
  );
  const entries = lists.find((list) => list.length > 0) ?? [];
  const calls = entries.slice(0, MAX_CALLS).flatMap((entry) => {
    const parsed = Entry.safeParse(Wrapped.safeParse(entry).data?.toolCall ?? entry);
    if (!parsed.success) return [];
    const { id, name, function: called, arguments: flat, parameters } = parsed.data;
    const given = called?.arguments ?? flat ?? parameters ?? {};
    return [{ toolCallId: id, name: called?.name ?? name ?? "", arguments: Arguments.parse(given) }];
  });
  // A result belongs to an id: said twice, a call is run once.
  return calls.filter(({ toolCallId: id }, index) => calls.findIndex(({ toolCallId }) => toolCallId === id) === index);
}

/**
 * One result for each call, in the form that Vapi takes (reference §2.4): the exact id, and a string without a line
 * break, else Vapi tells the assistant that there is no result.
 */
export function toResults(calls: readonly ToolCall[], results: readonly ToolResult[]): ToolResult[] {
  const byId = new Map(results.map((result) => [result.toolCallId, result]));
  return calls.map(({ toolCallId, name }) => {
    const found = byId.get(toolCallId);
    if (found === undefined) return { toolCallId, name, error: "The function gave no result." };
    return "result" in found
      ? { toolCallId, name, result: oneLine(found.result) }
      : { toolCallId, name, error: oneLine(found.error) };
  });
}

const oneLine = (text: string) => text.replaceAll(/\s*[\r\n\u2028\u2029]+\s*/g, " ");

function toObject(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).catch({}).parse(JSON.parse(text));
  } catch {
    return {};
  }
}
