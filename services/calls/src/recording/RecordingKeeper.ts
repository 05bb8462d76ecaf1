import { DurableObject } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { systemTenant } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { createLog } from "@allokoli/shared/log/log";
import { createObjectSweeper } from "@allokoli/shared/mirror/sweeper";
import { createVapi } from "@allokoli/shared/vapi/client";
import { timingOf, type CallsEnv } from "../env.ts";
import { findChecked } from "../vapi/identity.ts";
import { sourcesOf } from "../vapi/sources.ts";
import { askForRecording } from "./fetch-recording.ts";
import { keepRecordings } from "./keep.ts";
import { releaseCopies } from "./store.ts";

/** Longer than a transaction takes that plans a copy. */
const WATCH_MS = 30_000;

/** Copies an organization's recordings to R2 and deletes those of deleted calls, one after the other; named by its id. */
export class RecordingKeeper extends DurableObject<CallsEnv> {
  readonly #log = createLog({ service: "calls", object: "RecordingKeeper" });
  readonly #retryMs = timingOf(this.env).recordingRetryMs;
  readonly #sweeper = createObjectSweeper(this.ctx.storage, this.#log, {
    failure: "recordings not looked after",
    sweep: (orgId) => this.#sweep(orgId),
    delayMs: this.#retryMs,
    watchMs: WATCH_MS,
  });
  #hasBegun = false;

  arm(orgId: string, when: "soon" | "now"): Promise<void> {
    return this.#sweeper.arm(orgId, when);
  }

  override alarm(): Promise<void> {
    return this.#sweeper.ring();
  }

  async #sweep(orgId: string): Promise<Date | undefined> {
    const env = { ...this.env, ...requireEnv(this.env, ["VAPI_API_KEY", "VAPI_BASE_URL", "HYPERDRIVE", "RECORDINGS"]) };
    const database = connect(env.HYPERDRIVE.connectionString);
    const tenant = systemTenant(database, orgId);
    const vapi = createVapi(env);
    try {
      if (!this.#hasBegun) await tenant.write("member", (tx) => releaseCopies(tx, orgId, new Date()));
      this.#hasBegun = true;
      return await keepRecordings({
        tenant,
        bucket: env.RECORDINGS,
        async fetch(call) {
          const vapiCallId = await findChecked(sourcesOf({ vapi, env }), call);
          return vapiCallId === undefined ? undefined : askForRecording(vapi, env, vapiCallId, undefined);
        },
        now: () => new Date(),
        random: Math.random,
        retryMs: this.#retryMs,
        log: this.#log,
      });
    } finally {
      this.ctx.waitUntil(database.close());
    }
  }
}
