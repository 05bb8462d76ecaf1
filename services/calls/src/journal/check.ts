import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** An entry as it is stored: `data` is the text that was hashed. */
export type Entry = {
  position: number;
  at: string;
  recordedAt: string;
  kind: string;
  data: string;
  previousHash: string;
  hash: string;
};

const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

/** What the first entry of a call has in place of the hash of the one before. */
export const startOf = (orgId: string, callId: string) => sha256(`allokoli journal 1 ${orgId} ${callId}`);

/**
 * The position at which a call's chain is broken: an entry that was changed, put in or taken out. Undefined when it is
 * whole. Every hash is computed anew: nothing is taken from what is stored.
 */
export function findBreak(orgId: string, callId: string, entries: readonly Entry[]): number | undefined {
  let previousHash = startOf(orgId, callId);
  for (const [index, entry] of entries.entries()) {
    const { at, kind, position, recordedAt } = entry;
    const data = parsed(entry.data);
    const hash = sha256(canonicalize({ at, data, kind, position, previousHash, recordedAt }) ?? "");
    const isInPlace = position === index + 1 && entry.previousHash === previousHash;
    if (data === undefined || !isInPlace || entry.hash !== hash) return index + 1;
    previousHash = hash;
  }
  return undefined;
}

/** Undefined for what is no JSON object. */
export function parsed(data: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
