import { requireEnv } from "@allokoli/shared/env/require-env";
import type { AnnounceBindings } from "@allokoli/shared/events/announce";
import type { DatabaseBindings } from "@allokoli/shared/service/service";
import type { VapiBindings } from "@allokoli/shared/vapi/client";

/** The Worker's bindings: wrangler.toml, and the secrets. */
export type Env = DatabaseBindings &
  AnnounceBindings &
  VapiBindings & {
    /** `AssistantsEntrypoint`: see packages/shared/src/rpc/drafts. */
    ASSISTANTS: unknown;
    TEST_RUNS: TestRunsNamespace;
    TEST_RUN_WATCH: { getByName(name: "all"): { arm(): Promise<void> } };
    RETRY_AFTER_MS: string;
    RUN_WATCH_EVERY_MS: string;
  };

/** The namespace of the `TestRuns` objects: one for each organization, named by its id. */
type TestRunsNamespace = {
  getByName(orgId: string): { arm(orgId: string, when: "soon" | "now"): Promise<void> };
};

/** wrangler.toml gives the reason for each duration. */
export const retryAfterMs = (env: Env) => Number(requireEnv(env, ["RETRY_AFTER_MS"]).RETRY_AFTER_MS);
export const watchEveryMs = (env: Env) => Number(requireEnv(env, ["RUN_WATCH_EVERY_MS"]).RUN_WATCH_EVERY_MS);
