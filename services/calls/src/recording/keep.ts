import type { Tenant } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import type { Log } from "@allokoli/shared/log/log";
import { backoffMs } from "@allokoli/shared/retry/backoff";
import type { Bucket } from "@allokoli/shared/storage/bucket";
import { storeStream } from "@allokoli/shared/storage/store-stream";
import type { LinkedCall } from "../room/state/call.ts";
import { isAnnounced, OPENING_LINES } from "./announced.ts";
import { keyOf } from "./bucket.ts";
import * as store from "./store.ts";
import type { ClaimedCopy, CopyOutcome } from "./store.ts";

/** Longer than the longest recording takes: an alarm has a quarter of an hour. */
export const LEASE_MS = 900_000;
/** Vapi may have the report before the recording. After this many tries in a quarter of an hour it has none. */
export const ASKED_AT_MOST = 6;
const MAX_DELAY_MS = 600_000;
/** The longest call, twelve hours, at 48 kHz. */
const MAX_BYTES = 5 * 1024 ** 3;

export type KeeperDeps = {
  tenant: Tenant;
  bucket: Pick<Bucket, "put" | "delete" | "createMultipartUpload">;
  /** The recording at Vapi; undefined when the call is not the organization's there. Throws `not_found` without one. */
  fetch(call: LinkedCall): Promise<Response | undefined>;
  now(): Date;
  random(): number;
  retryMs: number;
  log: Log;
};

/** Works off what is due in the organization; resolves with the moment at which more will be. */
export async function keepRecordings(deps: KeeperDeps): Promise<Date | undefined> {
  const { tenant, now } = deps;
  const { orgId } = tenant;
  for (;;) {
    const copy = await tenant.write("member", (tx) => {
      const claimed = now();
      return store.claimCopy(tx, orgId, claimed, new Date(claimed.getTime() + LEASE_MS));
    });
    if (copy === undefined) return tenant.read((tx) => store.nextDue(tx, orgId));
    await keepRecording(deps, copy);
  }
}

async function keepRecording(deps: KeeperDeps, copy: ClaimedCopy): Promise<void> {
  const { tenant, log } = deps;
  const { orgId } = tenant;
  try {
    if (copy.call === undefined) {
      await deps.bucket.delete(keyOf(orgId, copy.callId));
      await tenant.write("member", (tx) => store.forgetCopy(tx, orgId, copy));
      return;
    }
    const outcome = await copyFrom(deps, copy.call);
    // Of a call that was deleted meanwhile, the next turn deletes the bytes again.
    await tenant.write("member", (tx) => store.settleCopy(tx, orgId, copy, outcome));
  } catch (err) {
    const isAbsent = err instanceof Problem && err.code === "not_found";
    if (isAbsent && copy.attempts >= ASKED_AT_MOST) {
      await tenant.write("member", (tx) => store.settleCopy(tx, orgId, copy, { state: "gone" }));
      return;
    }
    log.warn("recording not copied", {
      orgId,
      callId: copy.callId,
      attempts: copy.attempts,
      error: err instanceof Error ? `${err.name}: ${err.message}`.slice(0, 300) : typeof err,
    });
    const dueAt = new Date(deps.now().getTime() + delayMs(copy.attempts, deps));
    await tenant.write("member", (tx) => store.postpone(tx, orgId, copy, dueAt));
  }
}

/** Only what callers were told of is kept. */
async function copyFrom({ tenant, bucket, fetch }: KeeperDeps, call: LinkedCall): Promise<CopyOutcome> {
  const { orgId, callId } = call;
  const opening = await tenant.read((tx) => store.findOpening(tx, orgId, callId, OPENING_LINES));
  if (!isAnnounced(opening)) return { state: "unannounced" };
  const answer = await fetch(call);
  if (answer?.body == null) return { state: "gone" };
  let sha256 = "";
  const settle = (digest: string) => {
    sha256 = digest;
    return Promise.resolve();
  };
  const sizeBytes = await storeStream(bucket, keyOf(orgId, callId), answer.body, settle, MAX_BYTES);
  const told = answer.headers.get("content-length");
  if (told !== null && Number(told) !== sizeBytes) throw new Error(`${sizeBytes} of ${told} bytes came`);
  const mediaType = answer.headers.get("content-type") ?? "application/octet-stream";
  return { state: "kept", kept: { sizeBytes, mediaType, sha256 } };
}

const delayMs = (attempts: number, { retryMs, random }: Pick<KeeperDeps, "retryMs" | "random">) =>
  backoffMs(attempts, { firstMs: retryMs, longestMs: MAX_DELAY_MS, spread: [0.75, 1.25], random: random() });
