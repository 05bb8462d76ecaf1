import type { VapiAdapter } from "@allokoli/shared/vapi/client";
import { refusalProblem, toVapiFailure, unavailableProblem, VapiRefused } from "@allokoli/shared/vapi/errors";
import { VapiError } from "@vapi-ai/server-sdk";
import type { AssistantBody } from "./compile.ts";
import { parseChatEvents } from "./chat-events.ts";

export type ChatInput = {
  /** Vapi's id of it, or the assistant itself where Vapi has none such. */
  assistant: { assistantId: string } | { assistant: AssistantBody };
  message: string;
  /** Vapi's id of the turn before. */
  previousChatId: string | undefined;
  /** The chat's id for the client, to continue the chat. */
  toTicket(chatId: string): Promise<string>;
};

/** A turn of a chat is a few sentences; a longer one is cut. */
const MAX_CHAT_MS = 60_000;
const MAX_CHAT_CHARACTERS = 100_000;
const MAX_ERROR_BYTES = 16_384;

/**
 * One turn with an assistant as SSE: `delta` `{ text }` as words arrive, then `done` `{ chatId }` or `error`
 * `{ code }`. When the client leaves, Vapi's stream is canceled.
 * @throws {Problem} `vapi_refused`, `vapi_down` or `vapi_unavailable`, before the stream begins
 */
export async function chat(
  vapi: Pick<VapiAdapter, "streamChat">,
  { assistant, message, previousChatId, toTicket }: ChatInput,
): Promise<Response> {
  const upstream = await requireStream(vapi, {
    ...assistant,
    input: message,
    ...(previousChatId !== undefined && { previousChatId }),
  });
  return new Response(translate(upstream, toTicket), {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
  });
}

async function requireStream(
  vapi: Pick<VapiAdapter, "streamChat">,
  body: Record<string, unknown>,
): Promise<ReadableStream<Uint8Array>> {
  try {
    const response = await vapi.streamChat(body);
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
    if (response.ok && isStream && response.body !== null) return response.body;
    throw new VapiError({ statusCode: response.status, body: await readReasons(response) });
  } catch (err) {
    const failure = toVapiFailure(err);
    if (failure instanceof VapiRefused) throw refusalProblem(failure, toChatField);
    throw unavailableProblem(failure);
  }
}

const toChatField = (vapiField: string) =>
  vapiField === "input" ? "message" : vapiField === "previousChatId" ? vapiField : undefined;

/** Vapi's error body; undefined when it is long or not JSON. */
async function readReasons(response: Response): Promise<unknown> {
  const length = Number(response.headers.get("content-length"));
  if (!(length > 0 && length <= MAX_ERROR_BYTES)) {
    await response.body?.cancel();
    return undefined;
  }
  return response.json().catch(() => undefined);
}

const encoder = new TextEncoder();
const toSse = (event: string, data: unknown) => encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);

/** Vapi's stream as ours. The client pulls it, so that a slow client slows Vapi down instead of filling memory. */
function translate(upstream: ReadableStream<Uint8Array>, toTicket: ChatInput["toTicket"]): ReadableStream<Uint8Array> {
  const reader = upstream.getReader();
  const events = parseChatEvents(reader);
  let chatId: string | null = null;
  let characters = 0;
  const timer = setTimeout(
    () => void reader.cancel(new Error("the chat took too long")).catch(() => undefined),
    MAX_CHAT_MS,
  );
  const startedAt = Date.now();

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await events.next();
        const isCut = characters > MAX_CHAT_CHARACTERS || Date.now() - startedAt >= MAX_CHAT_MS;
        if (done || isCut) {
          clearTimeout(timer);
          if (isCut) await reader.cancel();
          const ticket = chatId === null ? null : await toTicket(chatId);
          controller.enqueue(isCut ? toSse("error", { code: "vapi_unavailable" }) : toSse("done", { chatId: ticket }));
          return controller.close();
        }
        chatId = value.chatId ?? chatId;
        characters += value.text.length;
        controller.enqueue(toSse("delta", { text: value.text }));
      } catch {
        clearTimeout(timer);
        controller.enqueue(toSse("error", { code: "vapi_unavailable" }));
        controller.close();
      }
    },
    async cancel(reason) {
      clearTimeout(timer);
      await reader.cancel(reason);
    },
  });
}
