import { expect, test } from "vitest";
import { TRADES } from "../../../../services/assistants/src/templates/trades/all.ts";
import { rowsOfSchema, schemaOfRows } from "./data-rows.ts";

const schemaOf = (properties: object) => ({ type: "object", properties });

test("what every template notes down is shown as rows, which give it back", () => {
  for (const trade of Object.values(TRADES)) {
    for (const { extract } of [trade.fr, trade.en]) {
      const rows = rowsOfSchema(schemaOf(extract));
      expect(rows, trade.key).toHaveLength(Object.keys(extract).length);
      expect(schemaOfRows(rows ?? [])).toEqual(schemaOf(extract));
    }
  }
});

test("a choice is written with commas, a date is one, and a choice among nothing is a text", () => {
  const [row] = rowsOfSchema(schemaOf({ motif: { type: "string", enum: ["visite", "autre chose"] } })) ?? [];
  expect(row).toEqual({ name: "motif", type: "choice", description: "", options: "visite, autre chose" });
  const rows = [
    { name: "motif", type: "choice", description: "Pourquoi", options: " visite,, autre chose ,visite" },
    { name: "quand", type: "date", description: "", options: "" },
    { name: "rien", type: "choice", description: "", options: " , " },
  ];
  expect(schemaOfRows(rows)).toEqual(
    schemaOf({
      motif: { type: "string", enum: ["visite", "autre chose"], description: "Pourquoi" },
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
