import { expect, test } from "vitest";
import { fieldTitle, structuredRows } from "./structured-rows.ts";

const SCHEMA = {
  type: "object",
  properties: {
    isUrgent: { type: "boolean", description: "Si l’appel a été traité comme une urgence" },
    callbackNumber: { type: "string", title: "Numéro à rappeler", description: "Le numéro" },
    slots: { type: "array", items: { type: "object", properties: { day: { type: "string", title: "Jour" } } } },
  },
};

test("fields are named by the schema's titles or descriptions, else by their words", () => {
  const data = { isUrgent: true, callbackNumber: "+33639981234", date_rendez_vous: "lundi" };
  expect(structuredRows(data, SCHEMA)).toEqual([
    ["Si l’appel a été traité comme une urgence", "Oui"],
    ["Numéro à rappeler", "+33639981234"],
    ["Date rendez vous", "lundi"],
  ]);
});

test("nothing is shown as JSON: lists are lines, and what is nested is named", () => {
  expect(
    structuredRows({ slots: [{ day: "lundi" }, { day: "mardi" }], empty: [], other: { a: { b: 1 } } }, SCHEMA),
  ).toEqual([
    ["Slots", "Jour : lundi\nJour : mardi"],
    ["Empty", "–"],
    ["Other", "A : B : 1"],
  ]);
});

test("neither odd data nor an odd schema breaks a page", () => {
  expect(structuredRows(null, SCHEMA)).toEqual([]);
  expect(structuredRows({ constructor: "x" }, { properties: {} })).toEqual([["Constructor", "x"]]);
  for (const schema of [null, 1, "x", [], { properties: 3 }, { properties: { a: null } }])
    expect(structuredRows({ a: 1 }, schema)).toEqual([["A", "1"]]);
  expect(structuredRows("un texte", SCHEMA)).toHaveLength(1);
});

test("a field is called as the first schema that has it calls it", () => {
  const schemas = [
    null,
    { properties: { motif: { title: "Motif de l’appel" } } },
    { properties: { motif: { title: "x" } } },
  ];
  expect(fieldTitle("motif", schemas)).toBe("Motif de l’appel");
  expect(fieldTitle("dateRendezVous", schemas)).toBe("Date rendez vous");
  expect(fieldTitle("constructor", schemas)).toBe("Constructor");
});
