import { expect, test } from "vitest";
import type { Test } from "../api/types.ts";
import { compileTest, draftOfTest, EMPTY_RUBRIC, postedTest, testErrors } from "./draft.ts";

const formOf = (fields: Record<string, string>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
};
const TEST: Test = {
  id: "t",
  suiteId: "s",
  name: "Mardi",
  callId: null,
  channel: "voice",
  language: "en",
  script: "Vous voulez un rendez-vous.",
  personality: "hurried",
  personalityDetails: null,
  rubrics: [
    { text: "Un jour est convenu.", required: true },
    { text: "Il a souri.", required: false },
  ],
  attempts: 3,
  variables: { nom: "Durand" },
  mocks: [{ function: "demander", result: "oui" }],
  createdAt: "",
  updatedAt: "",
};

test("a test that is opened and saved as it is stays as it is", () => {
  const { id: _, suiteId: _suite, callId: _call, createdAt: _made, updatedAt: _changed, ...settings } = TEST;
  expect(compileTest(draftOfTest(TEST))).toEqual(settings);
  const compiled = compileTest(draftOfTest(TEST));
  expect(TEST).toMatchObject(compiled);
  expect(Object.keys(compiled)).toHaveLength(10);
});

test("empty rows are left out, so that faults come at the rows that are shown", () => {
  const { draft, sends } = postedTest(
    formOf({
      intent: "save",
      "rubrics.0.text": "",
      "rubrics.0.kind": "required",
      "rubrics.3.text": "Poli.",
      "rubrics.3.kind": "noted",
    }),
  );
  expect(sends).toBe(true);
  expect(compileTest(draft).rubrics).toEqual([{ text: "Poli.", required: false }]);
});

test("adding and taking away a row shows the form again", () => {
  const row = { "rubrics.0.text": "Poli.", "rubrics.0.kind": "required" };
  expect(postedTest(formOf({ ...row, intent: "add.rubrics" }))).toMatchObject({
    sends: false,
    draft: { rubrics: [{ text: "Poli." }, EMPTY_RUBRIC] },
  });
  expect(postedTest(formOf({ ...row, intent: "remove.rubrics.0" })).draft.rubrics).toEqual([]);
});

test("a fault of a value is told at the values, others at their field", () => {
  const errors = ["script", "rubrics.1.text", "variables.1x"].map((path) => ({ path, message: "is wrong" }));
  expect(Object.keys(testErrors({ code: "validation_failed", status: 422, errors }))).toEqual([
    "script",
    "rubrics.1.text",
    "variables",
  ]);
});
