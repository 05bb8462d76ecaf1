import type { Tenant } from "@allokoli/shared/db/tenant";
import type { Log } from "@allokoli/shared/log/log";
import { backoffMs } from "@allokoli/shared/retry/backoff";
import { MEDIA_TYPES, type Reading, type ReaderRpc } from "@allokoli/shared/rpc/reader";
import { keyOf, type Env } from "../env.ts";
import { toPassages } from "../passages/chunk.ts";
import { toIndex } from "../passages/postings.ts";
import * as store from "./store.ts";
import type { ClaimedFile, Outcome } from "./store.ts";

/** Longer than the largest file takes: a second run must not overtake the first. */
export const LEASE_MS = 180_000;
/** A file that ends its reader this often ends it every time. */
const MAX_ATTEMPTS = 5;
/** Longer than the reader itself takes for anything: one that has not answered by then hangs. */
const READ_MS = 90_000;
/** The first time others may have kept the reader busy. */
const MAX_HANGS = 2;
const MAX_DELAY_MS = 600_000;

export type ProcessorDeps = {
  tenant: Tenant;
  storage: Pick<Env["FILES"], "get" | "delete">;
  reader: ReaderRpc;
  /** How long a reader may take; a test has no time. */
  readMs?: number;
  now(): Date;
  random(): number;
  retryDelayMs: number;
  requestId: string;
  log: Log;
};

/** Works off what is due in the organization; resolves with the moment at which more will be. */
export async function processFiles(deps: ProcessorDeps): Promise<Date | undefined> {
  const { tenant, now } = deps;
  const { orgId } = tenant;
  for (;;) {
    const file = await tenant.write("member", (tx) => {
      const claimed = now();
      return store.claimFile(tx, orgId, claimed, new Date(claimed.getTime() + LEASE_MS));
    });
    if (file === undefined) return tenant.read((tx) => store.nextDue(tx, orgId));
    await processFile(deps, file);
  }
}

async function processFile(deps: ProcessorDeps, file: ClaimedFile): Promise<void> {
  const { tenant, log } = deps;
  const { orgId } = tenant;
  try {
    if (file.isDeleted) {
      await deps.storage.delete(keyOf(orgId, file.id));
      await tenant.write("member", (tx) => store.removeFile(tx, orgId, file));
    } else {
      const outcome = toOutcome(await readBounded(deps, file), file.name);
      await tenant.write("member", (tx) => store.settleFile(tx, orgId, file, outcome));
    }
  } catch (err) {
    log.error("file processing failed", err, { orgId, fileId: file.id, attempts: file.attempts });
    const dueAt = new Date(deps.now().getTime() + delayMs(file.attempts, deps));
    await tenant.write("member", (tx) => store.postpone(tx, orgId, file, dueAt));
  }
}

/** A reader that fell over or hung may have been unlucky; after the last try the file is to blame. */
async function readBounded(deps: ProcessorDeps, file: ClaimedFile): Promise<Reading> {
  const { reader, storage, tenant, requestId, readMs = READ_MS } = deps;
  if (file.attempts > MAX_ATTEMPTS) return { outcome: "failed", kind: null, code: "unreadable" };
  const object = await storage.get(keyOf(tenant.orgId, file.id));
  if (object === null) return { outcome: "failed", kind: null, code: "missing" };
  const reading = reader.read({ content: object.body, name: file.name, requestId });
  const answer = await within(readMs, reading);
  if (answer !== undefined) return answer;
  if (file.attempts >= MAX_HANGS) return { outcome: "failed", kind: null, code: "too_slow" };
  throw new Error(`the reader did not answer within ${readMs} ms`);
}

/** What comes of it within this time; undefined when nothing does. The reader's own limits end what goes on. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

export function toOutcome(reading: Reading, fileName: string): Outcome {
  const mediaType = reading.kind === null ? null : MEDIA_TYPES[reading.kind];
  if (reading.outcome === "failed") return { state: "failed", mediaType, failureCode: reading.code };
  const passages = toPassages(reading.blocks);
  return { state: "ready", mediaType: MEDIA_TYPES[reading.kind], passages, index: toIndex(passages, fileName) };
}

const delayMs = (attempts: number, { retryDelayMs, random }: Pick<ProcessorDeps, "retryDelayMs" | "random">) =>
  backoffMs(attempts, { firstMs: retryDelayMs, longestMs: MAX_DELAY_MS, spread: [0.75, 1.25], random: random() });
