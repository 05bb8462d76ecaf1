import { answererAt } from "@allokoli/shared/hours/schedule";
import { describe, expect, it } from "vitest";
import { OpeningHours, type Answerer } from "./contract.ts";

const DAY_ASSISTANT: Answerer = { type: "assistant", assistantId: "0198c2a4-0000-7000-8000-000000000001" };
const CLOSED: Answerer = { type: "message", text: "Le cabinet est fermé." };

const hoursOf = (): OpeningHours => ({
  timeZone: "Europe/Paris",
  weekly: [{ days: ["monday"], from: "09:00", to: "12:30" }],
  publicHolidays: null,
  exceptions: [],
  open: DAY_ASSISTANT,
  closed: CLOSED,
});

it("one answers during opening hours, another outside of them", () => {
  expect(answererAt(hoursOf(), new Date("2026-11-23T08:00:00Z"))).toEqual(DAY_ASSISTANT);
  expect(answererAt(hoursOf(), new Date("2026-11-23T07:59:59Z"))).toEqual(CLOSED);
});

describe("the contract", () => {
  it.each([
    ["timeZone", { timeZone: "Europe/Lutece" }],
    ["weekly", { weekly: [{ days: ["monday"], from: "25:00", to: "26:00" }] }],
    ["weekly", { weekly: [{ days: ["monday"], from: "09:00", to: "09:00" }] }],
    ["exceptions", { exceptions: [{ date: "2026-02-30", open: [] }] }],
    ["open", { open: { type: "transfer", number: "" } }],
  ])("refuses a wrong %s", (field, change) => {
    const parsed = OpeningHours.safeParse({ ...hoursOf(), ...change });
    expect(parsed.error?.issues[0]?.path[0]).toBe(field);
  });
});
