import { openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import fc from "fast-check";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { standingRoom } from "../../testing/standing-room.ts";
import type { Payload } from "../../vapi/payload.ts";
import { closeUnknown, lookAtCall } from "./look.ts";
import { openAgain } from "./open-again.ts";
import type { Room } from "../state/room.ts";
import { runTask } from "../tasks.ts";
import { translate } from "../events/translate.ts";

const START_MS = Date.parse("2026-11-22T10:00:00Z");
const at = (seconds: number) => START_MS + seconds * 1000;
const iso = (seconds: number) => new Date(at(seconds)).toISOString();

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

const openRoom = () => {
  const callId = uuidv7();
  const { room } = standingRoom({ orgId: fixture.orgId, callId, own: false }, fixture.appUrl);
  room.change({ atVapi: { callId, controlUrl: null }, lastHeardMs: at(0) });
  return { callId, room };
};
const hear = (room: Room, message: Payload) => {
  const told = translate(message, iso(0));
  if (told === undefined) throw new Error("nothing told");
  room.change({ lastHeardMs: Number(message["timestamp"]) });
  openAgain(room, told);
  room.apply(told, "vapi");
};
const status = (name: string, seconds: number): Payload => ({
  type: "status-update",
  status: name,
  timestamp: at(seconds),
  ...(name === "ended" && { endedReason: "customer-ended-call" }),
});
const lookFinding = async (room: Room, found: object | undefined) => {
  room.change({ looks: 9 });
  // A look uses only this function of Vapi's.
  const vapi = { findCall: () => Promise.resolve(found) } as unknown as Room["vapi"];
  await lookAtCall({ ...room, vapi });
};

async function kept(callId: string) {
  const { rows } = await fixture.superuser.query<{ status: string; shown: number | null; counted: number | null }>(
    `select status, duration_ms as shown, (stats ->> 'durationMs')::int as counted from calls where id = $1`,
    [callId],
  );
  return rows[0];
}

test("a call that Vapi's messages began and ended, and that Vapi then does not know: its time is shown and counted", async () => {
  const { callId, room } = openRoom();
  hear(room, status("in-progress", 0));
  hear(room, status("ended", 120));
  await runTask(room, "flush");
  expect(await kept(callId)).toEqual({ status: "ended", shown: 120_000, counted: 120_000 });
  const doc = room.doc();
  if (doc !== undefined) closeUnknown(room, doc);
  await runTask(room, "flush");
  expect(room.store.report()?.durationMs).toBe(120_000);
  expect(await kept(callId)).toEqual({ status: "ended", shown: 120_000, counted: 120_000 });
});

type Step = { name: string; seconds: number; lasted: number };
const step: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom(
    "talk",
    "in-progress",
    "ended",
    "unknown",
    "found over",
    "found, no times",
    "report",
    "bare report",
  ),
  seconds: fc.integer({ min: 0, max: 900 }),
  lasted: fc.integer({ min: 0, max: 900 }),
});

async function take(room: Room, { name, seconds, lasted }: Step): Promise<void> {
  const times = { startedAt: iso(seconds), endedAt: iso(seconds + lasted) };
  const report = { type: "end-of-call-report", endedReason: "customer-ended-call", timestamp: at(seconds + lasted) };
  const doc = room.doc();
  if (name === "talk")
    hear(room, {
      type: "transcript",
      role: "user",
      transcriptType: "final",
      transcript: "Allô ?",
      timestamp: at(seconds),
    });
  else if (name === "report") hear(room, { ...report, ...times });
  else if (name === "bare report") hear(room, report);
  else if (name === "found over") await lookFinding(room, { status: "ended", ...times });
  else if (name === "found, no times") await lookFinding(room, { status: "ended" });
  else if (name !== "unknown") hear(room, status(name, seconds));
  else if (doc !== undefined && doc.progress.reportedBy === null) closeUnknown(room, doc);
}

test("after any messages in any order, the shown length of a call is counted, once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const { callId, room } = openRoom();
      for (const one of steps) {
        await take(room, one);
        expect(await runTask(room, "flush")).toBe(true);
        const row = await kept(callId);
        if (row?.status === "ended") expect(row.counted).toBe(row.shown ?? 0);
        else expect(row).toMatchObject({ shown: null, counted: null });
      }
    }),
    { numRuns: 40, endOnFailure: true },
  );
  const { rows } = await fixture.superuser.query<{ counted: number; shown: number }>(
    `select (select sum(duration_ms)::int from call_stats where org_id = $1) as counted,
       (select sum(duration_ms)::int from calls where org_id = $1) as shown`,
    [fixture.orgId],
  );
  expect(rows[0]?.counted).toBe(rows[0]?.shown);
}, 60_000);
