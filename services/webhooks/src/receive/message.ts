import { isStorable } from "@allokoli/shared/http/storable";
import { Problem } from "@allokoli/shared/http/problem";
import { validationProblem } from "@allokoli/shared/service/service";
import { SERVER_MESSAGES } from "@allokoli/shared/vapi/server-object";
import { spokenText } from "@allokoli/shared/vapi/spoken-text";
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

/**
 * Messages that report on a call and expect no answer: they are passed on to the call. Vapi may send others than those
 * we asked for.
 */
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

/** Vapi's id of the chat session that a message is about: a session has several chats. */
export const chatIdOf = (message: ServerMessage) => {
  const { data } = z
    .object({ id: VapiId.optional().catch(undefined), sessionId: VapiId.optional().catch(undefined) })
    .safeParse(message["chat"]);
  return data?.sessionId ?? data?.id;
};

const Overrides = z.object({ metadata: z.object({ allokoliCallId: z.uuid().toLowerCase() }) });

/** Our id of a call that we started. The metadata of the assistant is not read: a tenant may write it. */
export const ownCallIdOf = (message: ServerMessage) => {
  const { data: call } = z.record(z.string(), z.unknown()).safeParse(message["call"]);
  const read = (key: string) => Overrides.safeParse(call?.[key]).data?.metadata.allokoliCallId;
  return read("assistantOverrides") ?? read("squadOverrides");
};

/** Vapi's id of the assistant that speaks: of a call with one assistant, the call's. */
export const vapiAssistantIdOf = (message: ServerMessage) => {
  const Named = z.object({ id: VapiId });
  const Call = z.object({ assistantId: VapiId });
  return Named.safeParse(message["assistant"]).data?.id ?? Call.safeParse(message["call"]).data?.assistantId;
};

const Party = z.object({ number: z.string().catch(""), sipUri: z.string().catch("") });
const addressOf = (party: unknown) => {
  const { data } = Party.safeParse(party);
  const address = data?.number || data?.sipUri;
  // What Postgres cannot hold, such as U+0000, is nobody's number: a lookup of it would fail, and with it the number's hours.
  return address && isStorable(address) ? address : undefined;
};

/** The caller's number or SIP address. */
export const customerNumberOf = (message: ServerMessage) => {
  const { data: call } = z.object({ customer: z.unknown() }).safeParse(message["call"]);
  return addressOf(message["customer"]) ?? addressOf(call?.customer);
};

const Said = z.looseObject({ role: z.literal("user") });

/** What the caller said last (`knowledge-base-request`), in OpenAI's form or Vapi's. */
export const lastQuestionOf = (message: ServerMessage) => {
  const listIn = (key: string) => z.array(z.unknown()).safeParse(message[key]).data ?? [];
  const said = [listIn("messagesOpenAIFormatted"), listIn("messages")].map((list) =>
    list.flatMap((one) => {
      const { data } = Said.safeParse(one);
      return data === undefined ? [] : (spokenText(data["content"]) ?? spokenText(data["message"]) ?? []);
    }),
  );
  return said
    .find((list) => list.length > 0)
    ?.at(-1)
    ?.trim();
};
