import { describe, expect, test } from "vitest";
import { overwriteGetLocale } from "../../paraglide/runtime.js";
import type { PhoneNumber } from "../api/types.ts";
import { boxCodes, mobileCodes, waitingSince } from "./forwarding.ts";
import { compileLookUp, compileSearch, readSearch } from "./offers.ts";
import { tellDate } from "../format.ts";
import { previewDays, tellDay } from "./preview.ts";
import { stateOf } from "./state.ts";

overwriteGetLocale(() => "fr");

describe("the codes that forward a line", () => {
  test("have the number as a fixed line in France dials it, and as a mobile does", () => {
    expect(boxCodes("+33199001000").map(({ on, off }) => [on, off])).toEqual([
      ["*21*0199001000#", "#21#"],
      ["*61*0199001000#", "#61#"],
    ]);
    expect(boxCodes("+17015550100")[0]?.on).toBe("*21*0017015550100#");
    expect(mobileCodes("+33199001000").map(({ on }) => on)).toEqual([
      "**21*+33199001000#",
      "**61*+33199001000*11*20#",
      "**67*+33199001000#",
      "**62*+33199001000#",
    ]);
  });

  test("a test call is waited for since what the address says, never since long ago or later", () => {
    const now = new Date("2026-07-14T10:00:00Z");
    expect(waitingSince("2026-07-14T09:58:00.000Z", now)).toBe("2026-07-14T09:58:00.000Z");
    for (const wrong of [null, "", "x", "2026-07-01T00:00:00Z", "2026-07-15T00:00:00Z"])
      expect(waitingSince(wrong, now)).toBe(now.toISOString());
  });
});

describe("a search for numbers", () => {
  const search = (query: string) => compileSearch(readSearch(new URLSearchParams(query), "CH"), "CHF");
  test("reads digits as the beginning of the number, and words as a town", () => {
    expect(search("where=04+78&digits=20.20&max=5,50")).toEqual({
      country: "CH",
      type: "local",
      currency: "CHF",
      capabilities: ["voice"],
      areaCode: "0478",
      contains: "2020",
      maxPrice: 5.5,
      limit: 50,
    });
    expect(search("where=Lyon&country=FR&type=mobile")).toMatchObject({
      locality: "Lyon",
      country: "FR",
      type: "mobile",
    });
  });

  test("finds one offer again by its last digits", () => {
    expect(compileLookUp("+33199001037", "FR", "local", "EUR")).toMatchObject({ contains: "9001037", country: "FR" });
  });
});

test("the coming days say when it is open, why not, and on which day", () => {
  const hours: NonNullable<PhoneNumber["hours"]> = {
    timeZone: "Europe/Paris",
    weekly: [
      { days: ["monday", "tuesday", "wednesday"], from: "09:00", to: "12:30" },
      { days: ["monday", "tuesday", "wednesday"], from: "14:00", to: "24:00" },
    ],
    publicHolidays: "FR",
    exceptions: [
      { date: "2026-07-15", name: "Réveillon", open: [{ from: "10:00", to: "12:00" }] },
      { date: "2026-08-03", open: [] },
    ],
    open: { type: "message", text: "Ouvert." },
    closed: { type: "message", text: "Fermé." },
  };
  const { next, later } = previewDays(hours, new Date("2026-07-12T23:30:00Z"));
  const told = [...next, ...later].map((day) => `${tellDate(day.date)} : ${tellDay(day)}`.replaceAll("\u202F", " "));
  expect(told.slice(0, 4)).toEqual([
    "lundi 13 juillet : ouvert de 9 h à 12 h 30 et de 14 h à minuit",
    "mardi 14 juillet : fermé (férié)",
    "mercredi 15 juillet : ouvert de 10 h à 12 h (Réveillon)",
    "jeudi 16 juillet : fermé",
  ]);
  expect(told.slice(7)).toEqual([
    "lundi 3 août : fermé (jour particulier)",
    "samedi 15 août : fermé (férié)",
    "dimanche 1er novembre : fermé (férié)",
  ]);
});

test("a number's state is the worst that concerns who calls it", () => {
  const AT = new Date("2026-07-14T10:00:00Z");
  const answerers = { assistants: [{ id: "a", name: "Accueil" }], squads: [], workflows: [] };
  const number = {
    status: "active",
    sync: { state: "synced", error: null },
    assistantId: "a",
    squadId: null,
    workflowId: null,
    hours: null,
    fallback: null,
  } as const;
  // Only what a state depends on.
  const state = (changes: object) => stateOf({ ...number, ...changes } as PhoneNumber, answerers, AT);
  expect(state({})).toBe("rings");
  expect(state({ sync: { state: "pending", error: null } })).toBe("updating");
  expect(state({ assistantId: null })).toBe("nobody");
  expect(state({ assistantId: "b" })).toBe("gone");
  expect(state({ assistantId: null, fallback: { type: "number", number: "+33199001000" } })).toBe("rings");
  expect(state({ sync: { state: "failed", error: "No." }, assistantId: "b" })).toBe("refused");
  expect(state({ status: "ordering" })).toBe("ordering");
});
