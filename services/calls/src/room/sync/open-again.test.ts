import { describe, expect, test } from "vitest";
import { RecordedCall } from "../../testing/recorded-call.ts";
import { playCall } from "../../testing/played-call.ts";
import type { Payload } from "../../vapi/payload.ts";
import { closingSighting } from "../events/fold.ts";
import { NOT_FOUND_REASON } from "./look.ts";
import { openedAgain, saysOver } from "./open-again.ts";
import { translate } from "../events/translate.ts";

const CALL = playCall([
  { who: "bot", text: "Cabinet du docteur, bonjour." },
  { who: "user", text: "Bonjour, un rendez-vous s’il vous plaît." },
  { who: "bot", text: "Lundi à neuf heures ?" },
]);
/** Messages as a room takes them (CallRoom). */
function hear(recorded: RecordedCall, ...messages: Payload[]): boolean {
  let isOpened = false;
  for (const message of messages) {
    const told = translate(message, "2026-11-22T12:00:00.000Z");
    if (told === undefined) continue;
    const history = {
      has: (key: string) => recorded.events.some((event) => event.key === key),
      all: () => recorded.events,
    };
    const again = openedAgain(recorded.progress, told, history);
    if (again !== undefined) recorded.progress = again;
    isOpened ||= again !== undefined;
    recorded.add(told, "vapi");
  }
  return isOpened;
}
/** The first so many messages, after which Vapi does not know the call. */
function closedAfter(count: number): RecordedCall {
  const recorded = new RecordedCall();
  hear(recorded, ...CALL.messages.slice(0, count));
  const lastHeard = new Date(Number(CALL.messages[count - 1]?.["timestamp"])).toISOString();
  recorded.add(closingSighting(NOT_FOUND_REASON, lastHeard, recorded.progress), "reconciled");
  expect(recorded.progress).toMatchObject({ status: "ended", endedSource: "reconciled", reportedBy: "reconciled" });
  return recorded;
}
const saidOf = (recorded: RecordedCall) =>
  recorded.events
    .map(({ body }) => (body.type === "call.status" ? body.status : body.type))
    .filter((type) => type !== "speech");

describe("a call that we closed because Vapi did not know it", () => {
  test("continues its history when a message comes, and ends as Vapi says, with Vapi's report", () => {
    const recorded = closedAfter(6);
    expect(hear(recorded, ...CALL.messages.slice(6, -2))).toBe(true);
    expect(recorded.progress).toMatchObject({
      status: "in-progress",
      endedAt: null,
      endedReason: null,
      reportedBy: null,
    });
    // Listeners from the beginning fetch the call again; otherwise they would leave at the report that we closed it
    // with.
    expect(saysOver(recorded.events, recorded.progress)).toBe(true);
    expect(saysOver(recorded.events.slice(-2), recorded.progress)).toBe(false);
    hear(recorded, ...CALL.messages.slice(-2));
    expect(saysOver(recorded.events, recorded.progress)).toBe(false);
    const undisturbed = new RecordedCall();
    hear(undisturbed, ...CALL.messages);
    expect(recorded.history()).toEqual(undisturbed.history());
    expect(recorded.progress).toMatchObject({ endedSource: "vapi", reportedBy: "vapi" });
    expect(recorded.events.map(({ seq }) => seq)).toEqual(recorded.events.map((_, index) => index + 1));
    expect(new Set(recorded.events.map(({ key }) => key)).size).toBe(recorded.events.length);
    const said = saidOf(recorded);
    expect(said.slice(said.indexOf("call.report") - 1, said.indexOf("call.report") + 2)).toEqual([
      "ended",
      "call.report",
      "in-progress",
    ]);
    expect(said.slice(-2)).toEqual(["ended", "call.report"]);
  });

  test("is opened again by a new status, not by a repeated one", () => {
    const recorded = closedAfter(6);
    const [, inProgress] = CALL.messages;
    expect(hear(recorded, ...CALL.messages.slice(0, 6))).toBe(false);
    expect(hear(recorded, { ...inProgress, timestamp: Number(CALL.messages[5]?.["timestamp"]) + 60_000 })).toBe(true);
    expect(recorded.progress).toMatchObject({ status: "in-progress", startedAt: expect.any(String), reportedBy: null });
  });

  test("ended as Vapi says when that message comes after all, and Vapi is asked for its report", () => {
    const recorded = closedAfter(6);
    hear(recorded, ...CALL.messages.slice(-2, -1));
    expect(recorded.progress).toMatchObject({
      status: "ended",
      endedReason: "customer-ended-call",
      endedSource: "vapi",
      reportedBy: null,
    });
  });

  test("gets Vapi's report instead of ours, with Vapi as the source of its end", () => {
    const recorded = closedAfter(6);
    const told = recorded.events.length;
    expect(hear(recorded, ...CALL.messages.slice(-1))).toBe(false);
    expect(recorded.events).toHaveLength(told);
    expect(recorded.progress).toMatchObject({
      endedReason: "customer-ended-call",
      endedSource: "vapi",
      reportedBy: "vapi",
    });
  });

  test("is not opened when it was Vapi that ended it", () => {
    const recorded = new RecordedCall();
    hear(recorded, ...CALL.messages.slice(0, 6), ...CALL.messages.slice(-2, -1));
    recorded.add(closingSighting(NOT_FOUND_REASON, "2026-11-22T12:00:00.000Z", recorded.progress), "reconciled");
    expect(hear(recorded, ...CALL.messages.slice(6, -1))).toBe(false);
    expect(recorded.progress).toMatchObject({ status: "ended", reportedBy: "reconciled" });
  });
});
