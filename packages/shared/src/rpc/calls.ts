/**
 * What the calls Worker does for the other Workers, over its `CallsEntrypoint`.
 * Errors keep their name and message over RPC, not their class: results are told as values.
 */
export type CallsRpc = {
  /**
   * Take one of Vapi's server messages for a call. Resolves once the event is stored and sent to the listeners;
   * only then may Vapi be answered 200.
   */
  ingest(input: IngestInput): Promise<IngestResult>;
};

export type IngestInput = {
  orgId: string;
  /** Our id of the call, when the address that Vapi called says it. */
  callId: string | null;
  /** Vapi's message, authenticated and bounded, not yet cut down. */
  message: Record<string, unknown>;
  /** The caller is blocked: however the call ends now, that is why. */
  isBlocked?: true;
  requestId: string;
};
/** `absent`: Vapi does not know the call, for the moment. The message has to come again. */
export type IngestOutcome = "stored" | "repeated" | "ignored" | "absent";
export type IngestResult = { outcome: IngestOutcome };

/** The calls Worker's service binding as its RPC interface. */
// The binding's entrypoint is `CallsEntrypoint` of services/calls, which is declared to implement this type.
export const callsRpc = (binding: unknown): CallsRpc => binding as CallsRpc;
