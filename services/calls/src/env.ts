import type { AnnounceBindings } from "@allokoli/shared/events/announce";
import type { MetricsBindings } from "@allokoli/shared/metrics/metrics";
import type { DatabaseBindings } from "@allokoli/shared/service/service";
import type { VapiBindings } from "@allokoli/shared/vapi/client";
import type { Bucket } from "@allokoli/shared/storage/bucket";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { Problem } from "@allokoli/shared/http/problem";

/** A class of Durable Objects; room/rooms.ts has their types. */
export type Objects = { getByName(name: string): unknown };

/** The bindings, secrets and settings of this Worker; wrangler.toml has the reason of each number. */
export type CallsEnv = DatabaseBindings &
  AnnounceBindings &
  VapiBindings &
  MetricsBindings & {
    /** `AssistantsEntrypoint`: see packages/shared/src/rpc/workflows. */
    ASSISTANTS: unknown;
    CALL_ROOM: Objects;
    ORG_FEED: Objects;
    CALL_WATCH: Objects;
    RECORDINGS: Bucket;
    RECORDING_KEEPER: Objects;
    /** The master secret from which the organizations' secrets are derived (crypto/hmac). */
    VAPI_WEBHOOK_SECRET: string;
    PUBLIC_API_URL: string;
    /** The number at Vapi that outgoing calls come from. */
    VAPI_PHONE_NUMBER_ID: string;
    /** Vapi's key for calls from a browser. Without it there are none. */
    VAPI_PUBLIC_KEY?: string;
    FLUSH_AFTER_MS: string;
    RECONCILE_AFTER_MS: string;
    REPORT_AFTER_MS: string;
    HEARTBEAT_MS: string;
    MEMBERSHIP_CHECK_MS: string;
    KEEP_ROOM_MS: string;
    MISSED_CALLS_EVERY_MS: string;
    LEAVE_ALONE_MS: string;
    QUIET_AFTER_MS: string;
    RECORDING_RETRY_MS: string;
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
  missedCallsEveryMs: number;
  /** A younger call is left alone: its first messages may be on their way. */
  leaveAloneMs: number;
  /** The room of an open call is woken when the row has not changed for this long. */
  quietAfterMs: number;
  /** The pause before a recording that could not be copied is tried again; it doubles with each try. */
  recordingRetryMs: number;
  dialPace: number;
};

/** @throws when a setting is missing or not a number: there are no defaults (invariant 10). */
export function timingOf(env: CallsEnv): Timing {
  return {
    flushAfterMs: numberOf(env, "FLUSH_AFTER_MS"),
    silentAfterMs: numberOf(env, "RECONCILE_AFTER_MS"),
    reportAfterMs: numberOf(env, "REPORT_AFTER_MS"),
    heartbeatMs: numberOf(env, "HEARTBEAT_MS"),
    membershipCheckMs: numberOf(env, "MEMBERSHIP_CHECK_MS"),
    keepRoomMs: numberOf(env, "KEEP_ROOM_MS"),
    missedCallsEveryMs: numberOf(env, "MISSED_CALLS_EVERY_MS"),
    leaveAloneMs: numberOf(env, "LEAVE_ALONE_MS"),
    quietAfterMs: numberOf(env, "QUIET_AFTER_MS"),
    recordingRetryMs: numberOf(env, "RECORDING_RETRY_MS"),
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
  | "MISSED_CALLS_EVERY_MS"
  | "LEAVE_ALONE_MS"
  | "QUIET_AFTER_MS"
  | "RECORDING_RETRY_MS"
  | "DIAL_PACE";

function numberOf(env: CallsEnv, name: Setting): number {
  const value = Number(requireEnv(env, [name])[name]);
  if (!Number.isFinite(value) || value < 0)
    throw new Problem("misconfigured", { cause: new Error(`${name} is not a number`) });
  return value;
}
