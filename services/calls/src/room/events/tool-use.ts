import { toSortedJson } from "@allokoli/shared/vapi/tool-calls";
import type { Json } from "../../vapi/payload.ts";
import { digest } from "./digest.ts";

type Called = { toolCallId: string; name: string; arguments: Json };

/**
 * The id of a use of a tool: the same in every repeat, and different where a model gives one id to two different calls.
 * Only the conversation can number calls that are equal in everything.
 */
export const toolUse = ({ toolCallId, name, arguments: values }: Called, nth = 1) =>
  `${toolCallId} ${digest(`${name} ${toSortedJson(values)}`)}${nth === 1 ? "" : ` ${nth}`}`;

/** The use of a tool of which only the answer is known. */
export const toolUseMissingIn = (toolCallId: string) => `${toolCallId} ?`;

export const toolCalledKey = (use: string) => `tool.called:${use}`;
export const toolResultKey = (use: string) => `tool.result:${use}`;

/** The use that a turn belongs to. In a call from before uses were told apart, it is the id alone. */
export const useOfTurn = ({ use, toolCallId }: { use: string | null; toolCallId: string }) => use ?? toolCallId;

/** The use that an event with one of these keys belongs to. */
export const useOfKey = (key: string) => key.replace(/^tool\.(?:called|result):/, "");
