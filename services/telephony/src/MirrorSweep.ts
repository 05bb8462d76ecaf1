import { DurableObject } from "cloudflare:workers";
import { sweepInTurn } from "@allokoli/shared/mirror/mirror";
import { createMirrorSweep } from "@allokoli/shared/mirror/mirror-sweep";
import { credentialMirror } from "./credentials/mirror.ts";
import { delayMs, requireWhole, type Env } from "./env.ts";
import { numberMirror } from "./numbers/mirror.ts";

/** Credentials come first: numbers are imported with them. */
const MIRRORS = [credentialMirror, numberMirror];

/** Sends the pending changes of one organization's telephony to Vapi; named by the organization's id. */
export class MirrorSweep extends DurableObject<Env> {
  readonly #sweep = createMirrorSweep(this.ctx, this.env, {
    service: "telephony",
    delayMs: delayMs(this.env),
    sweep: async (database, orgId, log) => {
      const env = requireWhole(this.env);
      return sweepInTurn(MIRRORS.map((mirror) => mirror(env, database, orgId, log)));
    },
  });

  /** Resolves once the alarm is stored. */
  arm(orgId: string, when: "soon" | "now"): Promise<void> {
    return this.#sweep.arm(orgId, when);
  }

  override alarm(): Promise<void> {
    return this.#sweep.ring();
  }
}
