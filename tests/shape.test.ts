import { describe, expect, it } from "vitest";
import type { JsonSchema } from "./operations.ts";
import { differences } from "./shape.ts";

const text = { type: "string" };
const Name: JsonSchema = { type: "object", properties: { first: text, last: text }, required: ["first"] };
const Person: JsonSchema = {
  allOf: [{ $ref: "#/components/schemas/Name" }],
  properties: { mails: { type: "array", items: { type: "object", properties: { to: text }, required: ["to"] } } },
  required: ["mails"],
};
const Maybe: JsonSchema = {
  type: "object",
  properties: { person: { anyOf: [{ $ref: "#/components/schemas/Person" }, { type: "null" }] } },
  required: ["person"],
};
const compare = (example: unknown, answer: unknown) => differences(Maybe, { Name, Person }, { example, answer });
const camille = { first: "Camille", mails: [{ to: "a" }] };

describe("an answer and its example", () => {
  it.each([
    ["the same fields", camille, { first: "Hugo", mails: [{ to: "b" }, { to: "c" }] }],
    ["a field that may be missing", camille, { ...camille, last: "Durand" }],
    ["nothing in the place of something", camille, null],
    ["an empty list", camille, { ...camille, mails: [] }],
  ])("may have %s", (_what, example, answer) => {
    expect(compare({ person: example }, { person: answer })).toEqual([]);
  });

  it.each([
    ["a field that nobody described", camille, { ...camille, age: 3 }, "person.age is not in the schema"],
    ["a field less", camille, { mails: [] }, "person.first is in the example alone"],
    ["a field more", { mails: [] }, camille, "person.first is in the answer alone"],
    ["another item", camille, { ...camille, mails: [{ to: "a" }, {}] }, "person.mails[1].to is in the example alone"],
  ])("may not have %s", (_what, example, answer, difference) => {
    expect(compare({ person: example }, { person: answer })).toEqual([difference]);
  });
});
