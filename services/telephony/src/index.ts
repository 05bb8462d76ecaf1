import { WorkerEntrypoint } from "cloudflare:workers";
import { connect } from "@allokoli/shared/db/connect";
import { createLog } from "@allokoli/shared/log/log";
import type { NumberAnswer, TelephonyRpc } from "@allokoli/shared/rpc/telephony";
import { app } from "./app.ts";
import type { Env } from "./env.ts";
import { answerOnNumber } from "./inbound.ts";

export { MirrorSweep } from "./MirrorSweep.ts";
export { NumberOrder } from "./NumberOrder.ts";
export default app satisfies ExportedHandler<Env>;

/** What the other Workers ask of this one. */
export class TelephonyEntrypoint extends WorkerEntrypoint<Env> implements TelephonyRpc {
  async answerAssistantRequest({
    orgId,
    vapiPhoneNumberId,
    requestId,
  }: {
    orgId: string;
    vapiPhoneNumberId: string;
    requestId: string;
  }): Promise<NumberAnswer | undefined> {
    // Somebody waits on the telephone: Vapi gives an assistant-request 7.5 s.
    const database = connect(this.env.HYPERDRIVE.connectionString, { connectTimeoutMs: 1500, answerTimeoutMs: 2000 });
    try {
      const log = createLog({ service: "telephony", requestId });
      return await answerOnNumber(database, { orgId, vapiPhoneNumberId }, new Date(), log);
    } finally {
      this.ctx.waitUntil(database.close());
    }
  }
}
