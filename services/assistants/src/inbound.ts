import type { Database } from "@allokoli/shared/db/connect";
import { systemTenant } from "@allokoli/shared/db/tenant";
import type { Log } from "@allokoli/shared/log/log";
import type { AssistantAnswer, ToolCall, ToolResult } from "@allokoli/shared/rpc/assistants";
import { findFunctionReplies, findLatestSynced } from "./assistants/store.ts";

/** Spoken to the caller, who hears nothing else. */
const NOBODY = "Bonjour. Ce numéro n'a pas encore d'assistant. Merci de rappeler plus tard. Au revoir.";
const TROUBLE =
  "Bonjour. Nous ne pouvons pas prendre votre appel pour le moment. Merci de rappeler dans quelques minutes. Au revoir.";

/**
 * Who answers a call on a number that names no assistant: the one that the organization changed last. With one assistant
 * that is the only one; with several it is the one somebody is working on. Never throws: the caller hears something.
 */
export async function answerAssistantRequest(database: Database, orgId: string, log: Log): Promise<AssistantAnswer> {
  try {
    const assistantId = await systemTenant(database, orgId).read((tx) => findLatestSynced(tx, orgId));
    return assistantId === undefined ? { error: NOBODY } : { assistantId };
  } catch (err) {
    log.error("assistant request failed", err, { orgId });
    return { error: TROUBLE };
  }
}

/** Answers the functions whose reply is a text of the organization's. Never throws: a call that fails says so. */
export async function runToolCalls(
  database: Database,
  orgId: string,
  calls: ToolCall[],
  log: Log,
): Promise<ToolResult[]> {
  if (calls.length === 0) return [];
  const replies = await findReplies(database, orgId, calls, log);
  return calls.map(({ toolCallId, name }) => {
    if (replies === undefined) return { toolCallId, name, error: "The function is not available at the moment." };
    const text = replies.get(name);
    return text === undefined
      ? { toolCallId, name, error: "There is no such function." }
      : { toolCallId, name, result: toSingleLine(text) };
  });
}

async function findReplies(database: Database, orgId: string, calls: ToolCall[], log: Log) {
  try {
    const names = [...new Set(calls.map(({ name }) => name))];
    return await systemTenant(database, orgId).read((tx) => findFunctionReplies(tx, orgId, names));
  } catch (err) {
    log.error("tool calls failed", err, { orgId });
    return undefined;
  }
}

/** Vapi takes a result with a line break for none at all (reference §2.4). */
export const toSingleLine = (text: string) =>
  text
    .split(/\s*[\r\n\u2028\u2029]+\s*/)
    .filter((line) => line !== "")
    .join(" ");
