import { expect, test } from "vitest";
import { needsOf } from "./needs.ts";
import type { Intent } from "../room/state/call.ts";

const NOW = new Date("2026-11-26T10:00:00Z");
const intent = (callId: string, earliestAt?: string): Intent => ({
  orgId: "org",
  callId,
  callee: { kind: "assistant", id: "a", name: "Accueil", vapiId: "v" },
  phoneNumberId: null,
  customer: { number: "+33611110100", name: null },
  name: null,
  variables: {},
  schedule: earliestAt === undefined ? null : { earliestAt, latestAt: null },
});

test("a call that rings at once uses a line and a minute", () => {
  expect(needsOf([intent("1"), intent("2")], NOW)).toEqual([
    { limit: "callsAtOnce", ids: ["1", "2"] },
    { limit: "scheduledCalls", ids: [] },
    { limit: "minutesPerMonth", ids: ["1", "2"] },
  ]);
});

test("a planned call is counted among the calls of its minute", () => {
  const earliestAt = "2026-11-26T11:00:01+00:00";
  expect(needsOf([intent("1", earliestAt), intent("2", earliestAt)], NOW)).toEqual([
    { limit: "callsAtOnce", ids: [] },
    { limit: "callsAtOnce", ids: ["1", "2"], minute: new Date(earliestAt) },
    { limit: "scheduledCalls", ids: ["1", "2"] },
    { limit: "minutesPerMonth", ids: ["1", "2"] },
  ]);
});

test.each(["2026-11-26T10:00:00Z", "2026-11-26T10:59:59+01:00", "2020-01-01T00:00:00Z"])(
  "a call planned for a time in the past (%s) rings at once",
  (earliestAt) => {
    expect(needsOf([intent("1", earliestAt)], NOW)[0]).toEqual({ limit: "callsAtOnce", ids: ["1"] });
  },
);
