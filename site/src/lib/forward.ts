import { env } from "cloudflare:workers";
import { GATEWAY_URL } from "./gateway.ts";

/** What a browser may say to the API through the site. Cookies, its own authorization and identities stay here. */
const PASSED_ON = [
  "accept",
  "accept-language",
  "content-type",
  "idempotency-key",
  "if-match",
  "if-none-match",
  "last-event-id",
  "traceparent",
] as const;

type Visitor = { accessToken: string | undefined; organizationId: string | undefined };

/** `/api/x` as the gateway's `/v1/x`, with the session's token. Bodies stream both ways, so a live stream stays live. */
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

/** A refusal of the site's own, in the API's shape. */
export function problem(status: number, code: string, title: string): Response {
  return Response.json(
    { type: `urn:allokoli:problem:${code}`, title, status, code, requestId: crypto.randomUUID() },
    { status, headers: { "content-type": "application/problem+json", "cache-control": "no-store" } },
  );
}
