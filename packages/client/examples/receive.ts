import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { verifyWebhook } from "@allokoli/client";

const seen = new Set<string>();

async function receive(request: IncomingMessage): Promise<number> {
  // The body as it came: the signature is made over its bytes.
  const body = await text(request);
  try {
    const event = verifyWebhook(process.env["ALLOKOLI_SECRET"] ?? "", body, request.headers);
    // Delivered at least once: what must not be done twice remembers the id.
    if (!seen.has(event.id)) console.log(event.type, event.resource.type);
    seen.add(event.id);
    return 204;
  } catch {
    return 400;
  }
}

createServer((request, response) => {
  void receive(request).then((status) => response.writeHead(status).end());
}).listen(Number(process.env["PORT"] ?? 3000));
