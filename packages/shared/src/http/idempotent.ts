import { and, eq, lt, or, sql } from "drizzle-orm";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { v7 as uuidv7 } from "uuid";
import { idempotencyKeys } from "../db/schema/requests.ts";
import type { Tenant } from "../db/tenant.ts";
import type { Log } from "../log/log.ts";
import { IdempotencyKey } from "./contract.ts";
import { Problem } from "./problem.ts";
import { validationProblem, type ServiceEnv } from "./service.ts";

/** After this long a first request that never answered is taken for dead, and the next one with its key carries on. */
const LOCK_MS = 60_000;
/** How long an answer is kept for a repeat. */
const KEPT_MS = 24 * 60 * 60 * 1000;
/** Answers above this size are not kept whole; none of our creations comes near. */
const MAX_KEPT_CHARACTERS = 256 * 1024;

export type IdempotentVariables = {
  /** The id that the thing being created must take: the same when a request is carried on after a crash. */
  creationId: string;
};

/**
 * `Idempotency-Key` on a POST that creates: the same key and body get the first answer with `Idempotent-Replayed: true`,
 * another body 422, a first request still running 409; a key that is none is 422 too. A refusal (4xx) frees the key; after a failure (5xx), whose
 * outcome is not known, the repeat carries on under the same `creationId`.
 * Source: draft-ietf-httpapi-idempotency-key-header.
 */
export const idempotent = idempotentBy(wholeBody);

/** `idempotent` for an answer that has something in it which may not be stored. */
export const idempotentKeeping = (toKept: ToKept) => idempotentBy(wholeBody, toKept);

function wholeBody({ req }: Context): Promise<string> {
  return req.text();
}

/**
 * The same for a body that is not to be read twice, such as a file that streams in: `fingerprint` is what tells two
 * requests with one key apart.
 */
export function idempotentBy(fingerprint: Fingerprint, toKept: ToKept = (body) => body) {
  return createMiddleware<ServiceEnv & { Variables: IdempotentVariables }>((c, next) =>
    runOnce(c, next, fingerprint, toKept),
  );
}

type Fingerprint = (c: Context) => Promise<string>;
/** What is kept of an answer's body for a repeat: without what may be said only once, such as a secret. */
type ToKept = (body: string) => string;

type IdempotentContext = Context<ServiceEnv & { Variables: IdempotentVariables }>;

async function runOnce(c: IdempotentContext, next: () => Promise<void>, fingerprint: Fingerprint, toKept: ToKept) {
  const given = IdempotencyKey.safeParse({ "idempotency-key": c.req.header("idempotency-key") });
  if (!given.success) throw validationProblem(given.error.issues);
  const key = given.data["idempotency-key"];
  if (key === undefined) {
    c.set("creationId", uuidv7());
    return next();
  }
  const { tenant, userId } = c.var;
  const { method } = c.req;
  // As it came: decoded, it may have characters that Postgres cannot hold.
  const path = new URL(c.req.url).pathname;
  const request = {
    key,
    principal: userId,
    method,
    path,
    requestHash: await hashOf(`${method} ${path}\n${await fingerprint(c)}`),
  };
  const claim = await claimKey(tenant, request);
  if (claim.kept !== undefined) {
    return new Response(claim.kept.body, {
      status: claim.kept.status,
      headers: { ...claim.kept.headers, "idempotent-replayed": "true" },
    });
  }
  c.set("creationId", claim.creationId);
  await next();
  const { status } = c.res;
  if (status >= 500) return releaseKey(tenant, request, c.var.log);
  if (status >= 400) {
    await tenant.write("viewer", (tx) => tx.delete(idempotencyKeys).where(keyIs(tenant.orgId, request)));
    return;
  }
  const body = await c.res.clone().text();
  if (body.length > MAX_KEPT_CHARACTERS) return;
  const headers = Object.fromEntries(
    ["content-type", "etag", "location"]
      .flatMap((name) => [[name, c.res.headers.get(name) ?? ""]])
      .filter(([, value]) => value !== ""),
  );
  await tenant.write("viewer", (tx) =>
    tx
      .update(idempotencyKeys)
      .set({
        status: "done",
        responseStatus: status,
        responseHeaders: headers,
        responseBody: toKept(body),
      })
      .where(keyIs(tenant.orgId, request)),
  );
}

type KeyedRequest = {
  key: string;
  principal: string;
  method: string;
  path: string;
  requestHash: string;
};
type Claim = {
  creationId: string;
  kept?: { status: number; headers: Record<string, string>; body: string };
};

/** Take the key for this request, or find what it was used for. One statement decides who is first. */
async function claimKey(tenant: Tenant, request: KeyedRequest): Promise<Claim> {
  const now = new Date();
  const lockedUntil = new Date(now.getTime() + LOCK_MS);
  const { orgId } = tenant;
  const [taken] = await tenant.write("viewer", (tx) =>
    tx
      .insert(idempotencyKeys)
      .values({
        orgId,
        ...request,
        creationId: uuidv7(),
        lockedUntil,
        expiresAt: new Date(now.getTime() + KEPT_MS),
      })
      .onConflictDoUpdate({
        target: [idempotencyKeys.orgId, idempotencyKeys.principal, idempotencyKeys.key],
        // An expired key is anybody's; a dead request's is carried on under the id that it began with.
        set: {
          method: request.method,
          path: request.path,
          requestHash: request.requestHash,
          status: "running",
          lockedUntil,
          expiresAt: sql`excluded.expires_at`,
          creationId: sql`case when ${idempotencyKeys.expiresAt} < now() then excluded.creation_id else ${idempotencyKeys.creationId} end`,
        },
        setWhere: sql`${or(
          lt(idempotencyKeys.expiresAt, sql`now()`),
          and(
            eq(idempotencyKeys.status, "running"),
            lt(idempotencyKeys.lockedUntil, sql`now()`),
            eq(idempotencyKeys.requestHash, request.requestHash),
          ),
        )}`,
      })
      .returning({ creationId: idempotencyKeys.creationId }),
  );
  if (taken !== undefined) return taken;

  const [found] = await tenant.read((tx) => tx.select().from(idempotencyKeys).where(keyIs(orgId, request)));
  if (found === undefined) throw new Problem("idempotency_in_progress", { retryAfterSeconds: 1 });
  if (found.requestHash !== request.requestHash) throw new Problem("idempotency_key_reused");
  if (found.status !== "done" || found.responseStatus === null)
    throw new Problem("idempotency_in_progress", { retryAfterSeconds: 1 });
  return {
    creationId: found.creationId,
    kept: {
      status: found.responseStatus,
      headers: found.responseHeaders ?? {},
      body: found.responseBody ?? "",
    },
  };
}

/** Let the next request with this key in at once; when that fails too, the lock runs out by itself. */
async function releaseKey(tenant: Tenant, request: KeyedRequest, log: Log): Promise<void> {
  try {
    await tenant.write("viewer", (tx) =>
      tx.update(idempotencyKeys).set({ lockedUntil: new Date() }).where(keyIs(tenant.orgId, request)),
    );
  } catch (err) {
    log.warn("idempotency key not released", {
      error: err instanceof Error ? err.name : typeof err,
    });
  }
}

const keyIs = (orgId: string, { principal, key }: Pick<KeyedRequest, "principal" | "key">) =>
  and(eq(idempotencyKeys.orgId, orgId), eq(idempotencyKeys.principal, principal), eq(idempotencyKeys.key, key));

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
