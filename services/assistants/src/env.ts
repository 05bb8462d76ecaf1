import { requireEnv } from "@allokoli/shared/env/require-env";
import type { AddressBindings } from "@allokoli/shared/env/address-rules";
import type { AnnounceBindings } from "@allokoli/shared/events/announce";
import type { DatabaseBindings } from "@allokoli/shared/service/service";
import type { SweeperNamespace } from "@allokoli/shared/mirror/resource-mirror";
import type { SealBindings } from "@allokoli/shared/crypto/seal";
import type { VapiBindings } from "@allokoli/shared/vapi/client";

/** The Worker's bindings: wrangler.toml, and the secrets. */
export type Env = DatabaseBindings &
  AnnounceBindings &
  VapiBindings &
  SealBindings &
  AddressBindings & {
    /** `KnowledgeEntrypoint`: see packages/shared/src/rpc/knowledge. */
    KNOWLEDGE: unknown;
    /** Secret, from which each organization's server secret is derived. */
    VAPI_WEBHOOK_SECRET: string;
    MIRROR_SWEEP: SweeperNamespace;
    MIRROR_WATCH: MirrorWatchNamespace;
    /** The pause before the mirror tries again; 15 s when absent. */
    MIRROR_SWEEP_DELAY_MS?: string;
    TOOL_ANSWER_MS: string;
    MIRROR_WATCH_EVERY_MS: string;
    MIRROR_STOCKTAKE_EVERY_MS: string;
  };

/** The namespace of the one `MirrorWatch`. */
export type MirrorWatchNamespace = { getByName(name: "all"): { arm(): Promise<void> } };

/** Vapi's own time-out is 15 s (packages/shared/src/vapi): a second try must not overtake the first. */
const SWEEP_DELAY_MS = 15_000;

export const sweepDelayMs = (env: Pick<Env, "MIRROR_SWEEP_DELAY_MS">) =>
  Number(env.MIRROR_SWEEP_DELAY_MS) || SWEEP_DELAY_MS;

/** wrangler.toml gives the reason for each duration. */
export const watchEveryMs = (env: Env) => Number(requireEnv(env, ["MIRROR_WATCH_EVERY_MS"]).MIRROR_WATCH_EVERY_MS);
export const stocktakeEveryMs = (env: Env) =>
  Number(requireEnv(env, ["MIRROR_STOCKTAKE_EVERY_MS"]).MIRROR_STOCKTAKE_EVERY_MS);
export const toolAnswerMs = (env: Env) => Number(requireEnv(env, ["TOOL_ANSWER_MS"]).TOOL_ANSWER_MS);
