import type { WeeklyHours } from "@allokoli/shared/hours/contract";
import { DAYS } from "@allokoli/shared/hours/days";
import { expect, it } from "vitest";
import { hoursSentence } from "./opening-hours.ts";

const HOURS: WeeklyHours = {
  timeZone: "Europe/Paris",
  weekly: [
    { days: DAYS.slice(0, 5), from: "09:00", to: "12:30" },
    { days: DAYS.slice(0, 5), from: "14:00", to: "18:00" },
    { days: ["friday"], from: "22:00", to: "01:00" },
  ],
  publicHolidays: "FR",
  exceptions: [],
};

it.each([
  ["2026-11-23T09:00:00Z", "C'est ouvert en ce moment, jusqu'à 12 h 30.", "It is open at the moment, until 12:30 pm."],
  [
    "2026-11-23T12:00:00Z",
    "C'est fermé en ce moment. Prochaine ouverture : aujourd'hui à 14 h.",
    "It is closed at the moment. It opens next: today at 2 pm.",
  ],
  [
    "2026-11-23T18:00:00Z",
    "C'est fermé en ce moment. Prochaine ouverture : demain mardi 24 novembre à 9 h.",
    "It is closed at the moment. It opens next: tomorrow, Tuesday 24 November at 9 am.",
  ],
  [
    "2026-12-24T18:00:00Z",
    "C'est fermé en ce moment. Prochaine ouverture : lundi 28 décembre à 9 h.",
    "It is closed at the moment. It opens next: Monday 28 December at 9 am.",
  ],
  [
    "2026-11-27T22:00:00Z",
    "C'est ouvert en ce moment, jusqu'à demain samedi 28 novembre à 1 h.",
    "It is open at the moment, until tomorrow, Saturday 28 November at 1 am.",
  ],
])("at %s: %s", (at, french, english) => {
  expect(hoursSentence(HOURS, new Date(at), "fr").startsWith(`${french} `)).toBe(true);
  expect(hoursSentence(HOURS, new Date(at), "en").startsWith(`${english} `)).toBe(true);
});

it("tells the coming days, and later days with special hours", () => {
  const hours: WeeklyHours = {
    ...HOURS,
    exceptions: [
      { date: "2026-12-22", open: [{ from: "00:00", to: "24:00" }] },
      { date: "2027-01-02", name: "Inventaire", open: [{ from: "10:00", to: "24:00" }] },
    ],
  };
  const at = new Date("2026-12-21T09:00:00Z");
  expect(hoursSentence(hours, at, "fr")).toBe(
    "C'est ouvert en ce moment, jusqu'à 12 h 30. Les jours qui viennent : lundi 21 décembre, de 9 h à 12 h 30 et de 14 h à 18 h ; mardi 22 décembre, toute la journée ; mercredi 23 décembre, de 9 h à 12 h 30 et de 14 h à 18 h ; jeudi 24 décembre, de 9 h à 12 h 30 et de 14 h à 18 h ; vendredi 25 décembre, fermé ; samedi 26 décembre, fermé ; dimanche 27 décembre, fermé. Ensuite, jours particuliers : vendredi 1er janvier, fermé ; samedi 2 janvier, de 10 h à minuit.",
  );
  expect(hoursSentence(hours, at, "en")).toContain(
    "Tuesday 22 December, all day; Wednesday 23 December, 9 am to 12:30 pm",
  );
  expect(hoursSentence({ ...HOURS, weekly: [] }, at, "fr")).toBe(
    "C'est fermé en ce moment, et aucune ouverture n'est prévue.",
  );
});
