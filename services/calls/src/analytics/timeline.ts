import { z } from "zod";
import type { Timeline } from "./contract.ts";

export type EventRow = { seq: number; type: string; at: Date; data: unknown };
export type CallTimes = { id: string; startedAt: Date | null; endedAt: Date | null; turnLatencies: unknown };

const ms = z.number().nullable();
const TurnLatencies = z
  .array(z.object({ turnMs: ms, modelMs: ms, voiceMs: ms, transcriberMs: ms, endpointingMs: ms }))
  .catch([]);
const Data = z.record(z.string(), z.unknown()).catch({});

/** Every event of a call with its time, and what they say together: how long a turn, a tool, a handoff took. */
export function toTimeline(call: CallTimes, rows: EventRow[]): Timeline {
  const origin = call.startedAt ?? rows[0]?.at ?? new Date(0);
  const moment = (at: Date) => ({ at: at.toISOString(), offsetMs: at.getTime() - origin.getTime() });
  const events = rows.map((row) => {
    const { type: _type, ...data } = Data.parse(row.data);
    return { row, data };
  });
  const answers = new Map(
    events.flatMap(({ row, data }) => (row.type === "tool.result" ? [[data["toolCallId"], row] as const] : [])),
  );
  return {
    callId: call.id,
    startedAt: call.startedAt?.toISOString() ?? null,
    endedAt: call.endedAt?.toISOString() ?? null,
    events: events.map(({ row, data }) => ({ seq: row.seq, type: row.type, ...moment(row.at), data })),
    turns: TurnLatencies.parse(call.turnLatencies ?? []).map((turn, index) => ({
      number: index + 1,
      turnMs: whole(turn.turnMs),
      modelMs: whole(turn.modelMs),
      voiceMs: whole(turn.voiceMs),
      transcriberMs: whole(turn.transcriberMs),
      endpointingMs: whole(turn.endpointingMs),
    })),
    tools: events.flatMap(({ row, data }) => {
      if (row.type !== "tool.called") return [];
      const answer = answers.get(data["toolCallId"]);
      return [
        {
          toolCallId: String(data["toolCallId"]),
          name: String(data["name"]),
          ...moment(row.at),
          durationMs: answer === undefined ? null : Math.max(0, answer.at.getTime() - row.at.getTime()),
          failed: answer === undefined,
        },
      ];
    }),
    handoffs: events.flatMap(({ row, data }) =>
      row.type === "handoff" ? [{ ...moment(row.at), from: textOf(data["from"]), to: textOf(data["to"]) }] : [],
    ),
  };
}

const whole = (value: number | null) => (value === null ? null : Math.round(value));
const textOf = (value: unknown) => (typeof value === "string" ? value : null);
