import { NOT_FOUND_REASON } from "./look.ts";
import type { Room } from "../state/room.ts";
import type { Observation, Sighting } from "../events/translate.ts";
import type { History, NumberedEvent, Progress } from "../events/history.ts";

/**
 * Open a call again that we closed because Vapi did not know it, when a message from Vapi has news of it: it goes on,
 * or ended otherwise than we wrote. Its numbers and history continue, and Vapi is asked about it as before.
 */
export function openAgain(room: Room, sighting: Sighting): void {
  const doc = room.doc();
  // A call that was never found at Vapi has no id to ask with: it stays closed.
  if (doc === undefined || doc.atVapi === null) return;
  const progress = openedAgain(doc.progress, sighting, room.store.history);
  if (progress !== undefined) room.change({ progress, doneAtMs: null });
}

/** The progress of a call opened again; undefined when it stays closed. A report replaces ours without that (fold). */
export function openedAgain(progress: Progress, sighting: Sighting, history: History): Progress | undefined {
  const { reportedBy, endedSource, endedReason, endedAt } = progress;
  const isOurs = reportedBy === "reconciled" && endedSource === "reconciled" && endedReason === NOT_FOUND_REASON;
  if (!isOurs || sighting.report !== undefined) return undefined;
  if (!sighting.observations.some((observation) => isNews(observation, endedAt ?? "", history))) return undefined;
  // The message itself moves the call on to its real status.
  return { ...progress, status: "queued", endedAt: null, endedReason: null, endedSource: null, reportedBy: null };
}

/** Whether events of an open call contain a report: a client would take it for the end and leave. */
export const saysOver = (events: NumberedEvent[], { reportedBy }: Progress) =>
  reportedBy === null && events.some(({ body }) => body.type === "call.report");

/** A repeated or late message is not news. */
function isNews({ key, at, body }: Observation, endedAt: string, history: History): boolean {
  if (body.type === "call.status") return body.status === "ended" || at > endedAt;
  return key === null ? at > endedAt : !history.has(key);
}
