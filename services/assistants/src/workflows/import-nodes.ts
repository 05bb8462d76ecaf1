import { VariableName } from "@allokoli/shared/vapi/variable-name";
import type { AddressRules } from "@allokoli/shared/http/public-url";
import { numberError } from "@allokoli/shared/http/number-faults";
import { readNumber, type NumberRule } from "@allokoli/shared/phone/read-number";
import { schemaFaults } from "../tools/json-schema.ts";
import { MAX_VARIABLES, METHODS, VARIABLE_TYPES, type Node, type NodeOf, type Variable } from "./graph.ts";
import { isObject, isOneOf, listAt, objectAt, textAt, type Json, type Notes } from "./import-notes.ts";
import { MAX_TIMEOUT_SECONDS } from "../functions/contract.ts";
import { requestUrlFault } from "./request-url.ts";

export type ImportContext = {
  /** Our ids of the organization's functions, by the ids of their tools at Vapi. */
  functionIds: ReadonlyMap<string, string>;
  rules: AddressRules;
  numberRule: NumberRule;
};
type Base = Pick<Node, "id" | "name" | "position">;

const COMMON = ["type", "name", "isStart"];
/** Vapi's own default, for an export without a time-out. */
const DEFAULT_TIMEOUT_SECONDS = 20;

/** A node of Vapi's as one of ours. Everything without a counterpart here is noted. */
export function translateNode(given: Json, base: Base, isStart: boolean, notes: Notes, context: ImportContext): Node {
  const common = [...COMMON, ...readLayout(given, notes)];
  switch (given["type"]) {
    case "conversation":
      return translateConversation(given, base, isStart, notes, common);
    case "tool": {
      const toolId = textAt(given, "toolId");
      notes.leftOver(given, [...common, toolId === undefined ? "tool" : "toolId"]);
      if (toolId !== undefined) return translateToolId(toolId, base, notes, context);
      return translateTool(objectAt(given, "tool"), base, notes, context);
    }
    case "hangup":
    case "endCall":
      notes.leftOver(given, [...common, "messages"]);
      return { ...base, kind: "end", message: readMessage(given, "", notes) };
    case "transferCall":
    case "apiRequest":
      // In the oldest workflows, the tool's fields were in the node itself.
      return translateTool(
        Object.fromEntries(Object.entries(given).filter(([key]) => key === "type" || !common.includes(key))),
        base,
        notes,
        context,
        "",
      );
    default: {
      notes.leftOver(given, [...common, "prompt"]);
      notes.add("type", "This kind of node is not known here: it became a conversation.");
      const prompt = notes.clip(textAt(given, "prompt") ?? "", 5000, "prompt");
      return { ...base, kind: "conversation", prompt, variables: [] };
    }
  }
}

/** The position of a node, where Vapi's editor stored it. */
export function positionOf(given: Json): { x: number; y: number } | undefined {
  const { x, y } = objectAt(objectAt(given, "metadata"), "position");
  const isPlace = (value: unknown): value is number => typeof value === "number" && Math.abs(value) <= 1_000_000;
  return isPlace(x) && isPlace(y) ? { x, y } : undefined;
}

function readLayout(given: Json, notes: Notes): string[] {
  if (!isObject(given["metadata"])) return [];
  notes.leftOver(given["metadata"], ["position"], "metadata.");
  notes.leftOver(objectAt(given["metadata"], "position"), ["x", "y"], "metadata.position.");
  return ["metadata"];
}

