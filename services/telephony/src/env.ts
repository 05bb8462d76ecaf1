import type { SealBindings } from "@allokoli/shared/crypto/seal";
import type { AddressBindings } from "@allokoli/shared/env/address-rules";
import type { ORDER_STATES } from "@allokoli/shared/db/schema/index";
import { requireEnv } from "@allokoli/shared/env/require-env";
import type { AnnounceBindings } from "@allokoli/shared/events/announce";
import type { SweeperNamespace } from "@allokoli/shared/mirror/resource-mirror";
import { longestMs } from "@allokoli/shared/mirror/state";
import type { DatabaseBindings } from "@allokoli/shared/service/service";
import type { VapiBindings } from "@allokoli/shared/vapi/client";

/** The addresses of the telephone providers, or of their emulators. */
export type ProviderAddresses = {
  TWILIO_BASE_URL: string;
  TWILIO_PRICING_BASE_URL: string;
  TELNYX_BASE_URL: string;
  VONAGE_BASE_URL: string;
};

/** The bindings, settings and secrets of the Worker (wrangler.toml). */
export type Env = DatabaseBindings &
  AnnounceBindings &
  VapiBindings &
  SealBindings &
  ProviderAddresses &
  AddressBindings & {
    /** The European Central Bank, for exchange rates. */
    ECB_BASE_URL: string;
    /** Secret: the master secret from which the organizations' server secrets are derived. */
    VAPI_WEBHOOK_SECRET: string;
    MIRROR_SWEEP: SweeperNamespace;
    MIRROR_WATCH: MirrorWatchNamespace;
    /** How often the watch looks for numbers that Vapi has in an older form. */
    MIRROR_WATCH_EVERY_MS: string;
    /** How often all resources of a kind at Vapi are compared with the rows. */
    MIRROR_STOCKTAKE_EVERY_MS: string;
    NUMBER_ORDER: NumberOrderNamespace;
    /** The pause before the mirror or an order tries again; 15 s when absent. */
    MIRROR_SWEEP_DELAY_MS?: string;
  };

/** The namespace of the one `MirrorWatch`. */
export type MirrorWatchNamespace = { getByName(name: "all"): { arm(): Promise<void> } };
/** The number, and its organization, that an order is for. */
export type OrderName = { orgId: string; numberId: string };
/** The state of an order; `gone` when there is no such number (any more). */
export type OrderAnswer = {
  state: (typeof ORDER_STATES)[number] | "gone";
  error: string | null;
  isAtProvider: boolean;
};
/** The namespace of the `NumberOrder` objects, one per number, by the number's id. */
export type NumberOrderNamespace = {
  getByName(numberId: string): {
    arm(order: OrderName, when: "soon" | "now"): Promise<void>;
    run(order: OrderName): Promise<OrderAnswer>;
  };
};

/** No request to a provider or to Vapi takes longer than this (15 s): a second try must not overtake the first. */
const DELAY_MS = 15_000;

export const delayMs = (env: Pick<Env, "MIRROR_SWEEP_DELAY_MS">) => Number(env.MIRROR_SWEEP_DELAY_MS) || DELAY_MS;

/** The wait before an unanswered request is sent again. A number costs money, so it is twice what Vapi may take. */
export const quietMs = (env: Pick<Env, "MIRROR_SWEEP_DELAY_MS">) => 2 * longestMs(delayMs(env));

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
    "MIRROR_WATCH",
    "MIRROR_WATCH_EVERY_MS",
    "MIRROR_STOCKTAKE_EVERY_MS",
    "NUMBER_ORDER",
  ]);
