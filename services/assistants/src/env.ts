import { requireEnv } from "@allokoli/shared/env/require-env";
import type { DatabaseBindings } from "@allokoli/shared/http/service";
import type { VapiBindings } from "@allokoli/shared/vapi/client";

/** What the Worker is given: wrangler.toml, and the secrets. */
export type Env = DatabaseBindings &
  VapiBindings & {
    PUBLIC_API_URL: string;
    /** Secret: what each organization's server secret is derived from. */
    VAPI_WEBHOOK_SECRET: string;
    MIRROR_SWEEP: MirrorSweepNamespace;
    /** The pause before the mirror tries again; 15 s when absent. */
    MIRROR_SWEEP_DELAY_MS?: string;
  };

/** The namespace of the `MirrorSweep` objects, one an organization, by the organization's id. */
export type MirrorSweepNamespace = {
  getByName(orgId: string): { arm(orgId: string, when: "soon" | "now"): Promise<void> };
};

/** Vapi's own time-out is 15 s (packages/shared/src/vapi): a second try must not overtake the first. */
const SWEEP_DELAY_MS = 15_000;

export const sweepDelayMs = (env: Pick<Env, "MIRROR_SWEEP_DELAY_MS">) =>
  Number(env.MIRROR_SWEEP_DELAY_MS) || SWEEP_DELAY_MS;

/** On a developer's machine the API itself is reached by plain http. */
export const isDevelopment = (env: Env) =>
  new URL(requireEnv(env, ["PUBLIC_API_URL"]).PUBLIC_API_URL).protocol === "http:";
