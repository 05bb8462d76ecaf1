import { z } from "zod";
import type { Timeline } from "./contract.ts";

export type EventRow = { seq: number; type: string; at: Date; data: unknown };
export type CallTimes = { id: string; startedAt: Date | null; endedAt: Date | null; turnLatencies: unknown };

const ms = z.number().nullable();
const TurnLatencies = z
  .array(z.object({ turnMs: ms, modelMs: ms, voiceMs: ms, transcriberMs: ms, endpointingMs: ms }))
  .catch([]);
const Data = z.record(z.string(), z.unknown()).catch({});

/** Every event of a call with its time, and what follows from them: how long a turn, a tool or a handoff took. */
export function toTimeline(call: CallTimes, rows: EventRow[]): Timeline {
  const origin = call.startedAt ?? rows[0]?.at ?? new Date(0);
  const moment = (at: Date) => ({ at: at.toISOString(), offsetMs: at.getTime() - origin.getTime() });
  const events = rows.map((row) => {
    const { type: _type, ...data } = Data.parse(row.data);
    return { row, data };
  });
  const answers = events.filter(({ row }) => row.type === "tool.result");
  /** Of several tools with one id, each takes the next answer. */
  const takeAnswer = (id: unknown, name: unknown) => {
    const index = answers.findIndex(({ data }) => data["toolCallId"] === id && data["name"] === name);
    const unnamed = index === -1 ? answers.findIndex(({ data }) => data["toolCallId"] === id) : index;
    return unnamed === -1 ? undefined : answers.splice(unnamed, 1)[0]?.row;
  };
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
      const answer = takeAnswer(data["toolCallId"], data["name"]);
      return [
        {
          toolCallId: String(data["toolCallId"]),
          name: String(data["name"]),
          ...moment(row.at),
          durationMs: answer === undefined ? null : lasted(row.at, answer.at),
          failed: answer === undefined,
        },
      ];
    }),
    handoffs: events.flatMap(({ row, data }) =>
      row.type === "handoff" ? [{ ...moment(row.at), from: textOf(data["from"]), to: textOf(data["to"]) }] : [],
    ),
  };
}

/** A report may give a tool and its answer the same time, or none: then the duration is unknown. */
function lasted(from: Date, to: Date): number | null {
  const ms = to.getTime() - from.getTime();
  return ms > 0 ? ms : null;
}

const whole = (value: number | null) => (value === null ? null : Math.round(value));
const textOf = (value: unknown) => (typeof value === "string" ? value : null);
