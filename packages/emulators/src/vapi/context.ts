import type { Clock, Speed } from "./clock.ts";
import type { FaultBoard } from "./faults.ts";
import type { RequestLog } from "./request-log.ts";
import type { State } from "./state.ts";
import type { Journal } from "./journal.ts";

/** What happens to a call beyond the concurrency limit; Vapi has been seen to do all three. */
export type Overflow = "queue" | "end" | "reject";
/** The three shapes in which real tool calls arrive. */
export type ToolArguments = "object" | "string" | "flat";

export type Settings = {
  speed: Speed;
  seed: number;
  concurrencyLimit: number;
  overflow: Overflow;
  toolArguments: ToolArguments;
  /** Multiplies the waits of back-off plans; 0 retries at once. */
  backoffScale: number;
  /** Vapi gives an assistant-request 7.5 s, whatever the server object says. */
  assistantRequestTimeoutMs: number;
  /** How long a message waits for the one before it to be answered. */
  orderPatienceMs: number;
  /** How long after its end the results of a simulation are written. */
  resultsLagMs: number;
};

export type Emulator = {
  clock: Clock;
  state: State;
  settings: Settings;
  faults: FaultBoard;
  journal: Journal;
  requests: RequestLog;
  apiKey: string;
  publicKey: string;
  /** Origin, known once the server listens. */
  url(): string;
  /** Aborted when the emulator closes: everything in flight stops where it is. */
  closing: AbortSignal;
};
