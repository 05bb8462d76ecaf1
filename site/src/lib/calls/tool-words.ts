import { m } from "../../paraglide/messages.js";

/** Tools that AlloKoli and the voice provider bring, by the names that the model calls: what was done, in words. */
const DONE: [name: RegExp, words: () => string][] = [
  [/^take_message$/, m.tool_took_message],
  [/^opening_hours$/, m.tool_told_hours],
  [/^search_[a-z0-9-]*_[0-9a-f]{32}$/, m.tool_searched],
  [/^(endCall|end_call_tool)$/, m.tool_hung_up],
  [/^(transferCall|transfer_call_tool)$/, m.tool_transferred],
];

/** What an assistant did in a call, or is doing. A function of the organization's own has its name. */
export const toolWords = (name: string, isAnswered: boolean): string =>
  DONE.find(([known]) => known.test(name))?.[1]() ??
  (isAnswered ? m.tool_line_answered({ name }) : m.tool_line_called({ name }));
