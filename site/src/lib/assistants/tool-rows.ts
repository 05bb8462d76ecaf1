import type { AssistantSettings } from "../api/types.ts";
import { readRows, textOf } from "../form.ts";
import { emptyWeek, hoursOf, readWeek, weekOf, type WeekDraft } from "../templates/week.ts";

export type Tool = AssistantSettings["tools"][number];

export const EMPTY_TRANSFER = {
  number: "",
  description: "",
  message: "",
  /** What whoever takes the call is told first: nothing if it is empty, a `message` or a `summary`. */
  announcement: "",
  announcementText: "",
  /** What the caller is told when nobody takes the call; without it, nothing is foreseen. */
  unanswered: "",
  /** What happens then: the assistant goes on (`stay`) or hangs up. */
  unansweredThen: "stay",
};
export const EMPTY_FUNCTION = {
  name: "",
  description: "",
  parameters: "",
  replyKind: "text",
  replyText: "",
  replyUrl: "",
};

export type TransferRow = typeof EMPTY_TRANSFER;
export type FunctionRow = typeof EMPTY_FUNCTION;
/** An empty time zone means the visitor's. */
export type HoursDraft = WeekDraft & { timeZone: string };

/** The tools of an assistant, as the form shows them. */
export type ToolsDraft = {
  endCall: boolean;
  takeMessage: boolean;
  transfers: TransferRow[];
  functions: FunctionRow[];
  /** The opening hours, without times if none are set; undefined if the form cannot show them. */
  hours: HoursDraft | undefined;
  /** JSON of the tools that the form does not show; empty when there are none. They are sent unchanged. */
  otherTools: string;
};

export const blankTools = (): ToolsDraft => ({
  endCall: true,
  takeMessage: true,
  transfers: [],
  functions: [],
  hours: { ...emptyWeek(""), timeZone: "" },
  otherTools: "",
});

const SHOWN: ReadonlySet<string> = new Set([
  "endCall",
  "takeMessage",
  "transferCall",
  "function",
] satisfies Tool["type"][]);

export function toolsDraftOf(tools: Tool[]): ToolsDraft {
  const hours = hoursDraftOf(tools);
  const others = tools.filter(({ type }) => !SHOWN.has(type) && !(type === "openingHours" && hours !== undefined));
  return {
    endCall: tools.some(({ type }) => type === "endCall"),
    takeMessage: tools.some(({ type }) => type === "takeMessage"),
    transfers: tools.flatMap((tool) => (tool.type === "transferCall" ? [transferRow(tool)] : [])),
    functions: tools.flatMap((tool) => (tool.type === "function" ? [functionRow(tool)] : [])),
    hours,
    otherTools: others.length === 0 ? "" : JSON.stringify(others),
  };
}

function hoursDraftOf(tools: Tool[]): HoursDraft | undefined {
  const hours = tools.find((tool) => tool.type === "openingHours")?.hours;
  if (hours === undefined) return blankTools().hours;
  const week = weekOf(hours);
  return week && { ...week, timeZone: hours.timeZone };
}

const transferRow = (tool: Extract<Tool, { type: "transferCall" }>): TransferRow => ({
  number: tool.number,
  description: tool.description ?? "",
  message: tool.message ?? "",
  announcement: tool.announcement?.kind ?? "",
  announcementText: tool.announcement?.kind === "message" ? tool.announcement.text : "",
  unanswered: tool.unanswered?.message ?? "",
  unansweredThen: tool.unanswered?.hangsUp === true ? "hangUp" : "stay",
});

const functionRow = (tool: Extract<Tool, { type: "function" }>): FunctionRow => ({
  name: tool.name,
  description: tool.description,
  parameters: tool.parameters === undefined ? "" : JSON.stringify(tool.parameters, null, 2),
  replyKind: "text" in tool.reply ? "text" : "url",
  replyText: "text" in tool.reply ? tool.reply.text : "",
  replyUrl: "serverUrl" in tool.reply ? tool.reply.serverUrl : "",
});

export const readTools = (form: FormData): ToolsDraft => ({
  endCall: form.has("endCall"),
  takeMessage: form.has("takeMessage"),
  transfers: readRows(form, "transfer", EMPTY_TRANSFER),
  functions: readRows(form, "function", EMPTY_FUNCTION),
  hours: form.has("hours.timeZone") ? { ...readWeek(form), timeZone: textOf(form, "hours.timeZone") } : undefined,
  otherTools: textOf(form, "otherTools"),
});

/** The tools in the form of the API, and for each its row in the form. Empty rows are left out. */
export function compileTools(draft: ToolsDraft, json: (source: string, field: string) => unknown) {
  const tools: object[] = [];
  const toolRows: string[] = [];
  const add = (row: string, tool: object) => {
    toolRows.push(row);
    tools.push(tool);
  };
  if (draft.takeMessage) add("takeMessage", { type: "takeMessage" });
  if (draft.endCall) add("endCall", { type: "endCall" });
  for (const [index, row] of draft.transfers.entries()) {
    if (!isEmpty(row)) add(`transfer.${index}`, transferOf(row));
  }
  for (const [index, row] of draft.functions.entries()) {
    if (isEmpty(row)) continue;
    add(`function.${index}`, {
      type: "function",
      name: row.name,
      description: row.description,
      ...(row.parameters !== "" && { parameters: json(row.parameters, `function.${index}.parameters`) }),
      reply: row.replyKind === "url" ? { serverUrl: row.replyUrl } : { text: row.replyText },
    });
  }
  const hours = draft.hours && hoursOf(draft.hours, draft.hours.timeZone);
  if (hours !== undefined) add("hours", { type: "openingHours", hours });
  const others = draft.otherTools === "" ? [] : json(draft.otherTools, "tools");
  for (const tool of Array.isArray(others) ? others : []) add("tools", tool);
  return { tools, toolRows };
}

/** Whether a row is empty: what a choice says of itself does not count. */
const isEmpty = (row: FunctionRow | TransferRow) =>
  Object.entries(row).every(([field, value]) => value === "" || field === "replyKind" || field === "unansweredThen");

const transferOf = (row: TransferRow) => ({
  type: "transferCall",
  number: row.number,
  ...(row.message !== "" && { message: row.message }),
  ...(row.description !== "" && { description: row.description }),
  ...(row.announcement === "summary" && { announcement: { kind: "summary" } }),
  ...(row.announcement === "message" && { announcement: { kind: "message", text: row.announcementText } }),
  ...(row.unanswered !== "" && { unanswered: { message: row.unanswered, hangsUp: row.unansweredThen === "hangUp" } }),
});

/** The form's field for a path within a tool. */
const ROW_FIELD: Record<string, string> = {
  "announcement.text": "announcementText",
  "unanswered.message": "unanswered",
  "reply.text": "replyText",
  "reply.serverUrl": "replyUrl",
  reply: "replyText",
};

/** The form's field for an error at a tool: `path` is the part after `tools.`. */
export function fieldOfTool(path: string[], toolRows: string[]): string {
  const [index, ...rest] = path;
  const row = index === undefined ? undefined : toolRows[Number(index)];
  if (row === undefined || row === "tools") return "tools";
  if (row === "hours") return "hours";
  const field = rest.join(".");
  return field === "" ? row : `${row}.${ROW_FIELD[field] ?? field.split(".")[0]}`;
}
