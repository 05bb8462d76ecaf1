import { saysMessageTaken } from "@allokoli/shared/own-functions/message-taken";
import { m } from "../../paraglide/messages.js";

/** Tools that AlloKoli and the voice provider bring, by the names that the model calls: what was done, in words. */
const DONE: [name: RegExp, words: (result: unknown) => string][] = [
  [/^take_message$/, messageWords],
  [/^opening_hours$/, () => m.tool_told_hours()],
  [/^search_[a-z0-9-]*_[0-9a-f]{32}$/, () => m.tool_searched()],
  [/^(endCall|end_call_tool)$/, () => m.tool_hung_up()],
  [/^(transferCall|transfer_call_tool)$/, () => m.tool_transferred()],
];

/**
 * What an assistant did in a call, or is doing. A function of the organization's own has its name.
 * @param result what the function answered, where it is known
 */
export const toolWords = (name: string, isAnswered: boolean, result?: unknown): string =>
  DONE.find(([known]) => known.test(name))?.[1](result) ??
  (isAnswered ? m.tool_line_answered({ name }) : m.tool_line_called({ name }));

/** Nobody may read that a message was noted when it was not. */
function messageWords(result: unknown): string {
  if (result === undefined || result === null) return m.tool_message();
  return saysMessageTaken(result) ? m.tool_took_message() : m.tool_refused_message();
}
