import { WorkerEntrypoint } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { createLog } from "@allokoli/shared/log/log";
import type { AssistantRequest, Blocked, NumberAnswer, TelephonyRpc } from "@allokoli/shared/rpc/telephony";
import type { WatchRpc } from "@allokoli/shared/rpc/watch";
import type { VoiceRpc, VoiceStanding } from "@allokoli/shared/rpc/voice";
import { createVapi } from "@allokoli/shared/vapi/client";
import { app } from "./app.ts";
import type { Env } from "./env.ts";
import { answerOnNumber } from "./inbound.ts";

export { MirrorSweep } from "./MirrorSweep.ts";
export { MirrorWatch } from "./MirrorWatch.ts";
export { NumberOrder } from "./NumberOrder.ts";
export default {
  fetch: app.fetch,
  /** Arms the objects that wake by themselves from then on, even without requests. */
  scheduled: (_controller, env) => env.MIRROR_WATCH.getByName("all").arm(),
} satisfies ExportedHandler<Env>;

/** The RPC methods for the other Workers. */
export class TelephonyEntrypoint extends WorkerEntrypoint<Env> implements TelephonyRpc, VoiceRpc, WatchRpc {
  async arm(): Promise<void> {
    await this.env.MIRROR_WATCH.getByName("all").arm();
  }

  voice(): Promise<VoiceStanding> {
    return createVapi(this.env).standing();
  }

  async answerAssistantRequest({
    orgId,
    vapiPhoneNumberId,
    caller,
    requestId,
  }: AssistantRequest): Promise<NumberAnswer | Blocked | undefined> {
    // A caller is waiting: Vapi gives an assistant-request 7.5 s.
    const database = connect(this.env.HYPERDRIVE.connectionString, { connectTimeoutMs: 1500, answerTimeoutMs: 2000 });
    const log = createLog({ service: "telephony", requestId });
    const startedAtMs = Date.now();
    try {
      return await answerOnNumber(database, { orgId, vapiPhoneNumberId, caller }, new Date(), log);
    } finally {
      log.info("asked by another Worker", { durationMs: Date.now() - startedAtMs, databaseMs: database.spent.ms });
      this.ctx.waitUntil(database.close());
    }
  }
}
