import { WorkerEntrypoint } from "cloudflare:workers";
import { createLog } from "@allokoli/shared/log/log";
import { armedOnce } from "@allokoli/shared/mirror/watch";
import type { CallsRpc, IngestInput, IngestResult } from "@allokoli/shared/rpc/calls";
import type { WatchRpc } from "@allokoli/shared/rpc/watch";
import type { VoiceRpc, VoiceStanding } from "@allokoli/shared/rpc/voice";
import { createVapi } from "@allokoli/shared/vapi/client";
import { app } from "./app.ts";
import type { CallsEnv } from "./env.ts";
import { destinationOf } from "./room/route.ts";
import { roomOf, watchOf } from "./room/rooms.ts";
import { translate } from "./room/events/translate.ts";

export { CallWatch } from "./missed/CallWatch.ts";
export { OrgFeed } from "./feed/OrgFeed.ts";
export { CallRoom } from "./room/CallRoom.ts";
export { RecordingKeeper } from "./recording/RecordingKeeper.ts";
export default {
  fetch(request, env, ctx) {
    ctx.waitUntil(armWatch(env));
    return app.fetch(request, env, ctx);
  },
  /** Arms the objects that wake by themselves from then on, even without requests. */
  scheduled: (_controller, env) => watchOf(env).arm(),
} satisfies ExportedHandler<CallsEnv>;

let armed: (() => Promise<void>) | undefined;
/** Crons do not fire in local development: the first use of this Worker arms the watch, once in its lifetime. */
const armWatch = (env: CallsEnv) =>
  (armed ??= armedOnce(
    () => watchOf(env).arm(),
    (err) => createLog({ service: "calls" }).error("watch over calls not armed", err),
  ))();

/** The RPC methods for the other Workers. */
export class CallsEntrypoint extends WorkerEntrypoint<CallsEnv> implements CallsRpc, VoiceRpc, WatchRpc {
  voice(): Promise<VoiceStanding> {
    return createVapi(this.env).standing();
  }

  async arm(): Promise<void> {
    await watchOf(this.env).arm();
  }

  async ingest(input: IngestInput): Promise<IngestResult> {
    const startedAtMs = Date.now();
    const { orgId, callId, requestId } = input;
    const result = await this.#ingest(input);
    const { outcome } = result;
    createLog({ service: "calls", requestId }).info("message", {
      orgId,
      callId,
      outcome,
      durationMs: Date.now() - startedAtMs,
    });
    return result;
  }

  async #ingest({ orgId, callId, message, isBlocked }: IngestInput): Promise<IngestResult> {
    this.ctx.waitUntil(armWatch(this.env));
    const destination = destinationOf(orgId, callId, message);
    // Reduced here to our own fields: nothing else of the message goes further.
    const sighting = translate(message, new Date().toISOString());
    if (destination === undefined || sighting === undefined) return { outcome: "ignored" };
    const ref = { orgId, ...destination };
    const told = isBlocked ? { ...sighting, facts: { ...sighting.facts, isBlocked } } : sighting;
    return { outcome: await roomOf(this.env, ref).ingest(ref, told) };
  }
}
