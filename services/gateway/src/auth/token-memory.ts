import type { Claims } from "@allokoli/shared/identity/identity";

export type VerifiedToken = { claims: Claims; kid: string };

/** Verified tokens by their hash, until they expire. Bounded: the one unused for longest goes first. */
export function createTokenMemory(capacity: number) {
  // A Map keeps its order: what is used moves to the end, so the first is the one unused for longest.
  const tokens = new Map<string, VerifiedToken>();
  return {
    get size() {
      return tokens.size;
    },
    find(hash: string, nowMs: number): Claims | undefined {
      const token = tokens.get(hash);
      if (token === undefined) return undefined;
      tokens.delete(hash);
      if (token.claims.exp * 1000 <= nowMs) return undefined;
      tokens.set(hash, token);
      return token.claims;
    },
    remember(hash: string, token: VerifiedToken) {
      tokens.delete(hash);
      tokens.set(hash, token);
      const [oldest] = tokens.keys();
      if (tokens.size > capacity && oldest !== undefined) tokens.delete(oldest);
    },
    /** Forget the tokens of every other key. */
    retain(kids: ReadonlySet<string>) {
      for (const [hash, { kid }] of tokens) if (!kids.has(kid)) tokens.delete(hash);
    },
  };
}
