import type { CallTimeline } from "../api/types.ts";
import { toolWords } from "./tool-words.ts";
import { m } from "../../paraglide/messages.js";
import { milliseconds, phoneNumber } from "../format.ts";
import { STATUS_LABELS } from "./labels.ts";

export type Moment = { key: string; offsetMs: number; at: string; words: string };

const isStatus = (value: unknown): value is keyof typeof STATUS_LABELS =>
  typeof value === "string" && value in STATUS_LABELS;
const textOf = (value: unknown) => (typeof value === "string" ? value : "");
const toWhom = (to: string) =>
  /^\+\d/.test(to) ? m.note_transferred({ number: phoneNumber(to) }) : m.note_handoff({ name: to });

/** The moments of a call that somebody looks for: its states, what was used and for how long, who took it. Not its words. */
export function momentsOf({ events, tools }: Pick<CallTimeline, "events" | "tools">): Moment[] {
  const took = new Map(tools.map(({ toolCallId, durationMs }) => [toolCallId, durationMs]));
  const results = new Map(
    events.flatMap(({ type, data }) => (type === "tool.result" ? [[data["toolCallId"], data["result"]]] : [])),
  );
  return events.flatMap(({ seq, type, at, offsetMs, data }) => {
    const words = wordsOf(type, data, took.get(textOf(data["toolCallId"])) ?? null, results.get(data["toolCallId"]));
    return words === undefined ? [] : [{ key: String(seq), offsetMs, at, words }];
  });
}

function wordsOf(
  type: string,
  data: Record<string, unknown>,
  tookMs: number | null,
  result: unknown,
): string | undefined {
  switch (type) {
    case "call.status":
      return isStatus(data["status"]) ? STATUS_LABELS[data["status"]]() : undefined;
    case "tool.called":
      return [toolWords(textOf(data["name"]), true, result), ...(tookMs === null ? [] : [milliseconds(tookMs)])].join(
        " · ",
      );
    case "handoff":
      return textOf(data["to"]) === "" ? undefined : toWhom(textOf(data["to"]));
    case "transfer.requested": {
      const number = phoneNumber(textOf(data["to"]));
      const by = textOf(data["by"]);
      return by === "" ? m.note_taken({ number }) : m.note_taken_by({ name: by, number });
    }
    case "call.report":
      return m.timeline_report();
    default:
      return undefined;
  }
}
