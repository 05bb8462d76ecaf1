import { env } from "cloudflare:workers";
import type { ProblemCode } from "@allokoli/shared/http/problem";

/** A problem as the API tells it, or `offline`: the API itself could not be reached. */
export type ApiProblem = {
  code: ProblemCode | "offline";
  status: number;
  detail?: string;
  errors?: { path: string; message: string }[];
  limit?: { name: string; allowed: number; used: number };
  requestId?: string;
  retryAfterSeconds?: number;
};

export type Answer<Data> = { ok: true; data: Data; etag: string | undefined } | { ok: false; problem: ApiProblem };

type Send = { body?: unknown; ifMatch?: string | undefined; idempotencyKey?: string | undefined };

/** The API for the pages: the same gateway as `/api/*`, asked by the server. */
export type Gateway = {
  get: <Data>(path: string) => Promise<Answer<Data>>;
  send: <Data>(method: "POST" | "PATCH" | "DELETE", path: string, options?: Send) => Promise<Answer<Data>>;
};

/** Where the binding is asked; the host only has to be a host. */
export const GATEWAY_URL = "https://gateway.allokoli.internal";

export function createGateway(accessToken: string | undefined, organizationId: string | undefined): Gateway {
  async function ask<Data>(method: string, path: string, options: Send = {}): Promise<Answer<Data>> {
    const headers = new Headers({ accept: "application/json" });
    if (accessToken !== undefined) headers.set("authorization", `Bearer ${accessToken}`);
    if (organizationId !== undefined) headers.set("x-organization-id", organizationId);
    if (options.ifMatch !== undefined) headers.set("if-match", options.ifMatch);
    if (options.idempotencyKey !== undefined) headers.set("idempotency-key", options.idempotencyKey);
    if (options.body !== undefined) headers.set("content-type", "application/json");
    const request = new Request(`${GATEWAY_URL}/v1${path}`, {
      method,
      headers,
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    });
    try {
      const response = await env.GATEWAY.fetch(request);
      return response.ok ? await toData<Data>(response) : { ok: false, problem: await toProblem(response) };
    } catch (err) {
      console.error(JSON.stringify({ level: "error", message: "gateway unreachable", path, error: String(err) }));
      return { ok: false, problem: { code: "offline", status: 503 } };
    }
  }
  return { get: (path) => ask("GET", path), send: (method, path, options) => ask(method, path, options) };
}

/** The one cast: the body is what the route's contract says, which the service checks before it answers. */
async function toData<Data>(response: Response): Promise<Answer<Data>> {
  const data = response.status === 204 ? undefined : await response.json();
  return { ok: true, data: data as Data, etag: response.headers.get("etag") ?? undefined };
}

async function toProblem(response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get("retry-after"));
  const waits = Number.isFinite(retryAfter) && retryAfter > 0 ? { retryAfterSeconds: retryAfter } : {};
  const body: unknown = await response.json().catch(() => undefined);
  if (typeof body === "object" && body !== null && "code" in body) {
    return { ...(body as ApiProblem), status: response.status, ...waits };
  }
  return { code: "internal", status: response.status, ...waits };
}
