import type { Payload } from "../../vapi/payload.ts";
import { clean, nameAt, objectAt } from "../../vapi/payload.ts";
import type { ReportedTurn } from "./turns.ts";

type Speaker = "assistant" | "user";

/** The usual names of the speakers. */
const USUAL = new Map<string, Speaker>([
  ["ai", "assistant"],
  ["assistant", "assistant"],
  ["bot", "assistant"],
  ["user", "user"],
  ["customer", "user"],
]);
const LABELLED = /^\s*([^:]{1,80}?)\s*:\s?(.*)$/;

/**
 * A conversation in one text, with `AI: …` and `User: …` on lines of their own. A line without a name belongs to the
 * line before; the speaker of lines before the first name is unknown.
 */
export function saidInText(text: string, payload: Payload, max: number): ReportedTurn[] {
  const labels = new Map([...USUAL, ...chosenNames(payload)]);
  const said: { role: Speaker | "system"; lines: string[] }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, name = "", rest = ""] = LABELLED.exec(line) ?? [];
    const role = labels.get(name.toLowerCase());
    if (role !== undefined) said.push({ role, lines: [rest] });
    else if (said.length > 0) said.at(-1)?.lines.push(line);
    else said.push({ role: "system", lines: [line] });
    if (said.length > max) break;
  }
  return said.slice(0, max).flatMap(({ role, lines }): ReportedTurn[] => {
    const words = clean(lines.join("\n").trim());
    return words === "" ? [] : [{ role, text: words, at: null, secondsFromStart: null, durationMs: null }];
  });
}

/** The names of the two speakers in the assistant's own plan. */
function chosenNames(payload: Payload): [string, Speaker][] {
  const assistant = objectAt(payload, "assistant") ?? objectAt(payload, "call", "assistant");
  const plan = objectAt(assistant, "artifactPlan", "transcriptPlan");
  const chosen: [string | undefined, Speaker][] = [
    [nameAt(plan, "assistantName"), "assistant"],
    [nameAt(plan, "userName"), "user"],
  ];
  return chosen.flatMap(([name, speaker]): [string, Speaker][] =>
    name === undefined ? [] : [[name.trim().toLowerCase(), speaker]],
  );
}
