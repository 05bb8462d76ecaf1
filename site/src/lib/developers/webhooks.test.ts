import { expect, test } from "vitest";
import { bodyOf, stateOf, troubleOf, typedWebhook, webhookErrors } from "./webhooks.ts";

const NOW = Date.parse("2026-11-27T08:00:00Z");
const WELL = { state: "enabled", disabledReason: null, failingSince: null, pausedUntil: null } as const;
const form = (...fields: [string, string][]) => {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  return data;
};

test("everything is null for the API, whatever is ticked; a choice is what was ticked", () => {
  const ticked: [string, string][] = [
    ["url", " https://crm.example "],
    ["eventTypes", "call.ended"],
    ["eventTypes", "call.report"],
  ];
  expect(bodyOf(typedWebhook(form(...ticked)))).toEqual({
    url: "https://crm.example",
    description: null,
    eventTypes: null,
  });
  expect(bodyOf(typedWebhook(form(...ticked, ["listens", "some"])))).toMatchObject({
    eventTypes: ["call.ended", "call.report"],
  });
});

test("an error of one ticked event is told at all of them", () => {
  const errors = [{ path: "eventTypes.0", message: "is not known" }];
  expect(Object.keys(webhookErrors({ code: "validation_failed", status: 422, errors }))).toEqual(["eventTypes"]);
});

test("a webhook without trouble says nothing; each trouble has its own words", () => {
  const states = [
    { ...WELL, state: "disabled" as const },
    { ...WELL, state: "disabled" as const, disabledReason: "The API key that subscribed may do so no more." },
    { ...WELL, state: "disabled" as const, disabledReason: "The address answered 410: it is gone." },
    { ...WELL, state: "disabled" as const, disabledReason: "Nothing", failingSince: "2026-11-20T08:00:00Z" },
    { ...WELL, failingSince: "2026-11-27T07:00:00Z" },
    { ...WELL, pausedUntil: "2026-11-27T08:30:00Z" },
  ];
  expect(troubleOf(WELL, "Europe/Paris", NOW)).toBeUndefined();
  expect(troubleOf({ ...WELL, pausedUntil: "2026-11-27T07:59:00Z" }, "Europe/Paris", NOW)).toBeUndefined();
  expect(new Set(states.map((state) => troubleOf(state, "Europe/Paris", NOW))).size).toBe(states.length);
  expect(states.map((state) => stateOf(state, NOW).badge)).not.toContain("badge-good");
});
