import { shapeOf } from "@allokoli/shared/stored/shape";
import { z } from "zod";

/** What the watch keeps from one round to the next. */
const State = z.object({
  /** All calls that were made at Vapi before this moment have been checked. */
  after: z.string(),
  /** A pass that one round could not finish: begun at `upTo`, and done with calls made at `before` or later. */
  open: z.object({ before: z.string(), upTo: z.string() }).nullable(),
  /** Calls whose room could not adopt them yet. */
  again: z.array(z.object({ orgId: z.string(), vapiCallId: z.string(), attempts: z.int() })),
  /** The open call at which the last round stopped waking rooms. */
  woken: z.string().nullable(),
});
export type WatchState = z.infer<typeof State>;

export const WATCH = shapeOf<WatchState>("watch over calls", State, []);
