import { requireEnv } from "@allokoli/shared/env/require-env";
import type { AnnounceBindings } from "@allokoli/shared/events/announce";
import type { DatabaseBindings } from "@allokoli/shared/http/service";
import type { SealBindings } from "@allokoli/shared/crypto/seal";
import type { VapiBindings } from "@allokoli/shared/vapi/client";

/** What the Worker is given: wrangler.toml, and the secrets. */
export type Env = DatabaseBindings &
  AnnounceBindings &
  VapiBindings &
  SealBindings & {
    /** `KnowledgeEntrypoint`: see packages/shared/src/rpc/knowledge. */
    KNOWLEDGE: unknown;
    /** The calls service, which makes the calls of a workflow. */
    CALLS: { fetch(request: Request): Promise<Response> };
    PUBLIC_API_URL: string;
    /** Secret: what each organization's server secret is derived from. */
    VAPI_WEBHOOK_SECRET: string;
    MIRROR_SWEEP: SweeperNamespace;
    TEST_RUNS: SweeperNamespace;
    /** The pause before the mirror, or a test run, tries again; 15 s when absent. */
    MIRROR_SWEEP_DELAY_MS?: string;
  };

/** The namespace of objects that carry things on, one an organization, by the organization's id. */
export type SweeperNamespace = {
  getByName(orgId: string): { arm(orgId: string, when: "soon" | "now"): Promise<void> };
};

/** Vapi's own time-out is 15 s (packages/shared/src/vapi): a second try must not overtake the first. */
const SWEEP_DELAY_MS = 15_000;

export const sweepDelayMs = (env: Pick<Env, "MIRROR_SWEEP_DELAY_MS">) =>
  Number(env.MIRROR_SWEEP_DELAY_MS) || SWEEP_DELAY_MS;

/** On a developer's machine the API itself is reached by plain http. */
export const isDevelopment = (env: Env) =>
  new URL(requireEnv(env, ["PUBLIC_API_URL"]).PUBLIC_API_URL).protocol === "http:";
