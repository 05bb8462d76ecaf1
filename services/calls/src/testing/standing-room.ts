import { createVapi } from "@allokoli/shared/vapi/client";
import type { CallsEnv } from "../env.ts";
import { fold } from "../room/events/fold.ts";
import { newDoc, type RoomDoc } from "../room/state/doc.ts";
import type { Room } from "../room/state/room.ts";
import { openStore } from "../room/store.ts";
import type { Sighting } from "../room/events/translate.ts";
import { MemoryStorage } from "./memory-storage.ts";

const SECOND = 1_000;

/** A call's room without the Durable Object: its parts, on a storage in memory and a test's Postgres. */
export function standingRoom(call: { orgId: string; callId: string; own: boolean }, connectionString: string) {
  const memory = new MemoryStorage();
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const store = openStore(memory.storage, log);
  store.open();
  let doc: RoomDoc | undefined = newDoc(call, null, Date.now());
  const room: Room = {
    // The only bindings that the parts use. Announced events go nowhere.
    env: {
      HYPERDRIVE: { connectionString },
      DELIVERIES: { eventsWritten: () => Promise.resolve() },
    } as unknown as CallsEnv,
    store,
    timing: {
      flushAfterMs: SECOND,
      silentAfterMs: 30 * SECOND,
      reportAfterMs: 25 * SECOND,
      heartbeatMs: 25 * SECOND,
      membershipCheckMs: 60 * SECOND,
      keepRoomMs: 86_400 * SECOND,
      missedCallsEveryMs: 300 * SECOND,
      leaveAloneMs: 60 * SECOND,
      recordingRetryMs: 0,
      quietAfterMs: 900 * SECOND,
      dialPace: 1,
    },
    vapi: createVapi({ VAPI_API_KEY: "none", VAPI_BASE_URL: "http://127.0.0.1:9" }),
    log,
    now: Date.now,
    doc: () => doc,
    change(change) {
      if (doc === undefined) throw new Error("this room has no call");
      doc = { ...doc, ...change };
      store.saveDoc(doc);
      return doc;
    },
    apply(sighting: Sighting, source) {
      if (doc === undefined) throw new Error("this room has no call");
      const step = fold(doc.progress, sighting, store.history, source);
      store.addEvents(step.events);
      if (step.report !== undefined) store.saveReport(step.report);
      this.change({
        facts: { ...doc.facts, ...sighting.facts },
        progress: step.progress,
        version: doc.version + 1,
        ...(step.report !== undefined && { flushedReport: false }),
      });
      return step;
    },
    forget() {
      doc = undefined;
      return Promise.resolve();
    },
    flushing: undefined,
  };
  return { room, memory };
}
