import { expect, it } from "vitest";
import { unstorableFields } from "./storable.ts";

it("text that Postgres can hold passes, in any alphabet", () => {
  expect(unstorableFields({ name: "Été 🎄 مرحبا", list: ["\t\n", 1, null, true], empty: {} })).toEqual([]);
});

it("text that Postgres cannot hold is named by its path, wherever it is", () => {
  const value = { name: "a\0b", tools: [{ reply: { text: "\ud83c" } }], metadata: { "k\0": "v" }, fine: "x" };
  expect(unstorableFields(value).map(({ path }) => path)).toEqual(["name", "tools.0.reply.text", "metadata"]);
  expect(unstorableFields("\0")).toMatchObject([{ path: "" }]);
});
