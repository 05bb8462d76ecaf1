import { expect, test } from "vitest";
import { readPeople } from "./people.ts";

test("a list is read as people write it: numbers alone, with names, in any order", () => {
  expect(readPeople("06 12 34 56 78\n\n+33 6 00 00 00 02; Mme Martin\nM. Petit,0600000003")).toEqual([
    { line: 1, number: "06 12 34 56 78", name: "" },
    { line: 3, number: "+33 6 00 00 00 02", name: "Mme Martin" },
    { line: 4, number: "0600000003", name: "M. Petit" },
  ]);
  expect(readPeople("M. Petit,0600000003\nMme Roux,0600000004")).toEqual([
    { line: 1, number: "0600000003", name: "M. Petit" },
    { line: 2, number: "0600000004", name: "Mme Roux" },
  ]);
});

test("a spreadsheet's heading, quotes, tabs and line ends are no people", () => {
  expect(readPeople('Nom\tPrénom\tTéléphone\r\n"Le ""Grand"" Roux"\tAnne\t06.00.00.00.05\r\n')).toEqual([
    { line: 2, number: "06.00.00.00.05", name: 'Le "Grand" Roux Anne' },
  ]);
  expect(readPeople("")).toEqual([]);
});

test("a line that is no number is kept, so that it is refused and not lost", () => {
  expect(readPeople("0600000001\nà rappeler")).toEqual([
    { line: 1, number: "0600000001", name: "" },
    { line: 2, number: "à rappeler", name: "" },
  ]);
});
