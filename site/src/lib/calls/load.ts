import type { Message } from "../api/types.ts";
import type { Answer, Api, Page } from "../api/client.ts";

/** A long call has some hundreds of messages, which fit in this many pages; also the limit of requests for one call. */
const MAX_PAGES = 10;

/** Every message of a call, in the order in which they were said. */
export async function loadMessages(api: Api, callId: string): Promise<Answer<Message[]>> {
  const messages: Message[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer: Answer<Page<Message>> = await api.get("/v1/calls/{id}/messages", {
      path: { id: callId },
      query: { limit: 100, cursor },
    });
    if (!answer.ok) return answer;
    messages.push(...answer.data.items);
    cursor = answer.data.nextCursor ?? undefined;
    if (cursor === undefined) break;
  }
  messages.sort((one, other) => one.position - other.position);
  return { ok: true, data: messages, etag: undefined };
}
