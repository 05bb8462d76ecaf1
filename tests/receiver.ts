import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { Webhook } from "standardwebhooks";

/** A request that an organization's endpoint received. */
export interface Received {
  at: number;
  path: string;
  headers: IncomingHttpHeaders;
  text: string;
  body: {
    id: string;
    type: string;
    createdAt: string;
    organizationId: string;
    resource: { type: string; id: string };
    data: Record<string, unknown>;
  };
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export interface Receiver {
  url: string;
  received: Received[];
  /** The requests received at a path. */
  at(path: string): Received[];
  /** Sets the answer of a path from now on; 200 otherwise. */
  answer(path: string, how: (received: Received) => Answer | Promise<Answer>): void;
  close(): Promise<void>;
}

/** A server of the test in the role of an organization's. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const answers = new Map<string, (received: Received) => Answer | Promise<Answer>>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const { url: path = "/", headers } = request;
      const one: Received = { at: Date.now(), path, headers, text, body: JSON.parse(text) as Received["body"] };
      received.push(one);
      void Promise.resolve(answers.get(path)?.(one) ?? { status: 200, body: "merci" }).then((answer) => {
        response.writeHead(answer.status, answer.headers).end(answer.body ?? "");
      });
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The receiver has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    at: (path) => received.filter((one) => one.path === path),
    answer: (path, how) => void answers.set(path, how),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Whether it is signed with that secret, verified by the package that receivers use. */
export function isSigned({ text, headers }: Received, secret: string): boolean {
  try {
    new Webhook(secret).verify(text, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}
