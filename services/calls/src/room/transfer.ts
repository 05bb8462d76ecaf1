import { toDialled } from "@allokoli/shared/phone/destination";
import type { TransferAnswer, TransferWish } from "./api.ts";
import { controlCall } from "./control.ts";
import { isBeingRemoved, type RoomDoc } from "./state/doc.ts";
import type { Room } from "./state/room.ts";

/**
 * How long a transfer that Vapi accepted may take to show. It first speaks the message; if nothing came of it by then,
 * the call goes on and may be passed on again.
 */
const SHOWS_WITHIN_MS = 20_000;

/** Pass the call on to a person, and tell the listeners who takes it. */
export async function transferCall(room: Room, { number, message, by }: TransferWish): Promise<TransferAnswer> {
  const doc = room.doc();
  if (doc === undefined || isBeingRemoved(doc)) return { outcome: "not_live" };
  const now = room.now();
  const waitMs = waitOf(doc, now);
  if (waitMs > 0) return { outcome: "transferring", retryAfterSeconds: Math.ceil(waitMs / 1000) };
  if (doc.progress.status !== "in-progress") return { outcome: "not_live" };
  if (isEndOf(doc, number)) return { outcome: "in_this_call" };

  // Before the request, so that of two requests at once only one is sent.
  room.change({ transfer: { to: number, atMs: now } });
  const answer = await controlCall(room, {
    type: "transfer",
    destination: { type: "number", ...toDialled(number) },
    ...(message !== undefined && { content: message }),
  });
  if (room.doc() === undefined) return answer;
  if (answer.outcome === "done") {
    const body = { type: "transfer.requested" as const, to: number, by };
    room.apply(
      { facts: {}, observations: [{ key: `transfer.requested:${now}`, at: new Date(now).toISOString(), body }] },
      "vapi",
    );
  } else room.change({ transfer: null });
  return answer;
}

/** Such a call would ring at nobody, or come in again. */
const isEndOf = ({ facts }: RoomDoc, number: string) => number === facts.customerNumber || number === facts.phoneNumber;

function waitOf({ progress, transfer }: RoomDoc, now: number): number {
  if (progress.status === "ended") return 0;
  if (progress.status === "forwarding") return SHOWS_WITHIN_MS;
  return transfer == null ? 0 : transfer.atMs + SHOWS_WITHIN_MS - now;
}
