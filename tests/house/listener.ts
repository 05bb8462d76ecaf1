import type { House, Organization } from "../house.ts";

export type Heard = { id: number | undefined; event: string; data: Record<string, unknown> };

export interface Listener {
  status: number;
  headers: Headers;
  /** Events so far, each once for every time it came. */
  heard: Heard[];
  comments: string[];
  /** When the stream is over, whoever ended it. */
  over: Promise<void>;
  isOver(): boolean;
  cut(): void;
  /** The last id that it has, for coming back. */
  lastEventId(): string;
}

type Who = Pick<Organization, "token" | "organizationId">;

/** Listens as `EventSource` does, by the rules of the HTML standard (§9.2.6) that our streams use. */
export async function listen(house: House, path: string, who: Who, lastEventId?: string): Promise<Listener> {
  const abort = new AbortController();
  const response = await house.api(path, {
    ...who,
    signal: abort.signal,
    headers: { accept: "text/event-stream", ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }) },
  });
  const heard: Heard[] = [];
  const comments: string[] = [];
  let isOver = false;
  const over = readAll(response, (block) => take(block, heard, comments)).finally(() => (isOver = true));
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

async function readAll(response: Response, take: (block: string) => void): Promise<void> {
  if (response.body === null) return;
  const decoder = new TextDecoder();
  let pending = "";
  try {
    for await (const chunk of response.body) {
      const blocks = (pending + decoder.decode(chunk, { stream: true })).split("\n\n");
      pending = blocks.pop() ?? "";
      for (const block of blocks) take(block);
    }
  } catch {
    // Cut by the test, or by the Workers going away.
  }
}

function take(block: string, heard: Heard[], comments: string[]): void {
  const fields = new Map(
    block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const comment = fields.get("");
  if (comment !== undefined) comments.push(comment);
  const data = fields.get("data");
  if (data === undefined) return;
  const id = fields.get("id");
  heard.push({
    id: id === undefined ? undefined : Number(id),
    event: fields.get("event") ?? "message",
    data: JSON.parse(data),
  });
}

/** The events that are numbered, which a listener must get once each. */
export const numbered = (heard: Heard[]) => heard.filter(({ id }) => id !== undefined);

/** An assistant of the organization, known to Vapi. */
export async function createAssistant(
  house: House,
  who: Who,
  settings: Record<string, unknown> = {},
): Promise<{ id: string; vapiAssistantId: string; name: string }> {
  const answer = await house.api("/v1/assistants", {
    ...who,
    method: "POST",
    json: { name: "Secrétariat", firstMessage: "Cabinet du docteur Lefèvre, bonjour.", ...settings },
  });
  if (answer.status !== 201) throw new Error(`No assistant: ${await answer.text()}`);
  // The answer's shape is the assistants' own tests' concern.
  return (await answer.json()) as { id: string; vapiAssistantId: string; name: string };
}
