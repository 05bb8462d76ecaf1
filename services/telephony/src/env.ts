import type { SealBindings } from "@allokoli/shared/crypto/seal";
import { requireEnv } from "@allokoli/shared/env/require-env";
import type { AnnounceBindings } from "@allokoli/shared/events/announce";
import type { DatabaseBindings } from "@allokoli/shared/http/service";
import type { VapiBindings } from "@allokoli/shared/vapi/client";
import type { OrderAnswer, OrderName } from "./orders/api.ts";

/** Where the telephone providers are reached: their own addresses, or a stand-in's. */
export type ProviderAddresses = {
  TWILIO_BASE_URL: string;
  TWILIO_PRICING_BASE_URL: string;
  TELNYX_BASE_URL: string;
  VONAGE_BASE_URL: string;
};

/** What the Worker is given: wrangler.toml, and the secrets. */
export type Env = DatabaseBindings &
  AnnounceBindings &
  VapiBindings &
  SealBindings &
  ProviderAddresses & {
    PUBLIC_API_URL: string;
    /** The European Central Bank, which says what currencies are worth. */
    ECB_BASE_URL: string;
    /** Secret: what each organization's server secret is derived from. */
    VAPI_WEBHOOK_SECRET: string;
    MIRROR_SWEEP: MirrorSweepNamespace;
    NUMBER_ORDER: NumberOrderNamespace;
    /** The pause before the mirror or an order tries again; 15 s when absent. */
    MIRROR_SWEEP_DELAY_MS?: string;
  };

/** The namespace of the `MirrorSweep` objects, one an organization, by the organization's id. */
export type MirrorSweepNamespace = {
  getByName(orgId: string): { arm(orgId: string, when: "soon" | "now"): Promise<void> };
};
/** The namespace of the `NumberOrder` objects, one a number, by the number's id. */
export type NumberOrderNamespace = {
  getByName(numberId: string): {
    arm(order: OrderName, when: "soon" | "now"): Promise<void>;
    run(order: OrderName): Promise<OrderAnswer>;
  };
};

/** Every request to a provider or to Vapi is over by then (15 s): a second try must not overtake the first. */
const DELAY_MS = 15_000;

export const delayMs = (env: Pick<Env, "MIRROR_SWEEP_DELAY_MS">) => Number(env.MIRROR_SWEEP_DELAY_MS) || DELAY_MS;

/** The environment with everything that an order or the mirror needs. */
export const requireWhole = (env: Env) =>
  requireEnv(env, [
    "VAPI_API_KEY",
    "VAPI_BASE_URL",
    "VAPI_WEBHOOK_SECRET",
    "PUBLIC_API_URL",
    "CREDENTIALS_KEY",
    "TWILIO_BASE_URL",
    "TWILIO_PRICING_BASE_URL",
    "TELNYX_BASE_URL",
    "VONAGE_BASE_URL",
    "ECB_BASE_URL",
    "MIRROR_SWEEP",
    "NUMBER_ORDER",
  ]);

/** On a developer's machine the API itself is reached by plain http. */
export const isDevelopment = (env: Env) => new URL(env.PUBLIC_API_URL).protocol === "http:";
