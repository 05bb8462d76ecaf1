import { isStorable } from "@allokoli/shared/http/storable";
import { Problem } from "@allokoli/shared/http/problem";
import { validationProblem } from "@allokoli/shared/http/service";
import { SERVER_MESSAGES } from "@allokoli/shared/vapi/server-object";
import { z } from "zod";

const Envelope = z.object({ message: z.looseObject({ type: z.string().min(1).max(100) }) });

/** One of Vapi's server messages: its type, and whatever else it holds. */
export type ServerMessage = z.infer<typeof Envelope>["message"];

/**
 * The message in a body.
 * @throws {Problem} `bad_json`; `validation_failed` when it is JSON but no message.
 */
export function toMessage(body: string): ServerMessage {
  const parsed = Envelope.safeParse(toJson(body));
  if (!parsed.success) throw validationProblem(parsed.error.issues);
  return parsed.data.message;
}

function toJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (err) {
    throw new Problem("bad_json", { cause: err });
  }
}

/** What says something about a call and asks nothing: passed on to the call. Vapi may send it unasked, too. */
const CALL_MESSAGES: ReadonlySet<string> = new Set([
  ...SERVER_MESSAGES,
  'transcript[transcriptType="final"]',
  "conversation-update",
  "call.deleted",
  "call.delete.failed",
]);

export const isCallMessage = ({ type }: ServerMessage) => CALL_MESSAGES.has(type);

/** An id of Vapi's, which is looked for in Postgres. */
const VapiId = z.string().min(1).refine(isStorable);

/** Vapi's id of the number that was called. */
export const vapiNumberIdOf = (message: ServerMessage) => {
  const Named = z.object({ id: VapiId });
  const Call = z.object({ phoneNumberId: VapiId });
  return Named.safeParse(message["phoneNumber"]).data?.id ?? Call.safeParse(message["call"]).data?.phoneNumberId;
};

/** Vapi's id of the call that a message is about. */
export const vapiCallIdOf = (message: ServerMessage) => {
  const { data } = z.object({ id: VapiId }).safeParse(message["call"]);
  return data?.id;
};

/** Vapi's id of the assistant that speaks: of a call with one assistant, the call's. */
export const vapiAssistantIdOf = (message: ServerMessage) => {
  const Named = z.object({ id: VapiId });
  const Call = z.object({ assistantId: VapiId });
  return Named.safeParse(message["assistant"]).data?.id ?? Call.safeParse(message["call"]).data?.assistantId;
};

const Numbered = z.object({ number: z.string().min(1) });

/** The number of who is on the telephone. */
export const customerNumberOf = (message: ServerMessage) => {
  const Call = z.object({ customer: Numbered });
  return Numbered.safeParse(message["customer"]).data?.number ?? Call.safeParse(message["call"]).data?.customer.number;
};

const Said = z.object({ role: z.literal("user"), content: z.string().trim().min(1) });

/** What the caller said last (`knowledge-base-request`). */
export const lastQuestionOf = (message: ServerMessage) => {
  const { data = [] } = z.array(z.unknown()).safeParse(message["messagesOpenAIFormatted"]);
  return data.flatMap((one) => Said.safeParse(one).data?.content ?? []).at(-1);
};
