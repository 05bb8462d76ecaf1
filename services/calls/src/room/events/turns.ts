import type { Json } from "../../vapi/payload.ts";

/** An utterance or a tool use of a conversation, before it has an id. */
export type Utterance = {
  role: "user" | "assistant" | "system";
  text: string;
  at: string;
  secondsFromStart: number | null;
  durationMs: number | null;
};
export type ToolUse = {
  role: "tool";
  /** The use of the tool (tool-use.ts); null in turns that were stored before uses were told apart. */
  use: string | null;
  toolCallId: string;
  name: string;
  arguments: Json;
  result: Json;
  answered: boolean;
  at: string;
  secondsFromStart: number | null;
};
export type Turn = Utterance | ToolUse;

type TranslatedMessage<T extends Turn> = Omit<T, "at"> & { at: string | null };
export type ReportedToolUse = TranslatedMessage<ToolUse> & { use: string; isAgain: boolean; answeredAt: string | null };
/** A turn as Vapi sends it: most forms of a conversation have no times. */
export type ReportedTurn = TranslatedMessage<Utterance> | ReportedToolUse;
