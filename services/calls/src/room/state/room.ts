import type { Log } from "@allokoli/shared/log/log";
import type { VapiAdapter } from "@allokoli/shared/vapi/client";
import type { CallsEnv, Timing } from "../../env.ts";
import type { Step } from "../events/fold.ts";
import type { RoomDoc, RoomStore } from "./doc.ts";
import type { Sighting } from "../events/translate.ts";
import type { Source } from "../events/history.ts";

/** A call's room as its parts see it: what they may read and change. */
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
  /** Apply a sighting: store, number, send. */
  apply(sighting: Sighting, source: Source): Step;
  /** Delete everything that is stored of the call here. */
  forget(): Promise<void>;
  /** The copy to Postgres that is under way: an older copy must not overtake a newer one. */
  flushing: Promise<void> | undefined;
};
