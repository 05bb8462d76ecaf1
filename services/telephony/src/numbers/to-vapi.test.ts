import { expect, it } from "vitest";
import type { NumberRow } from "./store.ts";
import { toVapiSettings, type Wired } from "./to-vapi.ts";

// Only the columns that the settings are made of.
const row = (hours: object | null) =>
  ({ name: "Accueil", assistantId: "a", squadId: null, workflowId: null, fallback: null, hours }) as NumberRow;
const server: Wired["server"] = { url: "https://api.test/receive", headers: {} };
const answererOf = (hours: object | null, blocksCallers: boolean) => {
  const answerer = { assistantId: "vapi-assistant", squadId: "vapi-squad", blocksCallers };
  const { assistantId, squadId } = toVapiSettings({ row: row(hours), answerer, server });
  return [assistantId, squadId];
};

it("names who answers, unless hours or blocked callers have Vapi ask at each call", () => {
  const hours = { timeZone: "Europe/Paris", weekly: [] };
  expect(answererOf(null, false)).toEqual(["vapi-assistant", "vapi-squad"]);
  expect(answererOf(null, true)).toEqual([null, null]);
  expect(answererOf(hours, false)).toEqual([null, null]);
  expect(answererOf(hours, true)).toEqual([null, null]);
});
