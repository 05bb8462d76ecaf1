import { expect, test } from "vitest";
import { rowsOfSchema, schemaOfRows } from "./data-rows.ts";

const schemaOf = (properties: object) => ({ type: "object", properties });

test("a choice is written with commas, a date stays a date, and a choice without options is a text", () => {
  const [row] = rowsOfSchema(schemaOf({ motif: { type: "string", enum: ["visite", "autre chose"] } })) ?? [];
  expect(row).toEqual({ name: "motif", type: "choice", title: "", description: "", options: "visite, autre chose" });
  const rows = [
    {
      name: "motif",
      type: "choice",
      title: "Motif",
      description: "Pourquoi",
      options: " visite,, autre chose ,visite",
    },
    { name: "quand", type: "date", title: "", description: "", options: "" },
    { name: "rien", type: "choice", title: "", description: "", options: " , " },
  ];
  expect(schemaOfRows(rows)).toEqual(
    schemaOf({
      motif: { type: "string", enum: ["visite", "autre chose"], title: "Motif", description: "Pourquoi" },
      quand: { type: "string", format: "date" },
      rien: { type: "string" },
    }),
  );
});

test.each([
  { type: "string", enum: ["a, b"] },
  { type: "string", enum: [] },
  { type: "number", enum: ["1"] },
  { type: "string", format: "email" },
  { type: "string", pattern: "a" },
  { type: "array", items: { type: "string" } },
])("what rows would lose something of is left to be edited as it is: %j", (property) => {
  expect(rowsOfSchema(schemaOf({ property }))).toBeUndefined();
});
