import type { Assistant } from "../api/types.ts";

/** What keeps an assistant from answering the telephone as it should, the first to be done first. */
export type Missing = "refused" | "instructions" | "notice" | "number" | "sending";

type Facts = {
  assistant: Pick<Assistant, "systemPrompt" | "aiNotice" | "sync">;
  /** How many numbers it answers, and squads it is in; undefined if that could not be read. */
  numbers: number | undefined;
  squads: number | undefined;
};

export function missingOf({ assistant, numbers, squads }: Facts): Missing[] {
  const { systemPrompt, aiNotice, sync } = assistant;
  const checks: [Missing, boolean][] = [
    ["refused", sync.state === "failed"],
    ["instructions", systemPrompt === null || systemPrompt.trim() === ""],
    ["notice", aiNotice === null],
    ["number", numbers === 0 && squads === 0],
    ["sending", sync.state === "pending"],
  ];
  return checks.flatMap(([missing, isMissing]) => (isMissing ? [missing] : []));
}
