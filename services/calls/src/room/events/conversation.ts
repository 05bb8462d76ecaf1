import { spokenText } from "@allokoli/shared/vapi/spoken-text";
import { toolCallIn, toolCallsIn, type ReportedToolCall } from "@allokoli/shared/vapi/tool-calls";
import {
  clean,
  cleanName,
  dateAt,
  nameAt,
  numberAt,
  objectAt,
  objectsAt,
  parsedJson,
  type Json,
  type Payload,
} from "../../vapi/payload.ts";
import { milliseconds, millisecondsAt } from "./milliseconds.ts";
import { toolUse, toolUseMissingIn } from "./tool-use.ts";
import { saidInText } from "./transcript-text.ts";
import type { ReportedToolUse, ReportedTurn, Utterance } from "./turns.ts";
import { words } from "./words.ts";

// A row of `messages` takes 13 parameters of the 65,535 that one statement may have.
export const MAX_TURNS = 5_000;

/**
 * The conversation in a report or a call, in any of its forms: Vapi's messages, OpenAI's, or one text. The form in
 * which the caller says most wins, for a list may have only the greeting beside a whole text; among equals, the form
 * with the most details.
 */
export function conversationIn(payload: Payload): ReportedTurn[] {
  const text = placesOf(payload)
    .map((place) => place["transcript"])
    .find((found): found is string => typeof found === "string" && found.trim() !== "");
  const forms = [...listsIn(payload).map(toTurns), text === undefined ? [] : saidInText(text, payload, MAX_TURNS)];
  const most = Math.max(...forms.map(howMuchIsSaid));
  const best = forms.filter((turns) => howMuchIsSaid(turns) === most);
  return best.find((turns) => turns.length > 0) ?? [];
}

/** The number of the caller's letters and digits, without punctuation; any speech counts more than none. */
function howMuchIsSaid(turns: ReportedTurn[]): number {
  const users = turns.map((turn) => (turn.role === "user" ? words(turn.text).replaceAll(" ", "").length : 0));
  return (turns.some(isSaid) ? 1 : 0) + users.reduce((sum, letters) => sum + letters, 0);
}

const listsIn = (payload: Payload): Payload[][] =>
  ["messages", "messagesOpenAIFormatted", "conversation"].flatMap((name) =>
    placesOf(payload).map((place) => objectsAt(place, name)),
  );

/** The tools, with their answers, in the conversation so far that a message contains. */
export const toolUsesIn = (payload: Payload): ReportedToolUse[] =>
  listedTurns(payload).filter((turn): turn is ReportedToolUse => turn.role === "tool");

/** When each tool answered, by its use, where a conversation says so. */
export const answerTimesIn = (turns: ReportedTurn[]): Map<string, string> =>
  new Map(
    turns.flatMap((turn): [string, string][] =>
      turn.role === "tool" && turn.answeredAt !== null ? [[turn.use, turn.answeredAt]] : [],
    ),
  );

function listedTurns(payload: Payload): ReportedTurn[] {
  let best: ReportedTurn[] = [];
  for (const list of listsIn(payload)) {
    const turns = toTurns(list);
    if (turns.some(isSaid)) return turns;
    if (best.length === 0) best = turns;
  }
  return best;
}

const isSaid = ({ role }: ReportedTurn) => role === "user" || role === "assistant";

const placesOf = (payload: Payload): Payload[] =>
  [objectAt(payload, "artifact"), payload, objectAt(payload, "call", "artifact"), objectAt(payload, "call")].filter(
    (place) => place !== undefined,
  );

const ROLES = new Map<string, Utterance["role"]>([
  ["user", "user"],
  ["customer", "user"],
  ["bot", "assistant"],
  ["assistant", "assistant"],
  ["ai", "assistant"],
  ["system", "system"],
  ["developer", "system"],
]);
/** The names of Vapi, of OpenAI, and of OpenAI's function calls. */
const RESULT_ROLES = new Set(["tool_call_result", "tool", "function", "function_result"]);

