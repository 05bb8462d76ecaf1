import { DurableObject } from "cloudflare:workers";
import { createMirrorSweep } from "@allokoli/shared/mirror/mirror-sweep";
import { sweepDelayMs, type Env } from "./env.ts";
import { sweepAll } from "./mirrors.ts";

/** Brings Vapi up to date with one organization; named by the organization's id. */
export class MirrorSweep extends DurableObject<Env> {
  readonly #sweep = createMirrorSweep(this.ctx, this.env, {
    service: "assistants",
    delayMs: sweepDelayMs(this.env),
    sweep: (database, orgId, log) => sweepAll(this.env, database, orgId, log),
  });

  /** Resolves once the alarm is stored. */
  arm(orgId: string, when: "soon" | "now"): Promise<void> {
    return this.#sweep.arm(orgId, when);
  }

  override alarm(): Promise<void> {
    return this.#sweep.ring();
  }
}
