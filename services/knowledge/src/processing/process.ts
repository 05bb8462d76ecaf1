import type { Tenant } from "@allokoli/shared/db/tenant";
import type { Log } from "@allokoli/shared/log/log";
import { MEDIA_TYPES, type Reading, type ReaderRpc } from "@allokoli/shared/rpc/reader";
import { keyOf, type FileStorage } from "../env.ts";
import { toPassages } from "../passages/chunk.ts";
import { toIndex } from "../passages/postings.ts";
import * as store from "./store.ts";
import type { ClaimedFile, Outcome } from "./store.ts";

/** Longer than the largest file takes: a second run must not overtake the first. */
export const LEASE_MS = 180_000;
/** A file that ends its reader this often ends it every time. */
const MAX_ATTEMPTS = 5;
const MAX_DELAY_MS = 600_000;

export type ProcessorDeps = {
  tenant: Tenant;
  storage: Pick<FileStorage, "delete">;
  reader: ReaderRpc;
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

/** A reader that fell over may have been unlucky; after the last try the file is to blame. */
async function readBounded({ reader, tenant, requestId }: ProcessorDeps, file: ClaimedFile): Promise<Reading> {
  if (file.attempts > MAX_ATTEMPTS) return { outcome: "failed", kind: null, code: "unreadable" };
  return reader.read({ key: keyOf(tenant.orgId, file.id), name: file.name, requestId });
}

export function toOutcome(reading: Reading, fileName: string): Outcome {
  const mediaType = reading.kind === null ? null : MEDIA_TYPES[reading.kind];
  if (reading.outcome === "failed") return { state: "failed", mediaType, failureCode: reading.code };
  const passages = toPassages(reading.blocks);
  return { state: "ready", mediaType: MEDIA_TYPES[reading.kind], passages, index: toIndex(passages, fileName) };
}

const delayMs = (attempts: number, { retryDelayMs, random }: Pick<ProcessorDeps, "retryDelayMs" | "random">) =>
  Math.min(retryDelayMs * 2 ** Math.max(0, attempts - 1), MAX_DELAY_MS) * (0.75 + random() / 2);
