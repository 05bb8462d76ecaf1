import type { Call } from "../lib/api/types.ts";
import { callTitle } from "../lib/calls/labels.ts";
import type { StreamedEvent } from "./call-view.ts";

/** A call on the board of live calls. */
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

/** A call goes through these in one direction only, so the later of two states is the current one. */
const ORDER = ["scheduled", "queued", "ringing", "in-progress", "forwarding", "ended"] as const;

const later = (one: Call["status"], other: Call["status"]) => (ORDER.indexOf(one) < ORDER.indexOf(other) ? other : one);

/** How many ended calls stay on the board, so that a person notices the end. */
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

/** The board after an event. An unknown call is added without its name, which the API gives later. */
export function applyToBoard(board: BoardCall[], event: StreamedEvent): BoardCall[] {
  const known = board.find(({ id }) => id === event.callId);
  if (
    known === undefined &&
    (event.type === "call.report" || (event.type === "call.status" && event.status === "ended"))
  )
    return board;
  const before = known ?? {
    id: event.callId,
    title: "",
    assistantName: null,
    status: "queued" as const,
    startedAt: null,
    last: null,
    isKnown: false,
  };
  const after = applyToCall(before, event);
  const next = known === undefined ? [after, ...board] : board.map((call) => (call.id === after.id ? after : call));
  return withoutOldEnds(next);
}

function applyToCall(call: BoardCall, event: StreamedEvent): BoardCall {
  if (event.type === "call.report") return { ...call, status: "ended" };
  if (event.type === "call.status") {
    const startedAt = call.startedAt ?? (event.status === "in-progress" ? event.at : null);
    return { ...call, status: later(call.status, event.status), startedAt };
  }
  // Words mean that the call is connected, even if the board did not get its beginning.
  if (event.type !== "transcript" || !event.final) return call;
  return {
    ...call,
    status: later(call.status, "in-progress"),
    last: { role: event.role, text: event.text },
    startedAt: call.startedAt ?? event.at,
  };
}

/** The board with the calls that the API returned: both those known from events and new ones. */
export function withDetails(board: BoardCall[], calls: Call[]): BoardCall[] {
  const told = new Map(calls.map((call) => [call.id, toBoardCall(call)]));
  const known = board.map((call) => {
    const details = told.get(call.id);
    if (details === undefined) return call;
    return {
      ...details,
      status: later(call.status, details.status),
      last: call.last,
      startedAt: details.startedAt ?? call.startedAt,
    };
  });
  const unmet = calls.filter(({ id, status }) => status !== "scheduled" && !board.some((call) => call.id === id));
  return [...unmet.map(toBoardCall), ...known];
}

/** The words said last in each live call, as the stream's snapshot has them. */
export type SnapshotCall = { id: string; last: (NonNullable<BoardCall["last"]> & { at: string }) | null };

/** The calls in a snapshot. The only cast: it is as the calls service sends it. */
export const callsIn = (data: unknown): SnapshotCall[] =>
  typeof data === "object" && data !== null && "calls" in data && Array.isArray(data.calls)
    ? (data.calls as SnapshotCall[])
    : [];

/** The board with the words that were said before the page was opened. Words that came since are newer. */
export const withWords = (board: BoardCall[], calls: SnapshotCall[]): BoardCall[] =>
  board.map((call) => {
    const told = calls.find(({ id }) => id === call.id)?.last;
    return told == null || call.last !== null ? call : { ...call, last: { role: told.role, text: told.text } };
  });

function withoutOldEnds(board: BoardCall[]): BoardCall[] {
  let ended = 0;
  return board.filter(({ status }) => status !== "ended" || (ended += 1) <= MAX_ENDED);
}
