import type { Claims } from "@allokoli/shared/identity/identity";
import { LRUCache } from "lru-cache";

export type VerifiedToken = { claims: Claims; kid: string };

/** Verified tokens by their hash, until they expire. Bounded: the one unused for longest goes first. */
export function createTokenMemory(capacity: number) {
  const tokens = new LRUCache<string, VerifiedToken>({ max: capacity });
  return {
    get size() {
      return tokens.size;
    },
    find(hash: string, nowMs: number): Claims | undefined {
      const token = tokens.get(hash);
      if (token !== undefined && token.claims.exp * 1000 > nowMs) return token.claims;
      tokens.delete(hash);
      return undefined;
    },
    remember: (hash: string, token: VerifiedToken) => void tokens.set(hash, token),
    /** Forget the tokens of every other key. */
    retain(kids: ReadonlySet<string>) {
      for (const [hash, { kid }] of tokens) if (!kids.has(kid)) tokens.delete(hash);
    },
  };
}
