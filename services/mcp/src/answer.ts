import { createLog } from "@allokoli/shared/log/log";
import type { AskApi, McpQuestion } from "@allokoli/shared/rpc/mcp";
import { createMcpHandler, originValidationResponse } from "@modelcontextprotocol/server";
import { createApi } from "./api.ts";
import { createServer } from "./server.ts";

/**
 * The answer to one HTTP request of the protocol, with a server that is made for it: no session, so any isolate answers the
 * next request. Clients of the revisions before 2026-07-28 are answered in the same way.
 */
export async function answer(
  { request, requestId, rights, origins }: McpQuestion,
  ask: AskApi,
  now: () => Date,
): Promise<Response> {
  const refusal = originValidationResponse(
    request,
    origins.map((origin) => new URL(origin).hostname),
  );
  if (refusal !== undefined) return refusal;
  const log = createLog({ service: "mcp", requestId });
  const handler = createMcpHandler(() => createServer({ rights, api: createApi(ask), now, log }), {
    // Nothing changes while a client listens, and a stream of each client would cost something at rest.
    maxSubscriptions: 0,
    onerror: (err) => log.warn("request refused", { reason: err.message.slice(0, 200) }),
  });
  const response = await handler.fetch(request);
  // Whole, because what the gateway lent is taken back with the answer. One message, of bounded size.
  return new Response(response.body === null ? null : await response.text(), response);
}
