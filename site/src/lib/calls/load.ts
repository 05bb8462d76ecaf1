import type { Message } from "../../../../services/calls/src/messages/contract.ts";
import type { Answer, Gateway } from "../gateway.ts";
import type { Page } from "../page.ts";

/** A long call has some hundreds of messages; this many pages hold them, and bound what a page asks for. */
const MAX_PAGES = 10;

/** Every message of a call, in the order in which they were said. */
export async function loadMessages(gateway: Gateway, callId: string): Promise<Answer<Message[]>> {
  const messages: Message[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const answer: Answer<Page<Message>> = await gateway.get<Page<Message>>(
      `/calls/${callId}/messages?limit=100${query}`,
    );
    if (!answer.ok) return answer;
    messages.push(...answer.data.items);
    cursor = answer.data.nextCursor;
    if (cursor === null) break;
  }
  messages.sort((one, other) => one.position - other.position);
  return { ok: true, data: messages, etag: undefined };
}
