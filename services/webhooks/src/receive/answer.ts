import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { Log } from "@allokoli/shared/log/log";
import type { AssistantsRpc, KnowledgeDocument, ToolResult } from "@allokoli/shared/rpc/assistants";
import type { CallsRpc, IngestInput } from "@allokoli/shared/rpc/calls";
import type { Blocked, NumberAnswer, TelephonyRpc } from "@allokoli/shared/rpc/telephony";
import {
  chatIdOf,
  customerNumberOf,
  isCallMessage,
  lastQuestionOf,
  ownCallIdOf,
  vapiAssistantIdOf,
  vapiCallIdOf,
  vapiNumberIdOf,
  type ServerMessage,
} from "./message.ts";
import { toAnswer, toResults, toToolCalls, type ToolAnswer } from "./tool-calls.ts";

/** Vapi waits 7.5 s for an assistant, whatever the server object says; the way back takes some of it. */
const ASSISTANT_REQUEST_MS = 7_000;
/** The part of it for the lookup of the number that was called. */
const NUMBER_MS = 3_000;
/** The part of it for telling the call that its caller is blocked. */
const BLOCKED_MS = 1_500;
/** Less than the server object's 20 s, and more than the 12 s of a tenant's address plus one second. */
const TOOL_CALLS_MS = 15_000;
/** The caller hears nothing meanwhile. */
const KNOWLEDGE_MS = 3_000;
/** Pauses between the tries after the answer: well within the 30 s that a Worker has for them. */
const RETRY_AFTER_MS = [250, 1_000, 4_000, 10_000];

const RETRY_AFTER_SECONDS = 2;

/** Spoken to the caller, who hears nothing else. */
const TROUBLE =
  "Bonjour. Nous ne pouvons pas prendre votre appel pour le moment. Merci de rappeler dans quelques minutes. Au revoir.";

/** What a message is answered with the help of. */
export type Surroundings = {
  calls: CallsRpc;
  assistants: AssistantsRpc;
  telephony: TelephonyRpc;
  log: Log;
  pause: (ms: number) => Promise<void>;
  /** Goes on after the answer. */
  afterAnswer: (work: Promise<unknown>) => void;
};
export type Inbound = {
  orgId: string;
  /** Our ids, where they stand in the address that Vapi called. */
  callId: string | null;
  assistantId: string | null;
  workflowId: string | null;
  /** Its draft is tried. */
  isDraft: boolean;
  /** The caller is turned away. */
  isBlocked?: true;
  requestId: string;
  message: ServerMessage;
};

/**
 * Vapi's answer body, in the shape that the message's type asks for (reference §2.4).
 * @throws {Problem} `service_unavailable` when the message could not be stored, `not_found` when Vapi does not know the
 * call yet. Vapi then sends it again.
 */
export async function answer(inbound: Inbound, around: Surroundings): Promise<object> {
  const { message, orgId } = inbound;
  switch (message.type) {
    case "assistant-request":
      return answerAssistantRequest(inbound, around);
    case "tool-calls":
    case "function-call":
      return answerToolCalls(inbound, around);
    case "knowledge-base-request":
      return answerKnowledgeRequest(inbound, around);
    case "transfer-destination-request":
      return { error: "There is nowhere to transfer this call to." };
    case "handoff-destination-request":
      return { error: "There is nobody to hand this call over to." };
  }
  if (!isCallMessage(message) || (inbound.callId === null && vapiCallIdOf(message) === undefined)) {
    around.log.info("message ignored", { type: message.type, orgId });
    return {};
  }
  const { outcome } = await around.calls.ingest(toIngest(inbound)).catch((err: unknown) => {
    throw new Problem("service_unavailable", { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: err });
  });
  if (outcome === "absent") throw notFound("call");
  return {};
}

async function answerAssistantRequest(inbound: Inbound, around: Surroundings): Promise<NumberAnswer> {
  around.afterAnswer(ingestPersistently(inbound, around));
  try {
    return await within(ASSISTANT_REQUEST_MS, findAnswer(inbound, around), around);
  } catch (err) {
    around.log.error("no assistant could be named", err, { orgId: inbound.orgId });
    return { error: TROUBLE };
  }
}

/**
 * The answerer of the number that was called; else the organization's assistant. A lookup that fails does not delay the
 * answer: a blocked caller then comes through.
 */