/** The conversation in Vapi's order. A system message before anyone spoke is the prompt, and is left out. */
function toTurns(messages: Payload[]): ReportedTurn[] {
  const turns: ReportedTurn[] = [];
  const tools = new ToolUses();
  for (const message of messages.slice(0, MAX_TURNS)) {
    const role = nameAt(message, "role")?.toLowerCase() ?? "";
    const when = {
      at: dateAt(message, "time") ?? null,
      secondsFromStart: numberAt(message, "secondsFromStart") ?? null,
    };
    const add = (tool: ReportedToolUse) => {
      tools.add(tool);
      turns.push(tool);
      return tool;
    };
    const unanswered = { role: "tool", result: null, answered: false, answeredAt: null, ...when } as const;
    const use = (call: ReportedToolCall): ReportedToolUse => {
      const toolCallId = cleanName(call.id);
      const called = { toolCallId, name: cleanName(call.name), arguments: parsedJson(call.arguments ?? null) };
      const before = tools.like(called);
      const last = before.at(-1);
      // After its answer, the same id begins a new use.
      if (last !== undefined && !last.answered) return last;
      return add({ ...unanswered, ...called, use: toolUse(called, before.length + 1), isAgain: before.length > 0 });
    };
    /** A result without a call in the conversation. */
    const untold = (): ReportedToolUse | undefined => {
      const [id, name] = [idOfResult(message), nameAt(message, "name")];
      const call = toolCallIn({ id, name });
      if (call === undefined) return undefined;
      const toolCallId = cleanName(call.id);
      const called = { toolCallId, name: cleanName(call.name), arguments: null, use: toolUseMissingIn(toolCallId) };
      const known = tools.withId(toolCallId).at(-1);
      if (known !== undefined) return known;
      return add({ ...unanswered, ...called, isAgain: false });
    };
    const speaker = ROLES.get(role);
    const text = speaker === undefined ? undefined : wordsOf(message);
    if (speaker !== undefined && text !== undefined && !(speaker === "system" && turns.length === 0))
      turns.push({ role: speaker, text, ...when, durationMs: durationOf(message) });
    for (const call of callsIn(message, role)) use(call);
    if (RESULT_ROLES.has(role)) {
      const tool = answeredBy(message, tools) ?? untold();
      if (tool !== undefined) Object.assign(tool, { result: resultOf(message), answered: true, answeredAt: when.at });
    }
  }
  return turns.slice(0, MAX_TURNS);
}

function wordsOf(message: Payload): string | undefined {
  const text = clean(spokenText(message["message"]) ?? spokenText(message["content"]) ?? "");
  return text === "" ? undefined : text;
}

function callsIn(message: Payload, role: string): ReportedToolCall[] {
  const listed = [...toolCallsIn(message["toolCalls"]), ...toolCallsIn(message["tool_calls"])];
  if (listed.length > 0) return listed;
  const called =
    message["function_call"] ?? message["functionCall"] ?? (role === "function_call" ? message : undefined);
  return [toolCallIn(called) ?? []].flat();
}

/** The uses of tools in a conversation so far. */
class ToolUses {
  private readonly byId = new Map<string, ReportedToolUse[]>();
  private readonly byUse = new Map<string, ReportedToolUse[]>();
  private readonly all: ReportedToolUse[] = [];

  add(tool: ReportedToolUse): void {
    this.all.push(tool);
    const [sameId, sameUse] = [this.withId(tool.toolCallId), this.like(tool)];
    sameId.push(tool);
    sameUse.push(tool);
    this.byId.set(tool.toolCallId, sameId);
    // A use of which only the answer is known is like no other.
    if (tool.use !== toolUseMissingIn(tool.toolCallId)) this.byUse.set(toolUse(tool), sameUse);
  }

  /** Those with the same id, name and arguments. */
  like = (called: Pick<ReportedToolUse, "toolCallId" | "name" | "arguments">) => this.byUse.get(toolUse(called)) ?? [];
  withId = (toolCallId: string) => this.byId.get(toolCallId) ?? [];
  waiting = (name: string | undefined) => this.all.find((tool) => tool.name === name && !tool.answered);
}

const idOfResult = (message: Payload) => nameAt(message, "toolCallId") ?? nameAt(message, "tool_call_id");

/** The use that a result belongs to: by id the first unanswered, else the last; by name the first unanswered. */
function answeredBy(message: Payload, tools: ToolUses): ReportedToolUse | undefined {
  const id = idOfResult(message);
  const name = nameAt(message, "name");
  if (id === undefined) return tools.waiting(name);
  const uses = tools.withId(id);
  const waiting = uses.filter(({ answered }) => !answered);
  return waiting.find((tool) => tool.name === name) ?? waiting[0] ?? uses.at(-1);
}

function resultOf(message: Payload): Json {
  const result = message["result"] ?? message["content"] ?? message["message"];
  return parsedJson(Array.isArray(result) ? (spokenText(result) ?? result) : result);
}

/** Vapi documents `duration` in seconds and gives milliseconds (reference §4.4), so the two times are read first. */
function durationOf(message: Payload): number | null {
  const [start, end] = [numberAt(message, "time"), numberAt(message, "endTime")];
  return start !== undefined && end !== undefined && end >= start
    ? milliseconds(end - start)
    : millisecondsAt(message, "duration");
}
