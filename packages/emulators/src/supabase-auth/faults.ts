import { setTimeout as delay } from "node:timers/promises";
import type { JsonBody } from "./json-body.ts";

export type FaultSettings = {
  /** Everything answers 503, the key set included. */
  down: boolean;
  /** Only the key set answers 503. */
  jwksDown: boolean;
  /** Every answer waits this long. */
  latencyMs: number;
  /** No mail leaves: 429 over_email_send_rate_limit, and a Worker is told E_RATE_LIMIT_EXCEEDED. */
  mailRateLimited: boolean;
  /** A mail of a Worker's arrives, and the Worker is not told so. */
  workerMailAnswerLost: boolean;
  /** The least time between two mails to a person; the CLI has 1 s, the hosted service 60 s. */
  mailIntervalSeconds: number;
  /** Mail to a domain that cannot receive any: 400 email_address_invalid. */
  rejectReservedDomains: boolean;
};

const NO_FAULTS: FaultSettings = {
  down: false,
  jwksDown: false,
  latencyMs: 0,
  mailRateLimited: false,
  workerMailAnswerLost: false,
  mailIntervalSeconds: 0,
  rejectReservedDomains: false,
};

export class Faults {
  #settings: FaultSettings = NO_FAULTS;

  get settings(): FaultSettings {
    return this.#settings;
  }

  set(changes: Partial<FaultSettings>): void {
    this.#settings = { ...this.#settings, ...changes };
  }

  clear(): void {
    this.#settings = NO_FAULTS;
  }

  async wait(signal: AbortSignal): Promise<void> {
    if (this.#settings.latencyMs > 0) await delay(this.#settings.latencyMs, undefined, { signal, ref: false });
  }
}

/** Takes the settings that the body names and leaves the others out. */
export function toFaultChanges(body: JsonBody): Partial<FaultSettings> {
  const flags = ["down", "jwksDown", "mailRateLimited", "workerMailAnswerLost", "rejectReservedDomains"] as const;
  const numbers = ["latencyMs", "mailIntervalSeconds"] as const;
  const changes: Partial<FaultSettings> = {};
  for (const name of flags) {
    const value = body.findFlag(name);
    if (value !== undefined) changes[name] = value;
  }
  for (const name of numbers) {
    const value = body.findNumber(name);
    if (value !== undefined) changes[name] = value;
  }
  return changes;
}
