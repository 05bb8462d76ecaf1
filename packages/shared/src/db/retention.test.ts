import { readFileSync } from "node:fs";
import { join } from "node:path";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { expect, test } from "vitest";
import * as schema from "./schema/index.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../../../docs/database.md"), "utf8");

test("docs/database.md says of every table what deletes its rows, or why it may grow", () => {
  const section = /^## What grows\n(.*?)^## /ms.exec(PAGE)?.[1] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  const said = rows.map((line) => line.split("|").map((cell) => cell.trim()));
  for (const [, names, what] of said) expect(what?.length, names).toBeGreaterThan(20);
  const named = said.flatMap(([, names = ""]) => [...names.matchAll(/`([a-z_]+)`/g)].map(([, name]) => name));
  const tables = Object.values<unknown>(schema)
    .filter((value) => is(value, PgTable))
    .map((table) => getTableConfig(table).name);
  const sorted = (names: (string | undefined)[]) =>
    names.map(String).toSorted((left, right) => left.localeCompare(right));
  expect(sorted(named)).toEqual(sorted(tables));
});
