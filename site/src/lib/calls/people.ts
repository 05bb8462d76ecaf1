import Papa from "papaparse";

/** As many as one request may call. */
export const MOST_PEOPLE = 20;

export type Person = { line: number; number: string; name: string };

/** Digits enough for the shortest number that can be called. */
const looksLikeNumber = (text: string) => text.replaceAll(/\D/g, "").length >= 3 && !/[a-z]{3}/i.test(text);

/**
 * People from a pasted list or a CSV file: on each line a number and perhaps a name, in any order and with any usual
 * separator. Lines without a number are left out when they are a heading, and kept, for the API to refuse, when they are
 * not. `line` counts from one.
 */
export function readPeople(text: string): Person[] {
  const { data } = Papa.parse<string[]>(text, { delimitersToGuess: [";", ",", "\t", "|"], skipEmptyLines: false });
  return data.flatMap((cells, index) => {
    // A list that was typed has other separators on other lines.
    const parts = cells.length === 1 ? (cells[0] ?? "").split(/[;,\t|]/) : cells;
    const filled = parts.map((cell) => cell.trim()).filter((cell) => cell !== "");
    if (filled.length === 0) return [];
    const number = filled.find(looksLikeNumber);
    if (number === undefined && index === 0) return [];
    const name = filled.filter((cell) => cell !== number).join(" ");
    const refused = filled.find((cell) => /\d/.test(cell)) ?? filled[0] ?? "";
    return [{ line: index + 1, number: number ?? refused, name: number === undefined ? "" : name }];
  });
}
