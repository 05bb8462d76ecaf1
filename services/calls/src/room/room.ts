import type { Log } from "@allokoli/shared/log/log";
import type { VapiAdapter } from "@allokoli/shared/vapi/client";
import type { CallsEnv, Timing } from "../env.ts";
import type { Source, Step } from "./fold.ts";
import type { RoomDoc, RoomStore } from "./doc.ts";
import type { Sighting } from "./translate.ts";

/** A call's room as its parts see it: what they may read of it and do to it. */
export type Room = {
  readonly env: CallsEnv;
  readonly store: RoomStore;
  readonly timing: Timing;
  readonly vapi: VapiAdapter;
  readonly log: Log;
  now(): number;
  doc(): RoomDoc | undefined;
  /** Store a change that is not an event. */
  change(change: Partial<RoomDoc>): RoomDoc;
  /** Fold a sighting in: store, number, send. */
  apply(sighting: Sighting, source: Source): Step;
  /** Nothing is left of the call here. */
  forget(): Promise<void>;
  /** The copy to Postgres that is under way: an older one must not overtake a newer one. */
  flushing: Promise<void> | undefined;
};
