import { requireEnv } from "@allokoli/shared/env/require-env";
import { Problem } from "@allokoli/shared/http/problem";
import { REQUEST_ID_HEADER } from "@allokoli/shared/service/service";
import { encodeIdentity, IDENTITY_HEADER, type Identity } from "@allokoli/shared/identity/identity";
import type { Context } from "hono";
import type { GatewayEnv } from "../env.ts";
import { isTraceparent } from "../edge/trace.ts";
import type { Owner } from "./table.ts";

const RETRY_AFTER_SECONDS = 5;

/**
 * Forward a request to the Worker that owns its path, with `identity`, and return its answer. Bodies stream both ways.
 */
export async function forward(
  c: Context<GatewayEnv>,
  binding: Owner["binding"] | "WEBHOOKS",
  identity: Identity | undefined,
): Promise<Response> {
  const service = requireEnv(c.env, [binding])[binding];
  const headers = new Headers(c.req.raw.headers);
  headers.delete(IDENTITY_HEADER);
  if (identity !== undefined) headers.set(IDENTITY_HEADER, encodeIdentity(identity));
  headers.set(REQUEST_ID_HEADER, c.var.requestId);
  // A trace state belongs to its trace parent: without one that we resume, it means nothing.
  if (!isTraceparent(c.req.header("traceparent"))) headers.delete("tracestate");
  headers.set("traceparent", c.var.traceparent);

  const response = await service
    .fetch(new Request(c.req.raw, { headers, redirect: "manual" }))
    .catch((err: unknown) => {
      throw new Problem("service_unavailable", { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: err });
    });
  if (response.status >= 500 && !isProblem(response)) {
    await response.body?.cancel();
    throw new Problem("internal", { cause: new Error(`${binding} answered ${response.status}`) });
  }
  // A copy, because the headers of a fetched response cannot be added to.
  return new Response(response.body, response);
}

/** Only a problem in a service's own words is meant for clients. */
const isProblem = (response: Response) =>
  response.headers.get("content-type")?.startsWith("application/problem+json") === true;
