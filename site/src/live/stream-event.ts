import type { StreamedEvent } from "./call-view.ts";

export const CALL_EVENT_TYPES = [
  "call.status",
  "transcript",
  "speech",
  "tool.called",
  "tool.result",
  "assistant.started",
  "handoff",
  "transfer.requested",
  "interrupted",
  "silence",
  "call.report",
  "reset",
] as const;

/** The only cast: the stream's data is a call event, as the calls service sends it. */
export function toStreamedEvent(data: unknown): StreamedEvent | undefined {
  const isEvent = typeof data === "object" && data !== null && "callId" in data && "type" in data;
  return isEvent ? (data as StreamedEvent) : undefined;
}
