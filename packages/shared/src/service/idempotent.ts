import { createHash } from "node:crypto";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { v7 as uuidv7 } from "uuid";
import type { Tx } from "../db/tenant.ts";
import type { MemberRole } from "../identity/identity.ts";
import { IdempotencyKey } from "../http/contract.ts";
import { claimKey, forgetKey, keepAnswer, releaseKey, settleContent, type Answer, type Claim } from "./idempotency.ts";
import { Problem } from "../http/problem.ts";
import { validationProblem, type ServiceEnv, type ServiceVariables } from "./service.ts";

/** Answers above this size are not kept whole; none of our creations comes near. */
const MAX_KEPT_CHARACTERS = 256 * 1024;
const KEPT_HEADERS = ["content-type", "etag", "location"];

export type IdempotentVariables = {
  /** The id that the thing being created must take: the same when a request is resumed after a crash. */
  creationId: string;
};
export type StreamedVariables = IdempotentVariables & {
  /**
   * Call it with the SHA-256 of the content, in hexadecimal, before the content has any effect.
   * @throws {Problem} `idempotency_key_reused` when the key is that of other content
   */
  settleContent: (digest: string) => Promise<void>;
};

export type IdempotentOptions = {
  /** The part of an answer's body that is stored for a repeat: without what is shown only once, such as a secret. */
  toKept?: (body: string) => string;
  /**
   * Throws when the caller may no longer see the stored body. Not needed where the role in this organization decides.
   */
  requireVisible?: (tx: Tx, body: string) => Promise<void>;
};

/**
 * `Idempotency-Key` on a POST that creates: the same key and body get the first answer with `Idempotent-Replayed: true`,
 * another body 422, a first request still running 409; a key that is none is 422 too. A refusal (4xx) frees the key; after a failure (5xx), whose
 * outcome is not known, the repeat resumes under the same `creationId`.
 * `role` is the least that the operation takes. It is asked with the key, before anything is told of it: who may no longer
 * do it gets no answer of before.
 * Source: draft-ietf-httpapi-idempotency-key-header.
 */
export const idempotent = (role: MemberRole, options: IdempotentOptions = {}) =>
  createMiddleware<ServiceEnv & { Variables: IdempotentVariables }>(async (c, next) =>
    runOnce(c, next, {
      ...options,
      role,
      known: await c.req.text(),
      begin: (creationId) => c.set("creationId", creationId),
    }),
  );

/** What is sent as it streams in: what is `known` before its first byte, such as its name, and the bytes, which can be read once. */
export type StreamedContent = { known: string; content: AsyncIterable<Uint8Array> };

/**
 * The same for a body that is never whole in memory. The route tells `settleContent` what it was before anything comes of
 * it; a repeat is read to its end and answered when it is known to be the same.
 */
export const idempotentStream = (role: MemberRole, sentIn: (c: Context) => StreamedContent) =>
  createMiddleware<ServiceEnv & { Variables: StreamedVariables }>((c, next) =>
    runOnce(c, next, {
      ...sentIn(c),
      role,
      begin: (creationId, settle) => {
        c.set("creationId", creationId);
        c.set("settleContent", settle);
      },
    }),
  );

type Run = IdempotentOptions & {
  role: MemberRole;
  known: string;
  content?: AsyncIterable<Uint8Array>;
  /** Gives the route what it needs, before it runs. */
  begin: (creationId: string, settle: StreamedVariables["settleContent"]) => void;
};
type RunContext = Pick<Context, "req" | "res" | "error"> & { var: ServiceVariables };

async function runOnce(c: RunContext, next: () => Promise<void>, run: Run) {
  const key = keyIn(c);
  if (key === undefined) {
    run.begin(uuidv7(), () => Promise.resolve());
    return next();
  }
  const { tenant, userId } = c.var;
  const { method } = c.req;
  // As it came: decoded, it may have characters that Postgres cannot hold.
  const path = new URL(c.req.url).pathname;
  const requestHash = createHash("sha256").update(`${method} ${path}\n${run.known}`).digest("hex");
  const request = { key, principal: userId, method, path, requestHash };
  const claim = await claimKey(tenant, request, run);
  if (claim.kept !== undefined) {
    if (run.content !== undefined && (await digestOf(run.content)) !== claim.contentHash) {
      throw new Problem("idempotency_key_reused");
    }
    return replay(claim.kept);
  }
  run.begin(claim.creationId, (digest) => settleContent(tenant, request, digest));
  await next();
  return settle(c, claim, run);
}

const replay = ({ status, headers, body }: Answer) =>
  new Response(body, { status, headers: { ...headers, "idempotent-replayed": "true" } });

async function settle(c: RunContext, { lock }: Claim, { toKept }: Run): Promise<void> {
  const { tenant, log } = c.var;
  const { status } = c.res;
  // What was sent under another's key was refused; what the key is for is still to be resumed.
  const isAnothers = c.error instanceof Problem && c.error.code === "idempotency_key_reused";
  if (status >= 500 || isAnothers) return releaseKey(tenant, lock, log);
  if (status >= 400) return forgetKey(tenant, lock);
  const body = await c.res.clone().text();
  if (body.length > MAX_KEPT_CHARACTERS) return;
  const headers = KEPT_HEADERS.flatMap((name) => [[name, c.res.headers.get(name) ?? ""]]).filter(([, value]) => value);
  const kept = { status, headers: Object.fromEntries(headers), body: toKept === undefined ? body : toKept(body) };
  return keepAnswer(tenant, lock, kept);
}

/** @throws {Problem} `validation_failed` for a key that is none */
function keyIn(c: RunContext): string | undefined {
  const given = IdempotencyKey.safeParse({ "idempotency-key": c.req.header("idempotency-key") });
  if (!given.success) throw validationProblem(given.error.issues);
  return given.data["idempotency-key"];
}

async function digestOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const bytes of content) hash.update(bytes);
  return hash.digest("hex");
}
