import type { CallEventBody } from "@allokoli/shared/events/call-event";
import type { NumberedEvent } from "./fold.ts";
import type { Report, Utterance } from "./report.ts";
import { toolCalledKey, toolResultKey } from "./translate.ts";

type Closing = { key: string; at: string; body: CallEventBody };

/**
 * What the report's conversation has and the live events had not: the listeners get it before the report, marked
 * `reconciled`, with the time at which it was said.
 */
export function closingObservations(report: Report, told: NumberedEvent[]): Closing[] {
  const missing = missingUtterances(report, told);
  return report.turns.flatMap((turn, position): Closing[] => {
    if (turn.role === "tool") {
      const { toolCallId, name } = turn;
      const called: Closing = {
        key: toolCalledKey(toolCallId),
        at: turn.at,
        body: { type: "tool.called", toolCallId, name, arguments: turn.arguments },
      };
      const result: Closing = {
        key: toolResultKey(toolCallId),
        at: turn.at,
        body: { type: "tool.result", toolCallId, name, result: turn.result },
      };
      return turn.answered ? [called, result] : [called];
    }
    if (!missing.has(turn) || turn.role === "system") return [];
    const body: CallEventBody = {
      type: "transcript",
      role: turn.role,
      text: turn.text,
      final: true,
      source: "reconciled",
    };
    return [{ key: `reconciled:${position}`, at: turn.at, body }];
  });
}

/**
 * The utterances that no final transcript told. Vapi joins what a speaker says between two turns into one message, so an
 * utterance is also told when transcripts of the speaker, taken together, leave nothing of it over.
 */
function missingUtterances(report: Report, told: NumberedEvent[]): Set<Utterance> {
  const missing = new Set<Utterance>();
  for (const role of ["assistant", "user"] as const) {
    const finals = told.flatMap(({ body }) =>
      body.type === "transcript" && body.role === role ? [words(body.text)] : [],
    );
    const utterances = report.turns.filter((turn): turn is Utterance => turn.role === role);
    const unmatched = utterances.filter((utterance) => {
      const index = finals.indexOf(words(utterance.text));
      if (index >= 0) finals.splice(index, 1);
      return index < 0;
    });
    for (const utterance of unmatched) if (!isPiecedTogether(words(utterance.text), finals)) missing.add(utterance);
  }
  return missing;
}

/** Take out of `finals` those that `whole` begins with, one after the other; whether nothing is left of it. */
function isPiecedTogether(whole: string, finals: string[]): boolean {
  const pieces: number[] = [];
  let rest = whole;
  for (const [index, piece] of finals.entries()) {
    if (rest === "" || piece === "" || !(rest === piece || rest.startsWith(`${piece} `))) continue;
    pieces.push(index);
    rest = rest.slice(piece.length).trimStart();
  }
  if (rest !== "") return false;
  for (const index of pieces.toReversed()) finals.splice(index, 1);
  return true;
}

/** What was said, without the punctuation and capitals that transcribers change their mind about. */
const words = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
