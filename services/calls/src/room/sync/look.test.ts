import { describe, expect, test } from "vitest";
import { standingRoom } from "../../testing/standing-room.ts";
import { lookAtCall, NOT_FOUND_REASON } from "./look.ts";
import type { Room } from "../state/room.ts";

const LAST_HEARD = Date.parse("2026-11-27T10:00:30Z");
const STARTED = "2026-11-27T10:00:00.000Z";

/** A call in progress, and Vapi's answers, look by look, ten minutes after the call was last heard of. */
async function look(found: (object | undefined)[], pauseMs = 60_000) {
  const { room } = standingRoom({ orgId: "org", callId: "call", own: false }, "");
  room.apply(
    {
      facts: {},
      observations: [{ key: "status:in-progress", at: STARTED, body: { type: "call.status", status: "in-progress" } }],
    },
    "vapi",
  );
  room.change({ atVapi: { callId: "v", controlUrl: null }, lastHeardMs: LAST_HEARD });
  for (const [turn, answer] of found.entries()) {
    // A look uses only this function of Vapi's.
    const vapi = { findCall: () => Promise.resolve(answer) } as unknown as Room["vapi"];
    await lookAtCall(Object.assign(room, { vapi, now: () => LAST_HEARD + 600_000 + turn * pauseMs }));
  }
  return { progress: room.doc()?.progress, report: room.store.report() };
}

describe("a look at Vapi", () => {
  const goesOn = { status: "in-progress", reportedBy: null };
  test("does not find the call, and the next one does: the call continues", async () => {
    expect((await look([undefined])).progress).toMatchObject(goesOn);
    const inProgress = { status: "in-progress" };
    expect((await look([undefined, inProgress])).progress).toMatchObject(goesOn);
    expect((await look([undefined, inProgress, undefined])).progress).toMatchObject(goesOn);
  });

  test("does not find the call, nor does another at once: that changes nothing", async () => {
    expect((await look([undefined, undefined, undefined], 1_000)).progress).toMatchObject(goesOn);
  });

  test("does not find the call, nor does the next: it ended when last heard of, with no duration and the reason", async () => {
    const { progress, report } = await look([undefined, undefined]);
    expect(progress).toMatchObject({
      status: "ended",
      startedAt: STARTED,
      endedAt: "2026-11-27T10:00:30.000Z",
      endedReason: NOT_FOUND_REASON,
      endedSource: "reconciled",
    });
    expect(report).toMatchObject({ durationMs: null, costUsd: null, endedReason: NOT_FOUND_REASON });
  });

  test("finds that it ended: at Vapi's time, not at the time of the look", async () => {
    const endedAt = "2026-11-27T10:02:00.000Z";
    expect((await look([{ status: "ended", endedReason: "hangup", endedAt }])).progress).toMatchObject({ endedAt });
    const updatedAt = "2026-11-27T10:03:00.000Z";
    expect((await look([{ status: "ended", updatedAt }])).progress).toMatchObject({ endedAt: updatedAt });
  });
});
