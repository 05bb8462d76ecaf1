import type { Message } from "../api/types.ts";
import type { Answer, Api } from "../api/client.ts";
import { listAll } from "../api/list-all.ts";

/** Every message of a call, in the order in which they were said. */
export async function loadMessages(api: Api, callId: string): Promise<Answer<Message[]>> {
  const answer = await listAll((cursor) =>
    api.get("/v1/calls/{id}/messages", { path: { id: callId }, query: { limit: 100, cursor } }),
  );
  if (answer.ok) answer.data.sort((one, other) => one.position - other.position);
  return answer;
}
