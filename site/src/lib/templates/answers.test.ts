import { describe, expect, test } from "vitest";
import type { Template } from "../api/types.ts";
import { answerName, blankAnswers, compileAnswers, partsOf, readAnswers } from "./answers.ts";
import { dayNames, hoursOf, isFaulty, isOwn, readWeek, timeName, USUAL, weekOf } from "./week.ts";

const question = (key: string, kind: Template["questions"][number]["kind"], preset: string | null = null) => ({
  key,
  kind,
  label: key,
  help: "",
  isRequired: key === "name",
  default: preset,
  example: "x",
  options: null,
});
const TEMPLATE: Template = {
  key: "garage",
  language: "fr",
  title: "Garage",
  description: "",
  questions: [
    question("name", "text"),
    question("hours", "hours"),
    question("services", "list"),
    question("towing", "text"),
    question("emergency", "longText", "Le 112."),
    question("transferNumber", "phone"),
    question("aiNotice", "text", "Ici un robot."),
  ],
  preview: { name: "", aiNotice: "", firstMessage: "", functions: [], extracted: [] },
};
const formOf = (fields: Record<string, string>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
};
const sent = (fields: Record<string, string>) =>
  compileAnswers(TEMPLATE, readAnswers(formOf(fields), TEMPLATE), "Europe/Paris");

describe("a template's form", () => {
  test("starts with the template's proposals, and sends no empty answers", () => {
    const draft = blankAnswers(TEMPLATE, "Europe/Paris");
    expect(blankAnswers(TEMPLATE, "Europe/Paris", "Garage du Pont").texts["name"]).toBe("Garage du Pont");
    expect(draft.texts).toMatchObject({ name: "", emergency: "Le 112.", aiNotice: "Ici un robot." });
    expect(compileAnswers(TEMPLATE, draft, "Europe/Paris")).toEqual({
      emergency: "Le 112.",
      aiNotice: "Ici un robot.",
    });
  });

  test("sends lists as lists, numbers as they were written, and an emptied notice as it is", () => {
    const fields = {
      [answerName("name")]: " Garage du Pont ",
      [answerName("services")]: "pneus\r\n\r\nfreins",
      [answerName("transferNumber")]: "04 78 00 00 00",
      [answerName("aiNotice")]: "",
    };
    expect(sent(fields)).toEqual({
      name: "Garage du Pont",
      services: ["pneus", "freins"],
      transferNumber: "04 78 00 00 00",
      aiNotice: "",
    });
  });

  test("sends a week that has times, also half an interval, which the API refuses", () => {
    const fields = {
      "hours.monday.0.from": "09:00",
      "hours.monday.0.to": "12:00",
      "hours.monday.1.from": "14:00",
      "hours.monday.1.to": "18:00",
      "hours.sunday.1.from": "10:00",
      "hours.holidays": "FR",
    };
    expect(sent(fields)["hours"]).toEqual({
      timeZone: "Europe/Paris",
      weekly: [
        { days: ["monday"], from: "09:00", to: "12:00" },
        { days: ["monday"], from: "14:00", to: "18:00" },
        { days: ["sunday"], from: "10:00", to: "" },
      ],
      publicHolidays: "FR",
      exceptions: [],
    });
    const { week } = readAnswers(formOf(fields), TEMPLATE);
    expect([isFaulty(week, "monday", 0), isFaulty(week, "sunday", 1), isFaulty(week, "tuesday", 0)]).toEqual([
      false,
      true,
      false,
    ]);
    const elsewhere = { ...fields, "hours.holidays": "CH-VD" };
    expect(sent(elsewhere)["hours"]).toMatchObject({ publicHolidays: "CH-VD" });
    expect(sent({ ...fields, "hours.holidays": "" })["hours"]).toMatchObject({ publicHolidays: null });
    expect(sent({ "hours.holidays": "FR" })).not.toHaveProperty("hours");
  });

  test("gives the usual hours to the days that are ticked, unless a day has its own", () => {
    const form = formOf({
      [`hours.${timeName(USUAL, 0, "from")}`]: "09:00",
      [`hours.${timeName(USUAL, 0, "to")}`]: "17:00",
      "hours.tuesday.0.from": "10:00",
      "hours.tuesday.0.to": "12:00",
    });
    for (const day of ["monday", "tuesday", "thursday"]) form.append("hours.days", day);
    const week = readWeek(form);
    expect(hoursOf(week, "Europe/Paris")?.weekly).toEqual([
      { days: ["monday", "thursday"], from: "09:00", to: "17:00" },
      { days: ["tuesday"], from: "10:00", to: "12:00" },
    ]);
    expect([isOwn(week, "tuesday"), isOwn(week, "monday")]).toEqual([true, false]);
    // Hours of no day at all are sent without days, which the API refuses: they are not lost in silence.
    expect(hoursOf({ ...week, usualDays: [], times: { "usual.0.from": "09:00" } }, "Europe/Paris")?.weekly).toEqual([
      { days: [], from: "09:00", to: "" },
    ]);
  });

  test("shows saved hours with the commonest day as the usual one, and gives the same hours back", () => {
    const workdays = ["monday", "tuesday", "wednesday", "thursday"] as const;
    const hours = {
      timeZone: "Europe/Paris",
      weekly: [
        { days: [...workdays], from: "09:00", to: "12:00" },
        { days: [...workdays, "friday" as const], from: "14:00", to: "18:00" },
      ],
      publicHolidays: "FR" as const,
      exceptions: [],
    };
    const week = weekOf(hours);
    expect(week?.usualDays).toEqual(workdays);
    expect(week?.times).toMatchObject({ "usual.0.from": "09:00", "usual.1.to": "18:00", "friday.0.from": "14:00" });
    expect(week?.times).not.toHaveProperty("monday.0.from");
    expect(week && hoursOf(week, "Europe/Paris")).toEqual(hours);
  });

  test("reads midnight as the end of a day, and midnight to midnight as the whole day", () => {
    const fields = {
      "hours.friday.0.from": "18:00",
      "hours.friday.0.to": "00:00",
      "hours.saturday.0.from": "00:00",
      "hours.saturday.0.to": "00:00",
    };
    expect(sent(fields)["hours"]).toMatchObject({
      weekly: [
        { days: ["friday"], from: "18:00", to: "24:00" },
        { days: ["saturday"], from: "00:00", to: "24:00" },
      ],
    });
    expect(isFaulty(readAnswers(formOf(fields), TEMPLATE).week, "saturday", 0)).toBe(false);
  });

  test("shows each question once", () => {
    const { business, trade, calls } = partsOf(TEMPLATE);
    expect([...business, ...trade, ...calls]).toHaveLength(TEMPLATE.questions.length);
    expect(trade.map(({ key }) => key)).toEqual(["towing"]);
  });

  test("names the days", () => {
    expect(dayNames("fr").monday).toBe("lundi");
    expect(dayNames("en").sunday).toBe("Sunday");
  });
});
