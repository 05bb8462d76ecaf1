import { requireEnv } from "@allokoli/shared/env/require-env";
import { Problem } from "@allokoli/shared/http/problem";
import { mcpRpc, type ApiRequest } from "@allokoli/shared/rpc/mcp";
import { REQUEST_ID_HEADER } from "@allokoli/shared/service/service";
import type { Context } from "hono";
import { originsOf } from "../edge/cross-origin.ts";
import type { GatewayEnv } from "../env.ts";

/** Where models find the tools of the mcp Worker. */
export const MCP_PATH = "/mcp";

/** How often one request may ask the API: several times what the largest tool needs. */
const MOST_ASKED = 20;

/**
 * Has the mcp Worker answer, and asks the API for it in the name of the key, which stays here. `send` is this gateway
 * itself: a tool goes through every check that any other request goes through, and counts as one.
 * @throws {Problem} `unauthorized` for a person: only a key can be given to a tool, and taken away again
 */
export async function answerMcp(
  c: Context<GatewayEnv>,
  send: (request: Request) => Response | Promise<Response>,
): Promise<Response> {
  const { apiKey, requestId } = c.var;
  if (apiKey === undefined) throw new Problem("unauthorized", { detail: "Connect with an API key." });
  let asked = 0;
  const ask = async (request: ApiRequest) => {
    asked += 1;
    if (asked > MOST_ASKED) throw new Error(`asked the API more than ${MOST_ASKED} times`);
    return send(toRequest(c, request));
  };
  const { method } = c.req;
  const headers = new Headers(c.req.raw.headers);
  headers.delete("authorization");
  const body = method === "POST" ? await c.req.text() : null;
  const question = {
    request: new Request(c.req.url, { method, headers, body }),
    requestId,
    rights: { role: apiKey.role, scopes: apiKey.scopes },
    origins: originsOf(c.env.CORS_ORIGINS),
  };
  const response = await mcpRpc(requireEnv(c.env, ["MCP"]).MCP).answer(question, ask);
  // A copy, because the headers of another Worker's response cannot be added to.
  return new Response(response.body, response);
}

function toRequest(c: Context<GatewayEnv>, { method, path, body, idempotencyKey }: ApiRequest): Request {
  const headers = new Headers({ [REQUEST_ID_HEADER]: c.var.requestId, traceparent: c.var.traceparent });
  const key = c.req.header("authorization");
  if (key !== undefined) headers.set("authorization", key);
  if (body !== undefined) headers.set("content-type", "application/json");
  if (idempotencyKey !== undefined) headers.set("idempotency-key", idempotencyKey);
  return new Request(new URL(path, c.req.url), {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
