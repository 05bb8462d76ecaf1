import type { CallEventBody } from "@allokoli/shared/events/call-event";
import type { Report } from "./report.ts";
import { toolCalledKey, toolResultKey, useOfTurn } from "./tool-use.ts";
import { transferKey } from "./translate.ts";
import { words } from "./words.ts";
import type { NumberedEvent } from "./history.ts";
import type { Utterance } from "./turns.ts";

type Closing = { key: string; at: string; body: CallEventBody };

/**
 * What the report's conversation has and the live events did not: listeners get it before the report, marked
 * `reconciled`, with the time at which it was said.
 * @param answeredAt when each tool answered, where the report says so
 */
export function closingObservations(
  report: Report,
  told: NumberedEvent[],
  answeredAt: ReadonlyMap<string, string>,
): Closing[] {
  const missing = missingUtterances(report, told);
  return report.turns.flatMap((turn, position): Closing[] => {
    if (turn.role === "tool") {
      const { toolCallId, name } = turn;
      const use = useOfTurn(turn);
      const called: Closing = {
        key: toolCalledKey(use),
        at: turn.at,
        body: { type: "tool.called", toolCallId, name, arguments: turn.arguments },
      };
      const result: Closing = {
        key: toolResultKey(use),
        at: answeredAt.get(use) ?? turn.at,
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

/** The transfer's destination, when no event named it before. */
export function closingTransfer(to: string | null, at: string, told: NumberedEvent[]): Closing[] {
  const isTold = told.some(({ body }) => body.type === "handoff" && body.to === to);
  return to === null || isTold ? [] : [{ key: transferKey(to), at, body: { type: "handoff", from: null, to } }];
}

/**
 * The utterances that no final transcript had. Vapi joins what a speaker says between two turns into one message, so
 * several transcripts of the speaker may together make one utterance.
 */
function missingUtterances(report: Report, told: NumberedEvent[]): Set<Utterance> {
  const missing = new Set<Utterance>();
  for (const role of ["assistant", "user"] as const) {
    const finals = told.flatMap(({ body }) => (body.type === "transcript" && body.role === role ? [body.text] : []));
    const utterances = report.turns.filter((turn): turn is Utterance => turn.role === role);
    // Exact matches first: two that differ only in punctuation had a transcript each.
    const unmatched = [(text: string) => text, words].reduce(
      (left, form) => left.filter((utterance) => !isTaken(finals, utterance.text, form)),
      utterances,
    );
    const said = finals.map(words);
    for (const utterance of unmatched) if (!isPiecedTogether(words(utterance.text), said)) missing.add(utterance);
  }
  return missing;
}

/** Remove from `finals` one that is equal in this form; false when there is none. */
function isTaken(finals: string[], text: string, form: (text: string) => string): boolean {
  const index = finals.findIndex((final) => form(final) === form(text));
  if (index >= 0) finals.splice(index, 1);
  return index >= 0;
}

/** Remove from `finals` those that make up `whole`, one after the other; false when they do not cover it. */
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
