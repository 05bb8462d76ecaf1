import type { AnnounceBindings } from "@allokoli/shared/events/announce";
import type { DatabaseBindings } from "@allokoli/shared/http/service";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { Problem } from "@allokoli/shared/http/problem";

/** The bindings, secrets and settings of this Worker; wrangler.toml says why each number. */
export type CallsEnv = DatabaseBindings &
  AnnounceBindings & {
    CALL_ROOM: DurableObjectNamespace;
    ORG_FEED: DurableObjectNamespace;
    VAPI_API_KEY: string;
    VAPI_BASE_URL: string;
    /** The master secret of the organizations' own (crypto/hmac). */
    VAPI_WEBHOOK_SECRET: string;
    PUBLIC_API_URL: string;
    /** The number at Vapi that outgoing calls come from. */
    VAPI_PHONE_NUMBER_ID: string;
    FLUSH_AFTER_MS: string;
    RECONCILE_AFTER_MS: string;
    REPORT_AFTER_MS: string;
    HEARTBEAT_MS: string;
    MEMBERSHIP_CHECK_MS: string;
    KEEP_ROOM_MS: string;
    /** Multiplies the waits of dialling; 1 outside of tests. */
    DIAL_PACE: string;
  };

export type Timing = {
  flushAfterMs: number;
  silentAfterMs: number;
  reportAfterMs: number;
  heartbeatMs: number;
  membershipCheckMs: number;
  keepRoomMs: number;
  dialPace: number;
};

/** @throws when a setting is missing or not a number: never a default (invariant 10). */
export function timingOf(env: CallsEnv): Timing {
  return {
    flushAfterMs: numberOf(env, "FLUSH_AFTER_MS"),
    silentAfterMs: numberOf(env, "RECONCILE_AFTER_MS"),
    reportAfterMs: numberOf(env, "REPORT_AFTER_MS"),
    heartbeatMs: numberOf(env, "HEARTBEAT_MS"),
    membershipCheckMs: numberOf(env, "MEMBERSHIP_CHECK_MS"),
    keepRoomMs: numberOf(env, "KEEP_ROOM_MS"),
    dialPace: numberOf(env, "DIAL_PACE"),
  };
}

type Setting =
  | "FLUSH_AFTER_MS"
  | "RECONCILE_AFTER_MS"
  | "REPORT_AFTER_MS"
  | "HEARTBEAT_MS"
  | "MEMBERSHIP_CHECK_MS"
  | "KEEP_ROOM_MS"
  | "DIAL_PACE";

function numberOf(env: CallsEnv, name: Setting): number {
  const value = Number(requireEnv(env, [name])[name]);
  if (!Number.isFinite(value) || value < 0)
    throw new Problem("misconfigured", { cause: new Error(`${name} is not a number`) });
  return value;
}
