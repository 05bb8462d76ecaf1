import type { SealBindings } from "@allokoli/shared/crypto/seal";
import type { AddressBindings } from "@allokoli/shared/env/address-rules";
import { requireEnv } from "@allokoli/shared/env/require-env";
import type { MetricsBindings } from "@allokoli/shared/metrics/metrics";
import type { DatabaseBindings } from "@allokoli/shared/service/service";
import type { SmsAddresses } from "./sms/senders.ts";
import { Problem } from "@allokoli/shared/http/problem";

/** The bindings and settings of the Worker; wrangler.toml has the reason of each number. */
export type Env = DatabaseBindings &
  SealBindings &
  MetricsBindings &
  SmsAddresses &
  AddressBindings & {
    OUTBOX: OutboxNamespace;
    OUTBOX_SWEEP: OutboxSweepNamespace;
    LANE: LaneNamespace;
    ALERTS: AlertsNamespace;
    /** Cloudflare's `send_email` binding, or a local stand-in of the same form. */
    EMAIL: EmailBinding;
    /** The address that alerts come from. */
    MAIL_FROM: string;
  } & Record<Setting, string>;

type Setting = "SEND_TIMEOUT_MS" | "RETRY_PACE" | "DISABLE_AFTER_MS" | "DATABASE_RETRY_MS" | "SWEEP_EVERY_MS";

/** One endpoint of one organization. */
export type LaneRef = { orgId: string; endpointId: string };

/** The namespace of the `Outbox` objects, one an organization, by the organization's id. */
export type OutboxNamespace = {
  /** Events may wait. Resolves once the alarm is stored. */
  getByName(orgId: string): { wake(orgId: string): Promise<void> };
};
/** The namespace of the `Alerts` objects, one an organization, by the organization's id. */
export type AlertsNamespace = {
  /** Alerts may be due. Resolves once the alarm is stored. */
  getByName(orgId: string): { wake(orgId: string): Promise<void> };
};
export type EmailBinding = {
  send(message: {
    to: string;
    from: { name: string; email: string };
    subject: string;
    text: string;
    html: string;
    headers: Record<string, string>;
  }): Promise<unknown>;
};
/** The namespace of the one `OutboxSweep`. */
export type OutboxSweepNamespace = {
  /** From then on it wakes up by itself. */
  getByName(name: "all"): { arm(): Promise<void> };
};
/** The namespace of the `Lane` objects, one an endpoint, by the endpoint's id. */
export type LaneNamespace = {
  /** Deliveries may be due. Resolves once the alarm is stored. */
  getByName(endpointId: string): { wake(lane: LaneRef): Promise<void> };
};

/** @throws {Problem} `misconfigured`, when a setting is missing or not a number */
export function numberOf(env: Env, name: Setting): number {
  const value = Number(requireEnv(env, [name])[name]);
  if (!Number.isFinite(value) || value < 0)
    throw new Problem("misconfigured", { cause: new Error(`${name} is not a number`) });
  return value;
}

/** @throws {Problem} `misconfigured`, without what mails and text messages need */
export const requireAlertsEnv = (env: Env): Env =>
  requireSmsEnv(requireEnv(env, ["EMAIL", "MAIL_FROM", "CREDENTIALS_KEY", "SITE_URL", "PUBLIC_API_URL"]));

/** @throws {Problem} `misconfigured`, without what text messages need */
export const requireSmsEnv = (env: Env): Env =>
  requireEnv(env, ["CREDENTIALS_KEY", "TWILIO_BASE_URL", "TELNYX_BASE_URL", "VONAGE_MESSAGES_BASE_URL"]);
