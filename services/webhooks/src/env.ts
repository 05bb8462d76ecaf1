import type { Log } from "@allokoli/shared/log/log";

export type WebhooksBindings = {
  /** `CallsEntrypoint`, `AssistantsEntrypoint` and `TelephonyEntrypoint`: see packages/shared/src/rpc. */
  CALLS: unknown;
  ASSISTANTS: unknown;
  TELEPHONY: unknown;
  /** The master secret from which each organization's is derived. */
  VAPI_WEBHOOK_SECRET: string;
  /** The previous master secret, until Vapi has the new one: docs/deployment.md. */
  VAPI_WEBHOOK_SECRET_PREVIOUS?: string;
  /** The key of Vapi's HMAC credential, where one is used. */
  VAPI_HMAC_KEY?: string;
};

export type WebhooksEnv = { Bindings: WebhooksBindings; Variables: { requestId: string; log: Log } };
