import { describe, expect, test } from "vitest";
import type { PhoneNumber } from "../api/types.ts";
import { USUAL } from "../templates/week.ts";
import { compileAnswering, draftOf, readAnswering, tellAnsweringErrors } from "./answering.ts";

const ASSISTANT = "0198c2a4-0000-7000-8000-000000000001";
const AT = new Date("2026-07-01T10:00:00Z");
const ZONE = { timeZone: "Europe/Paris", at: AT };
const HOURS: NonNullable<PhoneNumber["hours"]> = {
  timeZone: "America/Martinique",
  weekly: [
    { days: ["monday"], from: "08:00", to: "09:00" },
    { days: ["monday"], from: "10:00", to: "11:00" },
    { days: ["monday"], from: "12:00", to: "13:00" },
  ],
  publicHolidays: "MQ",
  exceptions: [{ date: "2026-07-15", open: [] }],
  open: { type: "transfer", number: "+33639981234;ext=12", message: "Un instant." },
  closed: { type: "message", text: "C’est fermé." },
};
const numberOf = (changes: Partial<PhoneNumber>): PhoneNumber => ({
  id: ASSISTANT,
  name: "Accueil",
  assistantId: null,
  squadId: null,
  workflowId: null,
  fallback: null,
  hours: null,
  number: "+33199001000",
  country: "FR",
  provider: "twilio",
  credentialId: ASSISTANT,
  status: "active",
  orderStep: null,
  error: null,
  isBought: true,
  vapiPhoneNumberId: null,
  sync: { state: "synced", error: null },
  createdAt: AT.toISOString(),
  updatedAt: AT.toISOString(),
  ...changes,
});

describe("who answers", () => {
  test("hours that the form cannot show are kept whole, in their own time zone", () => {
    const number = numberOf({ hours: HOURS });
    const draft = draftOf(number, "Europe/Paris", AT);
    expect(draft.keepsWeek).toBe(true);
    const compiled = compileAnswering(draft, number, ZONE);
    // The number is shown as it is written, and the API reads it.
    const open = { ...HOURS.open, number: expect.stringContaining("12") };
    expect(compiled).toEqual({ body: { name: "Accueil", fallback: null, hours: { ...HOURS, open } } });
  });

  test("one who answers always takes the hours' place, and nobody is nobody", () => {
    const number = numberOf({ hours: HOURS, assistantId: ASSISTANT });
    const draft = { ...draftOf(number, "Europe/Paris", AT), mode: "always" };
    const who = (value: string) => compileAnswering({ ...draft, open: { ...draft.open, who: value } }, number, ZONE);
    expect(who(`squad:${ASSISTANT}`)).toMatchObject({ body: { squadId: ASSISTANT, hours: null } });
    expect(who("")).toMatchObject({ body: { assistantId: null, squadId: null, workflowId: null, hours: null } });
    expect(who("transfer")).toHaveProperty("errors");
  });

  test("hours need somebody in and out of them, and times", () => {
    const number = numberOf({});
    const draft = { ...draftOf(number, "Europe/Paris", AT), mode: "hours" };
    expect(compileAnswering(draft, number, ZONE)).toMatchObject({
      errors: { "open.who": expect.any(String), "closed.who": expect.any(String), hours: expect.any(String) },
    });
    const form = new FormData();
    form.set("mode", "hours");
    form.set("open.who", `assistant:${ASSISTANT}`);
    form.set("closed.who", "message");
    form.set("closed.text", "Fermé.\r\nRappelez.");
    form.set(`hours.${USUAL}.0.from`, "09:00");
    form.set(`hours.${USUAL}.0.to`, "12:00");
    form.append("hours.days", "monday");
    expect(compileAnswering(readAnswering(form), number, ZONE)).toMatchObject({
      body: {
        assistantId: ASSISTANT,
        hours: {
          timeZone: "Europe/Paris",
          weekly: [{ days: ["monday"], from: "09:00", to: "12:00" }],
          open: { type: "assistant", assistantId: ASSISTANT },
          closed: { type: "message", text: "Fermé.\nRappelez." },
        },
      },
    });
  });

  test.each([
    ["hours.open.number", "open.number"],
    ["hours.closed.text", "closed.text"],
    ["hours.closed.squadId", "closed.who"],
    ["hours.weekly.0.to", "hours"],
    ["hours.exceptions", "exceptions"],
    ["fallback.sipUri", "fallback.sipUri"],
    ["assistantId", "open.who"],
  ])("what the API refuses at %s is told at %s", (path, field) => {
    const problem = { code: "validation_failed", status: 422, errors: [{ path, message: "is wrong" }] } as const;
    expect(Object.keys(tellAnsweringErrors({ ...problem, errors: [...problem.errors] }))).toEqual([field]);
  });
});
