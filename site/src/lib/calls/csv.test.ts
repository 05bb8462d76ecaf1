import { expect, test } from "vitest";
import type { Call } from "../api/types.ts";
import { byDay } from "./by-day.ts";
import { toCsv } from "./csv.ts";

const call = (over: Partial<Call>): Call => ({
  id: "01990000-0000-7000-8000-000000000001",
  vapiCallId: null,
  assistant: { id: null, name: "Accueil" },
  squadId: null,
  workflowId: null,
  direction: "inbound",
  status: "ended",
  customer: { number: "+33612345678", name: null },
  phoneNumber: { id: null, number: "+33199001000" },
  name: null,
  metadata: {},
  scheduledAt: null,
  startedAt: "2026-11-27T23:30:00.000Z",
  endedAt: "2026-11-27T23:31:05.000Z",
  endedReason: "customer-ended-call",
  endedFamily: "caller_hung_up",
  endedSource: "vapi",
  durationMs: 65_400,
  summary: "Un rendez-vous.",
  success: true,
  successEvaluation: null,
  structuredData: { isUrgent: true },
  cost: null,
  latency: null,
  hasRecording: false,
  recording: null,
  followedUpAt: null,
  lastSeq: 1,
  sync: { state: "synced", error: null },
  createdAt: "2026-11-27T23:29:00.000Z",
  updatedAt: "2026-11-27T23:31:05.000Z",
  ...over,
});

test("a file has the times of the organization, and words of callers that are no formulas", () => {
  const hostile = call({
    customer: { number: "+33612345678", name: '=HYPERLINK("http://evil")' },
    summary: 'a;"b"\nc',
  });
  const [header = "", ...lines] = toCsv([hostile], "Europe/Paris", true).split("\r\n");
  expect(header.split(";")).toHaveLength(11);
  expect(lines.join("\r\n")).toContain("2026-11-28;00:30;");
  expect(lines.join("\r\n")).toContain(`"'=HYPERLINK(""http://evil"")"`);
  expect(lines.join("\r\n")).toContain("'+33612345678");
  expect(lines.join("\r\n")).toContain('"a;""b""\nc"');
  expect(toCsv([call({})], "Europe/Paris", false).split("\r\n")).toHaveLength(1);
});

test("a list stands under its days, where the organization is", () => {
  const now = new Date("2026-11-28T10:00:00Z");
  const calls = [
    call({}),
    call({ startedAt: "2026-11-27T10:00:00.000Z" }),
    call({ startedAt: "2025-01-01T10:00:00.000Z" }),
  ];
  expect(byDay(calls, "Europe/Paris", now).map(({ title, calls }) => [title, calls.length])).toEqual([
    ["Aujourd’hui", 1],
    ["Hier", 1],
    ["mercredi 1er janvier 2025", 1],
  ]);
  expect(byDay(calls, "America/Martinique", now)[0]?.calls).toHaveLength(2);
});
