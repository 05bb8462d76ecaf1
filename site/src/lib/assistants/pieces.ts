import type { AssistantSettings } from "../api/types.ts";
import type { Pieces } from "../merge.ts";
import { rowsOfSchema, schemaOfRows, type DataRow } from "./data-rows.ts";
import type { Tool } from "./tool-rows.ts";

// What two people may change without touching each other's change: each setting, each tool, each word, each thing to note.

/** Settings that only make sense together. */
const TOGETHER = {
  model: ["modelProvider", "model"],
  voice: ["voiceProvider", "voice"],
  transcriber: ["transcriberProvider", "transcriberModel", "transcriberLanguage"],
} as const satisfies Record<string, readonly (keyof AssistantSettings)[]>;

const LISTS = ["tools", "pronunciations", "functionIds", "knowledgeBaseIds", "structuredDataSchema"] as const;
const APART: ReadonlySet<string> = new Set([...Object.values(TOGETHER).flat(), ...LISTS]);

const toolKey = (tool: Tool) =>
  tool.type === "transferCall"
    ? `tool:transferCall:${tool.number}`
    : tool.type === "function"
      ? `tool:function:${tool.name}`
      : `tool:${tool.type}`;

/** Settings in pieces that compare with each other: data to note are compared in rows only if rows show all of them. */
export function piecesOf<All extends (AssistantSettings | undefined)[]>(...all: All): { [Index in keyof All]: Pieces } {
  const inRows = all.every((settings) => {
    const schema = settings?.structuredDataSchema ?? null;
    return schema === null || rowsOfSchema(schema) !== undefined;
  });
  // One for each that was given.
  return all.map((settings) => (settings === undefined ? {} : inPieces(settings, inRows))) as {
    [Index in keyof All]: Pieces;
  };
}

function inPieces(settings: AssistantSettings, inRows: boolean): Pieces {
  const { structuredDataSchema: schema } = settings;
  const rows = schema === null || !inRows ? [] : (rowsOfSchema(schema) ?? []);
  return {
    ...Object.fromEntries(Object.entries(settings).filter(([name]) => !APART.has(name))),
    ...Object.fromEntries(
      Object.entries(TOGETHER).map(([name, parts]) => [
        name,
        Object.fromEntries(parts.map((part) => [part, settings[part]])),
      ]),
    ),
    ...Object.fromEntries(settings.tools.map((tool) => [toolKey(tool), tool])),
    ...Object.fromEntries(settings.pronunciations.map((rule) => [`word:${rule.word.toLowerCase()}`, rule])),
    ...Object.fromEntries(settings.functionIds.map((id) => [`function:${id}`, id])),
    ...Object.fromEntries(settings.knowledgeBaseIds.map((id) => [`base:${id}`, id])),
    ...Object.fromEntries(rows.map((row) => [`data:${row.name}`, row])),
    ...(!inRows && schema !== null && { dataSchema: schema }),
  };
}

/** The settings of pieces: the inverse of `piecesOf`. */
export function settingsOf(pieces: Pieces): AssistantSettings {
  const within = <Value>(prefix: string) =>
    Object.entries(pieces).flatMap(([name, value]) => (name.startsWith(prefix) ? [value as Value] : []));
  const { dataSchema, ...rest } = pieces;
  const plain = Object.entries(rest).filter(([name]) => !name.includes(":") && !Object.hasOwn(TOGETHER, name));
  const together = Object.keys(TOGETHER).map((name) => pieces[name]);
  // Made of what `inPieces` took apart.
  return Object.assign({}, Object.fromEntries(plain), ...together, {
    tools: within<Tool>("tool:"),
    pronunciations: within("word:"),
    functionIds: within<string>("function:"),
    knowledgeBaseIds: within<string>("base:"),
    structuredDataSchema: dataSchema ?? schemaOfRows(within<DataRow>("data:")),
  }) as AssistantSettings;
}