function translateConversation(
  given: Json,
  base: Base,
  isStart: boolean,
  notes: Notes,
  common: string[],
): NodeOf<"conversation"> | NodeOf<"global"> {
  const plan = objectAt(given, "globalNodePlan");
  notes.leftOver(given, [...common, "prompt", "globalNodePlan", "variableExtractionPlan", "messagePlan"]);
  notes.leftOver(plan, ["enabled", "enterCondition"], "globalNodePlan.");
  const greeting = objectAt(given, "messagePlan");
  notes.leftOver(greeting, ["firstMessage"], "messagePlan.");
  if (!isStart && textAt(greeting, "firstMessage") !== undefined) {
    notes.add("messagePlan.firstMessage", "Only the start has a first message: put it into the prompt.");
  }
  const prompt = notes.clip(textAt(given, "prompt") ?? "", 5000, "prompt");
  const variables = readVariables(given, "", notes);
  if (plan["enabled"] !== true) return { ...base, kind: "conversation", prompt, variables };
  if (isStart) {
    notes.add("globalNodePlan", "The call begins here, so it is not reached from everywhere.");
    return { ...base, kind: "conversation", prompt, variables };
  }
  const when = notes.clip(textAt(plan, "enterCondition") ?? "", 900, "globalNodePlan.enterCondition");
  return { ...base, kind: "global", when, prompt, variables };
}

function translateToolId(toolId: string, base: Base, notes: Notes, { functionIds }: ImportContext): NodeOf<"function"> {
  const functionId = functionIds.get(toolId) ?? null;
  if (functionId === null) {
    notes.add("toolId", "It is not the tool of a function of yours: make one, and name it in the node.");
  }
  return { ...base, kind: "function", functionId, prompt: "", message: null };
}

function translateTool(tool: Json, base: Base, notes: Notes, context: ImportContext, path = "tool."): Node {
  switch (tool["type"]) {
    case "endCall":
      notes.leftOver(tool, ["type", "messages"], path);
      return { ...base, kind: "end", message: readMessage(tool, path, notes) };
    case "transferCall":
      return translateTransfer(tool, base, notes, context, path);
    case "apiRequest":
      return translateRequest(tool, base, notes, context, path);
    default: {
      notes.add(path === "" ? "type" : path.slice(0, -1), "Make a function of this tool, and name it in the node.");
      return { ...base, kind: "function", functionId: null, prompt: "", message: readMessage(tool, path, notes) };
    }
  }
}

function translateTransfer(
  tool: Json,
  base: Base,
  notes: Notes,
  { numberRule }: ImportContext,
  path: string,
): NodeOf<"transfer"> {
  const single = tool["destination"];
  const [first, ...others] = [...(single === undefined ? [] : [single]), ...listAt(tool, "destinations")];
  const field = `${path}destinations.0`;
  notes.leftOver(tool, ["type", "messages", "destination", "destinations"], path);
  if (others.length > 0) notes.add(`${path}destinations`, "A transfer has one number: make a node of each other one.");
  const destination = isObject(first) ? first : {};
  notes.leftOver(destination, ["type", "number", "extension", "numberE164CheckEnabled", "message"], `${field}.`);
  const extension = textAt(destination, "extension");
  const written = `${textAt(destination, "number") ?? ""}${extension === undefined ? "" : `;ext=${extension}`}`;
  const read = readNumber(written, numberRule, "transfer");
  const number = "number" in read ? read.number : null;
  if (first !== undefined && "fault" in read) {
    notes.add(field, `What a call is passed on to ${numberError(field, read.fault).message}.`);
  }
  const spoken = textAt(destination, "message");
  if (spoken === undefined && isObject(destination["message"])) {
    notes.add(`${field}.message`, "What is spoken before the call is passed on is one text.");
  }
  const message = spoken === undefined ? readMessage(tool, path, notes) : notes.clip(spoken, 300, `${field}.message`);
  return { ...base, kind: "transfer", number, message };
}

function translateRequest(
  tool: Json,
  base: Base,
  notes: Notes,
  { rules }: ImportContext,
  path: string,
): NodeOf<"apiRequest"> {
  const read = "type name description method url body messages timeoutSeconds variableExtractionPlan".split(" ");
  notes.leftOver(tool, read, path);
  const { method, timeoutSeconds } = tool;
  if (timeoutSeconds !== undefined && timeoutSeconds !== DEFAULT_TIMEOUT_SECONDS) {
    notes.add(`${path}timeoutSeconds`, `An answer is waited for ${MAX_TIMEOUT_SECONDS} seconds.`);
  }
  if (!isOneOf(METHODS, method)) notes.add(`${path}method`, "It is asked with GET.");
  return {
    ...base,
    kind: "apiRequest",
    method: isOneOf(METHODS, method) ? method : "GET",
    url: readUrl(tool, path, notes, rules),
    description: notes.clip(textAt(tool, "description") ?? textAt(tool, "name") ?? "", 500, `${path}description`),
    parameters: readSchema(tool["body"], `${path}body`, notes),
    prompt: "",
    message: readMessage(tool, path, notes),
    variables: readVariables(tool, path, notes),
  };
}