async function findAnswer(inbound: Inbound, around: Surroundings): Promise<NumberAnswer> {
  const { orgId, requestId, message } = inbound;
  const vapiPhoneNumberId = vapiNumberIdOf(message);
  if (vapiPhoneNumberId !== undefined) {
    const caller = customerNumberOf(message);
    const asked = around.telephony.answerAssistantRequest({ orgId, vapiPhoneNumberId, caller, requestId });
    const said = await within(NUMBER_MS, asked, around).catch((err: unknown) => {
      around.log.error("the number could not be asked", err, { orgId });
      return undefined;
    });
    if (said !== undefined) return "isBlocked" in said ? turnAway(said, inbound, around) : said;
  }
  return around.assistants.answerAssistantRequest(inbound);
}

/**
 * The call knows that its caller is blocked before Vapi has what ends it: its end then says so. Vapi speaks an `error` before it
 * ends the call, and an empty one not (support.vapi.ai/t/26899893). Without any it would say that nobody was named, or
 * pass the call on to the fallback.
 */
async function turnAway({ sentence }: Blocked, inbound: Inbound, around: Surroundings): Promise<NumberAnswer> {
  const told = ingestPersistently({ ...inbound, isBlocked: true }, around);
  around.afterAnswer(told);
  await within(BLOCKED_MS, told, around).catch((err: unknown) =>
    around.log.error("a call was not told in time that its caller is blocked", err, { orgId: inbound.orgId }),
  );
  return { error: sentence ?? "" };
}

/**
 * The functions' results, always as a success: Vapi reads nothing else. Listeners see the call at once and the results
 * later; the caller waits for neither.
 */
async function answerToolCalls(inbound: Inbound, around: Surroundings): Promise<ToolAnswer> {
  const { orgId, requestId, message } = inbound;
  const told = ingestPersistently(inbound, around);
  around.afterAnswer(told);
  const calls = toToolCalls(message);
  const input = {
    orgId,
    calls,
    requestId,
    ...whoIsAsked(inbound),
    vapiCallId: vapiCallIdOf(message),
    callId: inbound.callId ?? ownCallIdOf(message),
    chatId: chatIdOf(message),
    customerNumber: customerNumberOf(message),
  };
  const ran = await within(TOOL_CALLS_MS, around.assistants.runToolCalls(input), around).catch((err: unknown) => {
    around.log.error("functions could not be run", err, { orgId });
    return calls.map(({ toolCallId, name }): ToolResult => ({
      toolCallId,
      name,
      // It may go on, and be done after all.
      error: "There was no answer in time: nobody knows whether it was done.",
    }));
  });
  const results = toResults(calls, ran);
  around.afterAnswer(told.then(() => ingestPersistently({ ...inbound, message: { ...message, results } }, around)));
  return toAnswer(message, results);
}

/** The assistant or workflow by our id where a tool's address says it, and the assistant by Vapi's. */
const whoIsAsked = ({ assistantId, workflowId, isDraft, message }: Inbound) => ({
  assistantId: assistantId ?? undefined,
  workflowId: workflowId ?? undefined,
  ...(isDraft && { isDraft }),
  vapiAssistantId: vapiAssistantIdOf(message),
});

/**
 * Passages of the assistant's documents that match the caller's last words; none when the search fails or nobody spoke.
 */
async function answerKnowledgeRequest(
  inbound: Inbound,
  around: Surroundings,
): Promise<{ documents: KnowledgeDocument[] }> {
  const { orgId, requestId, message } = inbound;
  const text = lastQuestionOf(message);
  if (text === undefined) return { documents: [] };
  const asked = around.assistants.answerKnowledgeRequest({ orgId, requestId, text, ...whoIsAsked(inbound) });
  const documents = await within(KNOWLEDGE_MS, asked, around).catch((err: unknown) => {
    around.log.error("documents could not be searched", err, { orgId });
    return [];
  });
  return { documents };
}

const toIngest = ({ orgId, callId, message, isBlocked, requestId }: Inbound): IngestInput => ({
  orgId,
  callId,
  message,
  ...(isBlocked && { isBlocked }),
  requestId,
});

/** Store the message after Vapi was answered. Never rejects: the call's report repeats it. */
async function ingestPersistently(inbound: Inbound, { calls, log, pause }: Surroundings): Promise<void> {
  for (const retryAfterMs of [...RETRY_AFTER_MS, undefined]) {
    try {
      const { outcome } = await calls.ingest(toIngest(inbound));
      if (outcome !== "absent") return;
      throw new Error("Vapi does not know this call yet");
    } catch (err) {
      if (retryAfterMs === undefined)
        return log.error("message not stored", err, { type: inbound.message.type, orgId: inbound.orgId });
      await pause(retryAfterMs);
    }
  }
}

function within<T>(ms: number, work: Promise<T>, { pause }: Surroundings): Promise<T> {
  const late = pause(ms).then(() => {
    throw new Error(`no answer within ${ms} ms`);
  });
  return Promise.race([work, late]);
}
