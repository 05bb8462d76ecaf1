import { describe, expect, test } from "vitest";
import { docOfRow, type KeptRow, type Left } from "./restore.ts";
import { ID_TAKEN } from "./flush.ts";
import { ROOM } from "../shapes.ts";
import type { NumberedEvent } from "../events/history.ts";

const [ORG, CALL, VAPIS] = ["aa", "bb", "cc"].map((end) => `01990000-0000-7000-8000-0000000000${end}`) as [
  string,
  string,
  string,
];
const NOW = Date.parse("2026-11-27T10:00:00Z");
const NOTHING: Left = { events: [], hasReport: false };

const row = (known: Partial<KeptRow> = {}): KeptRow => ({
  id: CALL,
  orgId: ORG,
  assistantId: null,
  assistantName: "Accueil",
  squadId: null,
  workflowId: null,
  vapiCallId: VAPIS,
  isVapiCallChecked: true,
  direction: "outbound",
  status: "in-progress",
  customerNumber: "+33612345678",
  customerName: null,
  phoneNumberId: null,
  phoneNumber: null,
  name: null,
  metadata: {},
  variables: {},
  scheduledAt: null,
  scheduledUntil: null,
  startedAt: new Date(NOW - 60_000),
  endedAt: null,
  endedReason: null,
  endedSource: null,
  endedFamily: null,
  durationMs: null,
  followedUpAt: null,
  summary: null,
  success: null,
  successEvaluation: null,
  structuredData: null,
  costUsd: null,
  costBreakdown: null,
  latencyAverageMs: null,
  turnLatencies: null,
  recording: null,
  recordingState: null,
  transcript: null,
  stats: null,
  lastSeq: 7,
  revision: 1,
  syncState: "synced",
  syncAction: null,
  syncAttempts: 0,
  syncError: null,
  syncNextAt: null,
  deletedAt: null,
  erasureId: null,
  createdBy: null,
  createdAt: new Date(NOW - 70_000),
  updatedAt: new Date(NOW - 60_000),
  reportedBy: null,
  ...known,
});
const anew = (known?: Partial<KeptRow>, left = NOTHING) => docOfRow(row(known), left, NOW, 30_000);

describe("a room restored from its row", () => {
  test("continues after the row's last number, asks Vapi at once, and can be stored", () => {
    const doc = anew();
    expect(doc).toMatchObject({
      own: true,
      dial: { state: "made", vapiCallId: VAPIS },
      atVapi: { callId: VAPIS, controlUrl: null },
      claim: null,
      facts: { customerNumber: "+33612345678", direction: "outbound" },
      progress: { status: "in-progress", lastSeq: 7, reportedBy: null },
      flushedSeq: 7,
      flushedLines: null,
      lastHeardMs: NOW - 30_000,
      doneAtMs: null,
    });
    expect(ROOM.read(ROOM.write(doc))).toEqual(doc);
  });

  test("uses no unchecked id of Vapi's, and never dials again", () => {
    expect(anew({ isVapiCallChecked: false })).toMatchObject({
      atVapi: null,
      claim: { vapiCallId: VAPIS },
      dial: { state: "unknown", since: NOW - 70_000 },
    });
    expect(anew({ vapiCallId: null, status: "queued" })).toMatchObject({ claim: null, dial: { state: "unknown" } });
    const failed = { vapiCallId: null, status: "ended", syncState: "failed", syncError: "refused" } as const;
    expect(anew(failed).dial).toEqual({ state: "failed", error: "refused" });
  });

  test("knows Vapi's id of a call that came in, because it is the call's own", () => {
    expect(anew({ id: VAPIS, direction: "inbound" })).toMatchObject({ own: false, dial: null });
    expect(anew({ syncState: "failed", syncError: ID_TAKEN }).isIdTaken).toBe(true);
  });

  test("includes its own events that the row does not have, and numbers none of them twice", () => {
    const at = "2026-11-27T09:59:59.000Z";
    const event = (seq: number, body: NumberedEvent["body"]): NumberedEvent => ({ seq, key: `${seq}`, at, body });
    const events = [
      event(7, { type: "call.status", status: "ringing" }),
      event(8, { type: "interrupted" }),
      event(9, { type: "call.status", status: "ended", endedReason: "hangup" }),
    ];
    expect(anew({}, { events, hasReport: false })).toMatchObject({
      progress: { status: "ended", endedAt: at, endedReason: "hangup", endedSource: "vapi", lastSeq: 9 },
      flushedSeq: 7,
    });
  });

  test("is done when the row has its report, and deletes a call that was being deleted", () => {
    expect(anew({ status: "ended", reportedBy: "reconciled" })).toMatchObject({
      progress: { reportedBy: "reconciled" },
      flushedReport: true,
      flushedVersion: 1,
      doneAtMs: NOW,
    });
    expect(anew({ deletedAt: new Date(NOW) }).removal).toMatchObject({
      state: "sure",
      vapiCallId: VAPIS,
      isChecked: true,
    });
    expect(anew({}, { events: [], hasReport: true }).progress.reportedBy).toBe("vapi");
  });
});
