import { v5 as uuidv5 } from "uuid";

/** A tool that the model wants run, as Vapi tells it. `arguments` are as they came: an object, JSON in a text, anything. */
export type ReportedToolCall = { id: string; name: string; arguments: unknown };

type Fields = Record<string, unknown>;

/** The function calls of 2024 have no id; what has none is known by its name and its arguments. */
const NAMESPACE = "0c1f8a52-6f3d-5b7e-9a44-2d7d3f0e61b8";

type Entry = Omit<ReportedToolCall, "id"> & { id: string | undefined; written: string };

/** More than any model asks for at once: each is held against all that come after it. */
const MAX_CALLS = 200;

/**
 * The tool calls that a `tool-calls` message, or a `function-call` message of 2024, asks for. Vapi repeats them in several
 * lists; what one leaves out, another has. Each once, in the order of the first list that names it: an id that is given to
 * two different calls names two.
 */
export function toolCallsOf(message: Fields): ReportedToolCall[] {
  const lists = [message["toolCallList"], message["toolCalls"], message["toolWithToolCallList"]];
  const told = [...lists.flatMap(entriesIn), ...entriesIn([message["functionCall"]])];
  const calls: Entry[] = [];
  // What has no id repeats one that has, where there is such a one.
  for (const entry of [...told.filter(({ id }) => id !== undefined), ...told.filter(({ id }) => id === undefined)]) {
    const index = calls.findIndex((known) => isSame(known, entry));
    const known = calls[index];
    if (known === undefined) {
      if (calls.length < MAX_CALLS) calls.push(entry);
    } else {
      const [name, values] = [known.name || entry.name, known.arguments ?? entry.arguments];
      calls[index] = { id: known.id, name, arguments: values, written: written(name, values) };
    }
  }
  return calls.map(withId);
}

/** The tool calls in a list of any of Vapi's shapes, or OpenAI's. */
export const toolCallsIn = (list: unknown): ReportedToolCall[] => entriesIn(list).map(withId);

/** A tool call in any shape; one without an id gets one that repeats with it, and one without a name too is none. */
export const toolCallIn = (entry: unknown): ReportedToolCall | undefined => toolCallsIn([entry])[0];

const entriesIn = (list: unknown): Entry[] =>
  Array.isArray(list) ? list.flatMap((entry) => entryIn(entry) ?? []) : [];

/**
 * `function` with its arguments as an object or a text, flat with `arguments` or `parameters`, or beside its tool in
 * `toolCall` (reference of Vapi, §2.3).
 */
function entryIn(entry: unknown): Entry | undefined {
  if (!isFields(entry)) return undefined;
  const tool = isFields(entry["toolCall"]) ? entry : undefined;
  const call = isFields(entry["toolCall"]) ? entry["toolCall"] : entry;
  const inner = isFields(call["function"]) ? call["function"] : {};
  // Of the tool that stands beside its call, only the name: its parameters are a schema.
  const ofTool = tool !== undefined && isFields(tool["function"]) ? tool["function"] : {};
  const name = firstText(inner["name"], call["name"], ofTool["name"], tool?.["name"]) ?? "";
  const given = [inner, call].flatMap((holder) => [holder["arguments"], holder["parameters"]]);
  const values = given.find((value) => value !== undefined && value !== null);
  const id = firstText(...[call["id"], call["toolCallId"], call["tool_call_id"]].map(toIdText));
  return id === undefined && name === "" ? undefined : { id, name, arguments: values, written: written(name, values) };
}

const toIdText = (id: unknown) => (typeof id === "number" ? String(id) : id);

/** Whether two entries may tell one call: nothing that both say differs. */
function isSame(one: Entry, other: Entry): boolean {
  if (other.id === undefined ? one.name !== other.name : one.id !== other.id) return false;
  if (one.name !== "" && other.name !== "" && one.name !== other.name) return false;
  if (one.arguments === undefined || other.arguments === undefined) return true;
  // A list may tell the arguments of a call and not its name.
  return one.written.slice(one.name.length) === other.written.slice(other.name.length);
}

const withId = ({ id, name, arguments: values, written: text }: Entry): ReportedToolCall => ({
  id: id ?? uuidv5(text, NAMESPACE),
  name,
  arguments: values,
});

/** The same for calls of one tool with the same arguments, in whatever form and order they are told. */
function written(name: string, values: unknown): string {
  try {
    return `${name}${toSortedJson(readArguments(values) ?? values)}`;
  } catch {
    // Nested too deep to be written again.
    return name;
  }
}

/** JSON whose fields stand in the order of their names: the same for equal values. */
export const toSortedJson = (json: unknown): string =>
  JSON.stringify(json, (_key, value: unknown) =>
    isFields(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value,
  );

/** Arguments as an object, JSON in a text (written once or twice) read; undefined when they are nothing of the kind. */
export function readArguments(values: unknown): Fields | undefined {
  // A model that gives none sends nothing, or an empty text.
  if (values === undefined || values === null || (typeof values === "string" && values.trim() === "")) return {};
  let read = values;
  for (let times = 0; times < 2 && typeof read === "string"; times += 1) {
    try {
      read = JSON.parse(read);
    } catch {
      return undefined;
    }
  }
  if (read === null) return {};
  return isFields(read) ? read : undefined;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const firstText = (...values: unknown[]) =>
  values.find((value): value is string => typeof value === "string" && value !== "");
