import { parseArgs } from "node:util";

/** How bench.ts hands its options to the measure.ts that vitest runs. */
const VARIABLE = "ALLOKOLI_BENCH_OPTIONS";
export const optionsForVitest = () => ({ [VARIABLE]: JSON.stringify(process.argv.slice(2)) });

/**
 * What a bench takes as options, `--rounds 3`: numbers, all with a default.
 * @throws for an option that the bench does not have, or a value that is no number
 */
export function readOptions<Name extends string>(defaults: Record<Name, number>): Record<Name, number> {
  const handed = process.env[VARIABLE];
  // optionsForVitest wrote it.
  const args = handed === undefined ? process.argv.slice(2) : (JSON.parse(handed) as string[]);
  const names = Object.keys(defaults).map((name) => [name, { type: "string" }] as const);
  const { values } = parseArgs({ args, options: Object.fromEntries(names) });
  const given = Object.entries(values).map(([name, value]) => {
    const number = Number(value);
    if (!(number > 0)) throw new Error(`--${name} ${value}: a number above 0 is expected.`);
    return [name, number];
  });
  return { ...defaults, ...Object.fromEntries(given) };
}
