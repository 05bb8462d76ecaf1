/** How the voice provider is, as a Worker that speaks to it has seen it. */
export type VoiceStanding =
  | { isAnswering: true }
  /** `since` is when it was first seen to fail, an ISO date. */
  | { isAnswering: false; since: string };

/** What every Worker that speaks to Vapi says of it to the gateway, over its entrypoint. */
export type VoiceRpc = {
  /** Bounded: Vapi is asked only when nothing was heard of it for a while, for a few seconds at most. Never rejects. */
  voice(): Promise<VoiceStanding>;
};

/** A service binding to such an entrypoint as its RPC interface. */
// Each of the entrypoints that the gateway binds is declared to implement this type.
export const voiceRpc = (binding: unknown): VoiceRpc => binding as VoiceRpc;
