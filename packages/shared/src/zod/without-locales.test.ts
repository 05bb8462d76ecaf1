import { expect, it } from "vitest";
import * as whole from "zod";
import * as lean from "./without-locales.ts";

const LANGUAGES = ["core", "default", "fromJSONSchema", "locales"];
const CODE = ["compile", "INVALID", "ZodCompileAsyncError", "ZodCompileUnsupportedError"];
const LEFT_OUT = [...LANGUAGES, ...CODE];

it("is zod, the very same things, but for what brings the languages, and what makes code", () => {
  const expected = Object.entries(whole).filter(([name]) => !LEFT_OUT.includes(name) && name !== "z");
  for (const [name, thing] of expected) {
    expect(lean[name as keyof typeof lean], name).toBe(thing);
  }
  expect(Object.keys(lean).toSorted()).toEqual([...expected.map(([name]) => name), "z"].toSorted());
  expect(["z", ...Object.keys(lean.z)].toSorted()).toEqual(Object.keys(lean).toSorted());
});

it("tells what is wrong in English, as zod does", () => {
  const [schema, other] = [lean.z.object({ name: lean.z.string() }), whole.z.object({ name: whole.z.string() })];
  expect(schema.safeParse({}).error?.issues).toEqual(other.safeParse({}).error?.issues);
});
