import { beforeEach, expect, test } from "vitest";
import { standingRoom } from "../testing/standing-room.ts";
import type { Room } from "./state/room.ts";
import { transferCall } from "./transfer.ts";

const CALL = {
  orgId: "01990000-0000-7000-8000-0000000000aa",
  callId: "01990000-0000-7000-8000-0000000000bb",
  own: true,
};
const WISH = { number: "+33639981234", by: "Dr Martin" };
let room: Room;
let now: number;
let sent: unknown[];

beforeEach(() => {
  const standing = standingRoom(CALL, "").room;
  [now, sent] = [Date.parse("2026-11-27T10:00:00Z"), []];
  const control = (_url: string, command: unknown) => Promise.resolve(void sent.push(command));
  room = { ...standing, now: () => now, vapi: { ...standing.vapi, control } };
  const { progress } = room.change({ atVapi: { callId: "v", controlUrl: "https://x.vapi.ai/control" } });
  room.change({ progress: { ...progress, status: "in-progress" }, facts: { customerNumber: "+33612345678" } });
});

test("a transfer that came to nothing may be asked for again, but not while it may still come", async () => {
  expect(await transferCall(room, WISH)).toEqual({ outcome: "done" });
  now += 19_000;
  expect(await transferCall(room, WISH)).toEqual({ outcome: "transferring", retryAfterSeconds: 1 });
  now += 1_000;
  expect(await transferCall(room, WISH)).toEqual({ outcome: "done" });
  expect(sent).toHaveLength(2);
});

test("who takes the call is an event, and a call that is passed on is not passed on again", async () => {
  await transferCall(room, WISH);
  expect(room.store.eventsAfter(0).map(({ body }) => body)).toEqual([
    { type: "transfer.requested", to: WISH.number, by: WISH.by },
  ]);
  const { progress } = room.change({ transfer: null });
  room.change({ progress: { ...progress, status: "forwarding" } });
  expect(await transferCall(room, WISH)).toMatchObject({ outcome: "transferring" });
});

test("the caller's own number is refused, and a call that rings", async () => {
  expect(await transferCall(room, { ...WISH, number: "+33612345678" })).toEqual({ outcome: "in_this_call" });
  const { progress } = room.change({});
  room.change({ progress: { ...progress, status: "ringing" } });
  expect(await transferCall(room, WISH)).toEqual({ outcome: "not_live" });
  expect(sent).toEqual([]);
});

test("what the room remembers of it is read again from storage", async () => {
  await transferCall(room, WISH);
  expect(room.store.doc()?.transfer).toEqual({ to: WISH.number, atMs: now });
});
