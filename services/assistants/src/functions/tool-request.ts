import type { OutgoingAnswer } from "@allokoli/shared/http/outgoing";
import { z } from "zod";
import { failureSentence, type Prepared, type Told } from "../own-functions/api-request.ts";

const TOOL_CALL_ID = "call_allokoli_test";

/** Vapi's message to a function's own server (reference §2.3), about a call that is none. */
export function toToolRequest(
  url: string,
  headers: Record<string, string>,
  name: string,
  values: Record<string, unknown>,
): Prepared {
  const toolCall = { id: TOOL_CALL_ID, type: "function", function: { name, arguments: values } };
  const message = {
    type: "tool-calls",
    toolCallList: [toolCall],
    toolWithToolCallList: [{ type: "function", function: { name }, toolCall }],
  };
  return {
    method: "POST",
    url,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ message }),
  };
}

const Answer = z.looseObject({
  results: z.array(
    z.looseObject({ toolCallId: z.string(), result: z.unknown().optional(), error: z.unknown().optional() }),
  ),
});

/** What Vapi would make of the answer: it reads nothing but a 200 with a single-line text for the exact id (reference §2.4). */
export function readToolAnswer(answer: OutgoingAnswer): Told {
  if (answer.outcome === "failed") return { error: failureSentence(answer.reason) };
  if (answer.status !== 200) return ignored(`it answered ${answer.status}, and only 200 is read`);
  const parsed = Answer.safeParse(toJson(answer.body));
  if (!parsed.success) return ignored("its answer has no list `results`");
  const own = parsed.data.results.find(({ toolCallId }) => toolCallId === TOOL_CALL_ID);
  if (own === undefined) return ignored("no result has the toolCallId that was asked");
  const { result, error } = own;
  if (typeof result === "string" && !/[\r\n]/.test(result)) return { result };
  if (typeof error === "string" && !/[\r\n]/.test(error)) return { error };
  return ignored("the result has to be a text without line breaks");
}

const ignored = (why: string): Told => ({ error: `The voice provider would find no result: ${why}.` });

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
