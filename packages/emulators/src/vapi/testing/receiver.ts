import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:http";
import type { JsonObject } from "../json.ts";
import { isObject, objectAt, parseJson, textAt } from "../json.ts";

export type Received = { message: JsonObject; type: string; headers: IncomingHttpHeaders; body: string };
export type Answer = { status?: number; body?: unknown };

export type Receiver = {
  url: string;
  received: Received[];
  types(): string[];
  of(type: string): JsonObject[];
  /** What it answers from now on; by default 200 and an empty object. */
  answer: (message: JsonObject) => Answer | Promise<Answer>;
  /** When what has come so far is as asked. */
  until: (holds: (received: Received[]) => boolean) => Promise<void>;
  close(): Promise<void>;
};

/** A server that takes webhooks and remembers them. */
export async function startReceiver(): Promise<Receiver> {
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      const parsed = parseJson(body);
      const message = isObject(parsed) ? (objectAt(parsed, "message") ?? {}) : {};
      receiver.received.push({ message, type: textAt(message, "type") ?? "", headers: request.headers, body });
      for (const look of waiting) look();
      void Promise.resolve(receiver.answer(message)).then((answer) => {
        response.writeHead(answer.status ?? 200, { "Content-Type": "application/json" });
        response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? {}));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/receive`,
    received: [],
    types: () => receiver.received.map((entry) => entry.type),
    of: (type) => receiver.received.filter((entry) => entry.type === type).map((entry) => entry.message),
    answer: () => ({}),
    until: (holds) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!holds(receiver.received)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
