import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { idempotencyKeys } from "../db/schema/requests.ts";
import type { Tenant, Tx } from "../db/tenant.ts";
import type { MemberRole } from "../identity/identity.ts";
import type { Log } from "../log/log.ts";
import { Problem } from "../http/problem.ts";

/** After this long a first request without an answer counts as dead, and the next one with its key resumes it. */
const LOCK_MS = 60_000;
/** A lock that has expired by any clock. */
const OVER = new Date(0);
/** How long an answer is kept for a repeat. */
const KEPT_MS = 24 * 60 * 60 * 1000;

export type KeyedRequest = {
  key: string;
  /** The `sub` of who asks. */
  principal: string;
  method: string;
  path: string;
  requestHash: string;
};
export type Answer = { status: number; headers: Record<string, string>; body: string };
/** The holder of a key. The moment tells a request from the one that took over from it. */
export type Lock = { principal: string; key: string; lockedUntil: Date };
export type Claim = {
  creationId: string;
  lock: Lock;
  /** The answer that the first request got. */
  kept?: Answer;
  /** Of what was sent with it, where that streamed in. */
  contentHash: string | null;
};

/**
 * Take the key for this request, or find what it was used for, as a member of at least `role`. One statement decides who
 * is first.
 * @throws {Problem} `idempotency_key_reused`, `idempotency_in_progress`, and what `requireVisible` throws
 */
export function claimKey(
  tenant: Tenant,
  request: KeyedRequest,
  { role, requireVisible }: { role: MemberRole; requireVisible?: (tx: Tx, body: string) => Promise<void> },
): Promise<Claim> {
  const { principal, key } = request;
  return tenant.write(role, async (tx) => {
    const taken = await takeKey(tx, tenant.orgId, request);
    if (taken !== undefined) return { ...taken, lock: { principal, key, lockedUntil: taken.lockedUntil } };
    const [found] = await tx.select().from(idempotencyKeys).where(keyIs(tenant.orgId, request));
    if (found === undefined) throw inProgress();
    if (found.requestHash !== request.requestHash) throw new Problem("idempotency_key_reused");
    const { status, responseStatus, responseHeaders, responseBody, creationId, contentHash, lockedUntil } = found;
    if (status !== "done" || responseStatus === null) throw inProgress();
    const kept = { status: responseStatus, headers: responseHeaders ?? {}, body: responseBody ?? "" };
    await requireVisible?.(tx, kept.body);
    return { creationId, lock: { principal, key, lockedUntil }, kept, contentHash };
  });
}

async function takeKey(tx: Tx, orgId: string, request: KeyedRequest) {
  const now = new Date();
  const lockedUntil = new Date(now.getTime() + LOCK_MS);
  const isExpired = lt(idempotencyKeys.expiresAt, sql`now()`);
  const [taken] = await tx
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
      // An expired key is free. A dead request is resumed under the id that it began with.
      set: {
        method: request.method,
        path: request.path,
        requestHash: request.requestHash,
        status: "running",
        lockedUntil,
        expiresAt: sql`excluded.expires_at`,
        creationId: sql`case when ${isExpired} then excluded.creation_id else ${idempotencyKeys.creationId} end`,
        contentHash: sql`case when ${isExpired} then null else ${idempotencyKeys.contentHash} end`,
      },
      setWhere: sql`${or(
        isExpired,
        and(
          eq(idempotencyKeys.status, "running"),
          lt(idempotencyKeys.lockedUntil, sql`now()`),
          eq(idempotencyKeys.requestHash, request.requestHash),
        ),
      )}`,
    })
    .returning({
      creationId: idempotencyKeys.creationId,
      contentHash: idempotencyKeys.contentHash,
      lockedUntil: idempotencyKeys.lockedUntil,
    });
  return taken;
}

/**
 * Store the content that the key belongs to, once; the first caller wins.
 * @throws {Problem} `idempotency_key_reused` when it is that of other content, `idempotency_in_progress` when it is
 * gone
 */
export async function settleContent(
  tenant: Tenant,
  request: Pick<KeyedRequest, "principal" | "key">,
  contentHash: string,
): Promise<void> {
  const { orgId } = tenant;
  const isFree = or(isNull(idempotencyKeys.contentHash), eq(idempotencyKeys.contentHash, contentHash));
  await tenant.write("viewer", async (tx) => {
    const settled = await tx
      .update(idempotencyKeys)
      .set({ contentHash })
      .where(and(keyIs(orgId, request), isFree))
      .returning({ key: idempotencyKeys.key });
    if (settled.length > 0) return;
    const found = await tx.select({ key: idempotencyKeys.key }).from(idempotencyKeys).where(keyIs(orgId, request));
    throw found.length > 0 ? new Problem("idempotency_key_reused") : inProgress();
  });
}

/** Keep the answer for a repeat. */
export async function keepAnswer(tenant: Tenant, lock: Lock, { status, headers, body }: Answer): Promise<void> {
  const kept = { responseStatus: status, responseHeaders: headers, responseBody: body };
  await tenant.write("viewer", (tx) =>
    tx
      .update(idempotencyKeys)
      .set({ status: "done", ...kept })
      .where(isHeld(tenant.orgId, lock)),
  );
}

/** The request had no effect: the key is free for any other. */
export async function forgetKey(tenant: Tenant, lock: Lock): Promise<void> {
  await tenant.write("viewer", (tx) => tx.delete(idempotencyKeys).where(isHeld(tenant.orgId, lock)));
}

/** Let the next request with this key in at once; if that fails, the lock expires by itself. */
export async function releaseKey(tenant: Tenant, lock: Lock, log: Log): Promise<void> {
  try {
    await tenant.write("viewer", (tx) =>
      tx.update(idempotencyKeys).set({ lockedUntil: OVER }).where(isHeld(tenant.orgId, lock)),
    );
  } catch (err) {
    log.warn("idempotency key not released", {
      error: err instanceof Error ? err.name : typeof err,
    });
  }
}

const inProgress = () => new Problem("idempotency_in_progress", { retryAfterSeconds: 1 });

const keyIs = (orgId: string, { principal, key }: Pick<KeyedRequest, "principal" | "key">) =>
  and(eq(idempotencyKeys.orgId, orgId), eq(idempotencyKeys.principal, principal), eq(idempotencyKeys.key, key));

/** Still held by this request, not by one that took it over. */
const isHeld = (orgId: string, lock: Lock) =>
  and(keyIs(orgId, lock), eq(idempotencyKeys.status, "running"), eq(idempotencyKeys.lockedUntil, lock.lockedUntil));
