import { WorkerEntrypoint } from "cloudflare:workers";
import type { CallsRpc, IngestInput, IngestResult } from "@allokoli/shared/rpc/calls";
import { app } from "./app.ts";
import type { CallsEnv } from "./env.ts";
import { destinationOf } from "./room/route.ts";
import { roomOf } from "./room/rooms.ts";
import { translate } from "./room/translate.ts";

export { OrgFeed } from "./feed/OrgFeed.ts";
export { CallRoom } from "./room/CallRoom.ts";
export default app satisfies ExportedHandler<CallsEnv>;

/** What the other Workers ask of this one. */
export class CallsEntrypoint extends WorkerEntrypoint<CallsEnv> implements CallsRpc {
  async ingest({ orgId, callId, message }: IngestInput): Promise<IngestResult> {
    const destination = destinationOf(orgId, callId, message);
    // Cut down here: what we do not take over goes no further.
    const sighting = translate(message, new Date().toISOString());
    if (destination === undefined || sighting === undefined) return { outcome: "ignored" };
    const ref = { orgId, ...destination };
    return { outcome: await roomOf(this.env, ref).ingest(ref, sighting) };
  }
}