function readUrl(tool: Json, path: string, notes: Notes, rules: AddressRules): string | null {
  const url = textAt(tool, "url")?.trim();
  const fault = url === undefined ? undefined : url.length > 500 ? "is too long" : requestUrlFault(url, rules);
  if (fault !== undefined) notes.add(`${path}url`, `The address ${fault}.`);
  return url === undefined || fault !== undefined ? null : url;
}

function readSchema(body: unknown, path: string, notes: Notes): NodeOf<"apiRequest">["parameters"] {
  if (body === undefined || body === null) return null;
  const [fault] = isObject(body) ? schemaFaults(body, path) : [{ path, message: "must be a JSON Schema" }];
  if (fault !== undefined) notes.add(path, `What is sent was not understood: ${fault.path} ${fault.message}.`);
  // The export came as JSON, so its values are JSON.
  return fault === undefined ? (body as NodeOf<"apiRequest">["parameters"]) : null;
}

/** The text that is spoken when the tool is called. */
function readMessage(tool: Json, path: string, notes: Notes): string | null {
  const messages = listAt(tool, "messages");
  const index = messages.findIndex((message) => isObject(message) && message["type"] === "request-start");
  const first = messages[index];
  const content = isObject(first) ? textAt(first, "content") : undefined;
  if (isObject(first)) notes.leftOver(first, ["type", "content"], `${path}messages.${index}.`);
  messages.forEach((_, other) => {
    if (other !== index || content === undefined) {
      notes.add(`${path}messages.${other}`, "One text is spoken, before the tool is called.");
    }
  });
  return content === undefined ? null : notes.clip(content, 300, `${path}messages.${index}`);
}

function readVariables(given: Json, path: string, notes: Notes): Variable[] {
  const plan = objectAt(given, "variableExtractionPlan");
  const schema = objectAt(plan, "schema");
  const at = `${path}variableExtractionPlan.`;
  notes.leftOver(plan, ["schema", "output"], at);
  notes.leftOver(schema, ["type", "properties", "required", "description"], `${at}schema.`);
  const properties = Object.entries(objectAt(schema, "properties"));
  // Before JSON Schema, there was a list of these, each with a title.
  const listed = listAt(plan, "output").map((item, index): [string, unknown, string] => [
    String(isObject(item) ? item["title"] : ""),
    item,
    `output.${index}`,
  ]);
  const asked = [
    ...properties.map(([name, item]): [string, unknown, string] => [name, item, `schema.${name}`]),
    ...listed,
  ];
  const variables = new Map<string, Variable>();
  for (const [name, item, field] of asked) {
    const variable = toVariable(name, item, `${at}${field}`, notes);
    if (variable === undefined) continue;
    if (variables.has(name)) notes.add(`${at}${field}`, "Another variable has the same name.");
    else if (variables.size === MAX_VARIABLES) notes.add(`${at}${field}`, `A node has ${MAX_VARIABLES} variables.`);
    else variables.set(name, variable);
  }
  return [...variables.values()];
}

function toVariable(name: string, item: unknown, field: string, notes: Notes): Variable | undefined {
  if (!isObject(item) || !isOneOf(VARIABLE_TYPES, item["type"])) {
    notes.add(field, `A variable is of the type ${VARIABLE_TYPES.join(", ")}.`);
    return undefined;
  }
  if (!VariableName.safeParse(name).success) {
    notes.add(field, "A variable's name has letters, digits and _, and begins with a letter.");
    return undefined;
  }
  notes.leftOver(item, ["type", "description", "title"], `${field}.`);
  const description = notes.clip(textAt(item, "description") ?? "", 300, `${field}.description`);
  return { name, type: item["type"], description };
}
