import { env } from "cloudflare:workers";
import { HOP_HEADER } from "@allokoli/shared/http/outgoing";
import { GATEWAY_URL } from "./api/server.ts";

/** The headers that the site forwards from a browser to the API. Cookies, authorization and identities are not. */
const PASSED_ON = [
  "accept",
  "accept-language",
  "content-type",
  "idempotency-key",
  "if-match",
  "if-none-match",
  "if-range",
  "last-event-id",
  "range",
  "traceparent",
  HOP_HEADER,
] as const;

type Visitor = { accessToken: string | undefined; organizationId: string | undefined };

/** Forwards `/api/x` to the gateway's `/v1/x`, with the session's token. Bodies stream both ways, as live streams need. */
export async function forwardToGateway(request: Request, visitor: Visitor): Promise<Response> {
  if (visitor.accessToken === undefined) return problem(401, "unauthorized", "Sign in to do this");
  const url = new URL(request.url);
  const headers = new Headers({ authorization: `Bearer ${visitor.accessToken}` });
  if (visitor.organizationId !== undefined) headers.set("x-organization-id", visitor.organizationId);
  for (const name of PASSED_ON) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const target = `${GATEWAY_URL}/v1${url.pathname.slice("/api".length)}${url.search}`;
  const hasBody = request.method !== "GET" && request.method !== "HEAD" && request.body !== null;
  const forwarded = new Request(target, {
    method: request.method,
    headers,
    redirect: "manual",
    signal: request.signal,
    ...(hasBody && { body: request.body, duplex: "half" }),
  });
  try {
    const answer = await env.GATEWAY.fetch(forwarded);
    const answerHeaders = new Headers(answer.headers);
    answerHeaders.delete("set-cookie");
    return new Response(answer.body, { status: answer.status, headers: answerHeaders });
  } catch (err) {
    console.error(JSON.stringify({ level: "error", message: "gateway unreachable", error: String(err) }));
    return problem(502, "internal", "The API does not answer");
  }
}

/** A refusal by the site itself, in the API's form. */
export function problem(status: number, code: string, title: string): Response {
  return Response.json(
    { type: `urn:allokoli:problem:${code}`, title, status, code, requestId: crypto.randomUUID() },
    { status, headers: { "content-type": "application/problem+json", "cache-control": "no-store" } },
  );
}
