import { useOfKey } from "./tool-use.ts";
import { between, shifted } from "./span.ts";
import { words } from "./words.ts";
import type { ReportedTurn, Turn } from "./turns.ts";
import type { NumberedEvent } from "./history.ts";

/**
 * The turns with their times: the turn's own, else the time in the live events, else that of the turn before. The first
 * begins with the call.
 */
export function timedTurns(
  turns: ReportedTurn[],
  events: NumberedEvent[],
  startedAt: string | null,
  endedAt: string,
): Turn[] {
  const heard = heardIn(events);
  let before = startedAt ?? endedAt;
  return turns.map((turn): Turn => {
    const seconds = turn.secondsFromStart;
    const known =
      turn.at ?? (seconds !== null && startedAt !== null ? shifted(startedAt, seconds * 1000) : heard.timeOf(turn));
    before = known ?? before;
    const sinceMs = turn.at !== null || known === undefined ? null : between(startedAt, known);
    const when = { at: before, secondsFromStart: seconds ?? (sinceMs === null ? null : sinceMs / 1000) };
    if (turn.role !== "tool") return { ...turn, ...when };
    const { answeredAt: _answeredAt, isAgain: _isAgain, ...tool } = turn;
    return { ...tool, ...when };
  });
}

function heardIn(events: NumberedEvent[]) {
  const finals = events.flatMap(({ at, body }) =>
    body.type === "transcript" ? [{ at, role: body.role, said: words(body.text) }] : [],
  );
  const ran = new Map(
    events.flatMap(({ key, at, body }) => (body.type === "tool.called" ? [[useOfKey(key), at]] : [])),
  );
  return {
    /** When a sentence of that speaker with those words began, or the tool ran. Each sentence is used once. */
    timeOf(turn: ReportedTurn): string | undefined {
      if (turn.role === "tool") return ran.get(turn.use) ?? ran.get(turn.toolCallId);
      const whole = words(turn.text);
      const index = finals.findIndex(
        ({ role, said }) => role === turn.role && said !== "" && `${whole} `.startsWith(`${said} `),
      );
      return index === -1 ? undefined : finals.splice(index, 1)[0]?.at;
    },
  };
}
