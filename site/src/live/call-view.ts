import type { CallEventBody, CallStatus, Speaker } from "@allokoli/shared/events/call-event";
import type { Call, Message } from "../lib/api/types.ts";

/** One line of the script: something said, something done, or something that happened. */
export type CallLine =
  | { kind: "said"; key: string; role: Speaker; text: string; at: string }
  | ToolLine
  | { kind: "note"; key: string; note: "interrupted" | "silence" | "handoff"; text: string; at: string }
  /** A person takes the call at that number. */
  | { kind: "taken"; key: string; by: string | null; to: string; at: string };

/** `callId` is the provider's, which a model may give twice. */
type ToolLine = {
  kind: "tool";
  key: string;
  callId: string;
  name: string;
  arguments: unknown;
  result: unknown;
  isAnswered: boolean;
  at: string;
};

export type CallReport = Extract<CallEventBody, { type: "call.report" }>;

/** A call as a watcher sees it: the history, and every event since. */
export type CallView = {
  status: CallStatus;
  startedAt: string | null;
  endedAt: string | null;
  endedReason: string | null;
  assistantName: string | null;
  lines: CallLine[];
  /** The words of each speaker that may still change. */
  partial: Partial<Record<Speaker, string>>;
  speaking: Record<Speaker, boolean>;
  report: CallReport | null;
  /** The number of the last event that it includes. */
  lastSeq: number;
};

/** An event of the stream; a temporary one has no number. */
export type StreamedEvent = { callId: string; at: string; seq?: number | undefined } & CallEventBody;

type History = {
  call: Pick<Call, "status" | "startedAt" | "endedAt" | "endedReason" | "assistant" | "lastSeq">;
  messages: Message[];
};

export function viewOf({ call, messages }: History): CallView {
  return {
    status: call.status,
    startedAt: call.startedAt,
    endedAt: call.endedAt,
    endedReason: call.endedReason,
    assistantName: call.assistant?.name ?? null,
    lines: linesOf(messages),
    partial: {},
    speaking: { assistant: false, user: false },
    report: null,
    lastSeq: call.lastSeq,
  };
}

export function linesOf(messages: Message[]): CallLine[] {
  return messages.flatMap((message): CallLine[] => {
    const { id: key, at } = message;
    if (message.role === "tool" && message.tool) {
      const { callId, name, arguments: given, result } = message.tool;
      return [{ kind: "tool", key, callId, name, arguments: given, result, isAnswered: result !== null, at }];
    }
    if (message.role !== "user" && message.role !== "assistant") return [];
    return message.text ? [{ kind: "said", key, role: message.role, text: message.text, at }] : [];
  });
}

/** The view after an event. An event with a number that it already includes changes nothing. */
export function applyEvent(before: CallView, event: StreamedEvent): CallView {
  if (event.seq === undefined) return applyPassing(before, event);
  // The stream has the call from its beginning, and replaces the history.
  const told =
    event.seq === 1 && before.lastSeq > 0 && before.report === null ? { ...before, lines: [], lastSeq: 0 } : before;
  if (event.seq <= told.lastSeq) return told;
  return applyNumbered({ ...told, lastSeq: event.seq }, event, String(event.seq));
}

function applyPassing(view: CallView, event: StreamedEvent): CallView {
  if (event.type === "transcript" && !event.final)
    return { ...view, partial: { ...view.partial, [event.role]: event.text } };
  if (event.type === "speech")
    return { ...view, speaking: { ...view.speaking, [event.role]: event.state === "started" } };
  return view;
}

function applyNumbered(view: CallView, event: StreamedEvent, key: string): CallView {
  const { at } = event;
  const withLine = (line: CallLine): CallView => ({ ...view, lines: [...view.lines, line] });
  switch (event.type) {
    case "call.status":
      return applyStatus(view, event);
    case "transcript": {
      if (!event.final) return applyPassing(view, event);
      const { [event.role]: _settled, ...partial } = view.partial;
      return { ...withLine({ kind: "said", key, role: event.role, text: event.text, at }), partial };
    }
    case "speech":
      return applyPassing(view, event);
    case "tool.called":
      return withLine({
        kind: "tool",
        key,
        callId: event.toolCallId,
        name: event.name,
        arguments: event.arguments,
        result: null,
        isAnswered: false,
        at,
      });
    case "tool.result": {
      const waiting = view.lines.filter(
        (line): line is ToolLine => line.kind === "tool" && line.callId === event.toolCallId && !line.isAnswered,
      );
      const asked = waiting.find(({ name }) => name === event.name) ?? waiting[0];
      const answered = (line: CallLine) =>
        line === asked ? { ...asked, result: event.result, isAnswered: true } : line;
      return { ...view, lines: view.lines.map(answered) };
    }
    case "assistant.started":
      return { ...view, assistantName: event.assistantName ?? view.assistantName };
    case "handoff":
      return withLine({ kind: "note", key, note: "handoff", text: event.to ?? "", at });
    case "transfer.requested":
      return withLine({ kind: "taken", key, by: event.by, to: event.to, at });
    case "interrupted":
    case "silence":
      return withLine({ kind: "note", key, note: event.type, text: "", at });
    case "call.report":
      return { ...applyStatus(view, { ...event, status: "ended" }), report: event };
  }
}

type StatusChange = { status: CallStatus; at: string; endedReason?: string | null | undefined };

function applyStatus(view: CallView, { status, at, endedReason }: StatusChange): CallView {
  if (view.status === "ended") return { ...view, endedReason: view.endedReason ?? endedReason ?? null };
  const startedAt = view.startedAt ?? (status === "in-progress" ? at : null);
  if (status !== "ended") return { ...view, status, startedAt };
  return {
    ...view,
    status,
    endedAt: at,
    endedReason: endedReason ?? null,
    partial: {},
    speaking: { assistant: false, user: false },
  };
}
