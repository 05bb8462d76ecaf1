import { createParser } from "eventsource-parser";
import type { Stack, Organization } from "../stack.ts";

export type Heard = { id: number | undefined; event: string; data: Record<string, unknown> };

export interface Listener {
  status: number;
  headers: Headers;
  /** The events so far, with repetitions. */
  heard: Heard[];
  comments: string[];
  /** Resolves when the stream has ended, whoever ended it. */
  over: Promise<void>;
  isOver(): boolean;
  cut(): void;
  /** Its last event id, for a reconnection. */
  lastEventId(): string;
}

type Who = Pick<Organization, "token" | "organizationId">;

/** Listens like `EventSource`, by the rules of the HTML standard (§9.2.6) that our streams use. */
export async function listen(stack: Stack, path: string, who: Who, lastEventId?: string): Promise<Listener> {
  const abort = new AbortController();
  const response = await stack.api(path, {
    ...who,
    signal: abort.signal,
    headers: { accept: "text/event-stream", ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }) },
  });
  const heard: Heard[] = [];
  const comments: string[] = [];
  let isOver = false;
  const over = readAll(response, heard, comments).finally(() => (isOver = true));
  return {
    status: response.status,
    headers: response.headers,
    heard,
    comments,
    over,
    isOver: () => isOver,
    cut: () => abort.abort(),
    lastEventId: () => String(heard.findLast(({ id }) => id !== undefined)?.id ?? 0),
  };
}

async function readAll({ body }: Response, heard: Heard[], comments: string[]): Promise<void> {
  const parser = createParser({
    onEvent: ({ id, event = "message", data }) =>
      heard.push({ id: id === undefined ? undefined : Number(id), event, data: JSON.parse(data) }),
    onComment: (comment) => comments.push(comment.trim()),
  });
  const decoder = new TextDecoder();
  try {
    for await (const chunk of body ?? []) parser.feed(decoder.decode(chunk, { stream: true }));
  } catch {
    // Cut by the test, or by a stop of the Workers.
  }
}

/** The numbered events, which a listener must get once each. */
export const numbered = (heard: Heard[]) => heard.filter(({ id }) => id !== undefined);

/** An assistant of the organization, known to Vapi. */
export async function createAssistant(
  stack: Stack,
  who: Who,
  settings: Record<string, unknown> = {},
): Promise<{ id: string; vapiAssistantId: string; name: string }> {
  const answer = await stack.api("/v1/assistants", {
    ...who,
    method: "POST",
    json: { name: "Secrétariat", firstMessage: "Cabinet du docteur Lefèvre, bonjour.", ...settings },
  });
  if (answer.status !== 201) throw new Error(`No assistant: ${await answer.text()}`);
  // The assistants' own tests check the answer's form.
  return (await answer.json()) as { id: string; vapiAssistantId: string; name: string };
}
