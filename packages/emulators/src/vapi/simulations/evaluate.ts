import type { Json, JsonObject } from "../json.ts";
import { flagAt, objectAt, textAt } from "../json.ts";
import type { Random } from "../random.ts";

type Primitive = string | number | boolean;

const MET = [
  "L’assistant a compris la demande et y a répondu clairement.",
  "Le point a été respecté du début à la fin de l’échange.",
  "L’assistant a donné l’information attendue et l’a confirmée.",
] as const;
const MISSED = [
  "L’assistant n’a pas répondu à ce point.",
  "L’assistant a conclu sans avoir vérifié l’information demandée.",
  "La demande a été comprise, mais la réponse attendue manque.",
] as const;

const EXTRACTION_ERROR = "Structured output extraction failed: the model returned no valid value.";
const SKIP_REASON = "This evaluation needs audio, which is not available in this simulation.";

const COMPARISONS = {
  "=": (left: Primitive, right: Primitive) => left === right,
  "!=": (left: Primitive, right: Primitive) => left !== right,
  ">": (left: Primitive, right: Primitive) => left > right,
  "<": (left: Primitive, right: Primitive) => left < right,
  ">=": (left: Primitive, right: Primitive) => left >= right,
  "<=": (left: Primitive, right: Primitive) => left <= right,
} as const;
export type Comparator = keyof typeof COMPARISONS;

export function satisfies(extracted: Primitive, comparator: Comparator, expected: Primitive): boolean {
  return COMPARISONS[comparator](extracted, expected);
}

export function toComparator(text: string | undefined): Comparator {
  switch (text) {
    case "!=":
    case ">":
    case "<":
    case ">=":
    case "<=":
      return text;
    default:
      return "=";
  }
}

/** A value that satisfies the comparison, or one that does not. `sentences` is what a free text may say. */
export function extract(
  comparator: Comparator,
  expected: Primitive,
  holds: boolean,
  sentences: readonly [string, ...string[]],
): Primitive {
  if (typeof expected === "number") return numberThat(comparator, expected, holds);
  const wantsSame = (comparator === "=") === holds;
  if (wantsSame) return expected;
  if (typeof expected === "boolean") return !expected;
  return sentences.find((sentence) => sentence !== expected) ?? `${expected}.`;
}

function numberThat(comparator: Comparator, expected: number, holds: boolean): number {
  // Whole, for integers; and large enough to show in a number of any size.
  const step = Math.max(1, Math.ceil(Math.abs(expected) * 0.01));
  const [same, above, below] = [expected, expected + step, expected - step];
  switch (comparator) {
    case "=":
      return holds ? same : above;
    case "!=":
      return holds ? above : same;
    case ">":
      return holds ? above : same;
    case "<":
      return holds ? below : same;
    case ">=":
      return holds ? same : below;
    case "<=":
      return holds ? same : above;
  }
}

/** What the magic words of a description ask for, in this iteration of which the assistant said something. */
function wishOf(words: string, iteration: number, said: string): "hold" | "fail" | "skip" | "error" {
  if (words.includes("[skip]")) return "skip";
  if (words.includes("[error]")) return "error";
  if ([...words.matchAll(/\[says ([^\]]+)\]/g)].some(([, part = ""]) => !said.includes(part))) return "fail";
  const fails = [...words.matchAll(/\[false(?: on (\d+))?\]/g)];
  return fails.some(([, only]) => only === undefined || Number(only) === iteration) ? "fail" : "hold";
}

const toPrimitive = (value: Json | undefined): Primitive =>
  typeof value === "number" || typeof value === "boolean" || typeof value === "string" ? value : true;

/**
 * The judge's findings for one item. A free text speaks well or ill of what the evaluation before it found, as a reason
 * that is asked for after its verdict does. Skipped evaluations count for nothing, so an item with no other passes.
 */
export function evaluate(
  evaluations: JsonObject[],
  iteration: number,
  random: Random,
  said = "",
): { evaluations: JsonObject[]; passed: boolean } {
  let beforeHeld = true;
  const found = evaluations.map((evaluation) => {
    const output = objectAt(evaluation, "structuredOutput");
    const schema = objectAt(output, "schema");
    const description = textAt(output, "description");
    const wish = wishOf(`${description ?? ""} ${textAt(schema, "description") ?? ""}`, iteration, said);
    const expectedValue = toPrimitive(evaluation["value"]);
    const comparator = toComparator(textAt(evaluation, "comparator"));
    const [first, second] = beforeHeld ? [MET, MISSED] : [MISSED, MET];
    const holds = wish === "hold";
    const extractedValue =
      wish === "skip" || wish === "error"
        ? null
        : extract(comparator, expectedValue, holds, [random.pick(first), random.pick(second)]);
    if (typeof expectedValue !== "string") beforeHeld = holds;
    return {
      structuredOutputId: "inline",
      name: textAt(output, "name") ?? "",
      ...(description === undefined ? {} : { description }),
      ...(schema === undefined ? {} : { schema }),
      extractedValue,
      expectedValue,
      comparator,
      passed: extractedValue !== null && satisfies(extractedValue, comparator, expectedValue),
      required: flagAt(evaluation, "required") ?? true,
      ...(wish === "error" ? { error: EXTRACTION_ERROR } : {}),
      ...(wish === "skip" ? { isSkipped: true, skipReason: SKIP_REASON } : {}),
    };
  });
  const passed = found.every((one) => one.passed || !one.required || "isSkipped" in one);
  return { evaluations: found, passed };
}
