import type { Call } from "../../../services/calls/src/calls/contract.ts";
import { callTitle } from "../lib/calls/labels.ts";
import type { StreamedEvent } from "./call-view.ts";

/** A call on the board of what goes on. */
export type BoardCall = {
  id: string;
  title: string;
  assistantName: string | null;
  status: Call["status"];
  startedAt: string | null;
  /** What was said last, and by whom. */
  last: { role: "assistant" | "user"; text: string } | null;
  isKnown: boolean;
};

/** Ended calls stay for the eye to catch, but not for ever. */
const MAX_ENDED = 3;

export const toBoardCall = (call: Call): BoardCall => ({
  id: call.id,
  title: callTitle(call),
  assistantName: call.assistant?.name ?? null,
  status: call.status,
  startedAt: call.startedAt,
  last: null,
  isKnown: true,
});

/** The board after an event; a call that it does not know yet stands there without its name until it is asked for. */
export function applyToBoard(board: BoardCall[], event: StreamedEvent): BoardCall[] {
  const known = board.find(({ id }) => id === event.callId);
  if (known === undefined && (event.type === "call.report" || (event.type === "call.status" && event.status === "ended"))) return board;
  const before = known ?? { id: event.callId, title: "", assistantName: null, status: "queued" as const, startedAt: null, last: null, isKnown: false };
  const after = applyToCall(before, event);
  const next = known === undefined ? [after, ...board] : board.map((call) => (call.id === after.id ? after : call));
  return withoutOldEnds(next);
}

function applyToCall(call: BoardCall, event: StreamedEvent): BoardCall {
  if (event.type === "transcript" && event.final) return { ...call, last: { role: event.role, text: event.text } };
  if (event.type === "call.report") return { ...call, status: "ended" };
  if (event.type !== "call.status" || call.status === "ended") return call;
  return { ...call, status: event.status, startedAt: call.startedAt ?? (event.status === "in-progress" ? event.at : null) };
}

/** What the API says of a call that the board met by an event. */
export const withDetails = (board: BoardCall[], call: Call): BoardCall[] =>
  board.map((known) =>
    known.id === call.id ? { ...toBoardCall(call), status: known.status, last: known.last, startedAt: known.startedAt ?? call.startedAt } : known,
  );

function withoutOldEnds(board: BoardCall[]): BoardCall[] {
  let ended = 0;
  return board.filter(({ status }) => status !== "ended" || (ended += 1) <= MAX_ENDED);
}
