import type { AssistantDraft, FunctionRow, TransferRow } from "./draft.ts";
import { readWeek } from "../templates/week.ts";
import type { DataRow } from "./data-rows.ts";

/** The largest number of rows that a form is read for: the API takes 20 tools. */
const MAX_ROWS = 30;

const FILLERS = ["add-data", "add-transfer", "add-function"] as const;

/** A button that asks for one more row and sends nothing. */
export const isFiller = (intent: string) => FILLERS.some((filler) => filler === intent);

export function readDraft(form: FormData): AssistantDraft {
  const text = (name: string) => {
    const value = form.get(name);
    // Browsers send line ends as CRLF; the API counts characters.
    return typeof value === "string" ? value.replaceAll("\r\n", "\n").trim() : "";
  };
  const rows = <Row extends Record<string, string>>(prefix: string, fields: (keyof Row & string)[]): Row[] => {
    const found: Row[] = [];
    for (let index = 0; index < MAX_ROWS; index += 1) {
      if (!form.has(`${prefix}.${index}.${fields[0]}`)) break;
      const row = Object.fromEntries(fields.map((field) => [field, text(`${prefix}.${index}.${field}`)])) as Row;
      found.push(row);
    }
    return found;
  };
  return {
    name: text("name"),
    language: text("language"),
    aiNotice: text("aiNotice"),
    firstMessage: text("firstMessage"),
    firstMessageMode: text("firstMessageMode"),
    systemPrompt: text("systemPrompt"),
    model: text("model"),
    temperature: text("temperature"),
    voice: text("voice"),
    otherVoiceProvider: text("otherVoiceProvider"),
    otherVoice: text("otherVoice"),
    transcriberProvider: text("transcriberProvider"),
    transcriberModel: text("transcriberModel"),
    transcriberLanguage: text("transcriberLanguage"),
    endCallMessage: text("endCallMessage"),
    endCallPhrases: text("endCallPhrases"),
    maxDurationMinutes: text("maxDurationMinutes"),
    silenceTimeoutSeconds: text("silenceTimeoutSeconds"),
    recordingEnabled: form.has("recordingEnabled"),
    summaryPrompt: text("summaryPrompt"),
    successPrompt: text("successPrompt"),
    dataRows: rows<DataRow>("data", ["name", "type", "description", "options"]),
    dataSchema: form.has("dataSchema") ? text("dataSchema") : undefined,
    endCall: form.has("endCall"),
    transfers: rows<TransferRow>("transfer", ["number", "description", "message"]),
    functions: rows<FunctionRow>("function", [
      "name",
      "description",
      "parameters",
      "replyKind",
      "replyText",
      "replyUrl",
    ]),
    hours: form.has("hours.timeZone") ? { ...readWeek(form), timeZone: text("hours.timeZone") } : undefined,
    otherTools: text("otherTools"),
  };
}
