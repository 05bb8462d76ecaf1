import { expect, test } from "vitest";
import { TRADES } from "../services/assistants/src/templates/trades/all.ts";
import { rowsOfSchema, schemaOfRows } from "../site/src/lib/assistants/data-rows.ts";

test("the data that every template notes down is shown as rows, which convert back to the same schema", () => {
  for (const trade of Object.values(TRADES)) {
    for (const { extract } of [trade.fr, trade.en]) {
      const schema = { type: "object", properties: extract };
      const rows = rowsOfSchema(schema);
      expect(rows, trade.key).toHaveLength(Object.keys(extract).length);
      expect(schemaOfRows(rows ?? [])).toEqual(schema);
    }
  }
});
