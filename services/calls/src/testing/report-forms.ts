import { isPayload, objectsAt, type Payload } from "../vapi/payload.ts";

type Form = (messages: Payload[]) => Payload;

const toOpenAi = (message: Payload): Payload => {
  const { role, toolCallId, toolCalls, result } = message;
  if (role === "tool_calls") return { role: "assistant", content: null, tool_calls: toolCalls };
  if (role === "tool_call_result") return { role: "tool", tool_call_id: toolCallId, content: result };
  return { role: role === "bot" ? "assistant" : role, content: message["message"] };
};

/** As OpenAI wrote them before there were tools: by name, without an id. */
const toFunctions = (message: Payload): Payload => {
  const called = objectsAt(message, "toolCalls")[0]?.["function"];
  if (isPayload(called)) return { role: "assistant", content: null, function_call: called };
  if (message["role"] !== "tool_call_result") return toOpenAi(message);
  return { role: "function", name: message["name"], content: message["result"] };
};

const inParts = (message: Payload): Payload => {
  const { content, ...rest } = toOpenAi(message);
  return typeof content === "string" ? { ...rest, content: [{ type: "text", text: content }] } : { ...rest, content };
};

const NAMES: Record<string, string> = { bot: "AI", user: "User" };
const asText = (messages: Payload[]) =>
  messages
    .flatMap(({ role, message }) =>
      NAMES[String(role)] === undefined ? [] : [`${NAMES[String(role)]}: ${String(message)}\n`],
    )
    .join("");

/** Each form in which a report contains the conversation, made from Vapi's own messages. */
export const REPORT_FORMS: Record<string, Form> = {
  "artifact.messages": (messages) => ({ artifact: { messages } }),
  messages: (messages) => ({ messages, artifact: { messages: [] } }),
  "the call's own artifact": (messages) => ({ call: { artifact: { messages } } }),
  "artifact.messagesOpenAIFormatted": (messages) => ({
    artifact: { messages: messages.slice(0, 1), messagesOpenAIFormatted: messages.map(toOpenAi) },
  }),
  messagesOpenAIFormatted: (messages) => ({ messagesOpenAIFormatted: messages.map(toOpenAi) }),
  conversation: (messages) => ({ conversation: messages.map(toOpenAi) }),
  "content in parts": (messages) => ({ artifact: { messages: messages.map(inParts) } }),
};

/** The forms without ids for tools, or without tools at all. */
export const POORER_FORMS: Record<string, Form> = {
  "function calls of 2024": (messages) => ({ messages: messages.map(toFunctions) }),
  "artifact.transcript": (messages) => ({ artifact: { messages: [], transcript: asText(messages) } }),
  transcript: (messages) => ({ transcript: asText(messages) }),
};
