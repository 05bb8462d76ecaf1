import type { Json, JsonObject } from "../json.ts";
import { flagAt, isObject, objectAt, objectsAt, parseJson, textAt } from "../json.ts";
import type { ToolArguments } from "../context.ts";
import type { Reply } from "../webhooks/post.ts";
import { serverOf } from "../webhooks/route.ts";
import type { Session } from "./session.ts";
import { assistantSays } from "./speech.ts";

const NO_RESULT = "No result returned";

export type ToolOutcome = { result: string; say?: string };

function toolCallIn(form: ToolArguments, id: string, name: string, values: JsonObject): JsonObject {
  if (form === "flat") return { id, name, arguments: values };
  return { id, type: "function", function: { name, arguments: form === "string" ? JSON.stringify(values) : values } };
}

/** What a server wants said: one message, or the first of several. */
export function spokenMessage(message: Json | undefined): string | undefined {
  const first = Array.isArray(message) ? message[0] : message;
  return textAt(first, "content");
}

/** Reads the answer as strictly as Vapi: status 200, the exact id, one line of text. */
export function readToolReply(reply: Reply | undefined, toolCallId: string): ToolOutcome {
  const body = reply?.status === 200 ? parseJson(reply.text) : undefined;
  const entry = objectsAt(body, "results").find((candidate) => candidate["toolCallId"] === toolCallId);
  const text = entry?.["error"] ?? entry?.["result"];
  if (entry === undefined || typeof text !== "string" || /[\r\n]/.test(text)) return { result: NO_RESULT };
  const say = spokenMessage(entry["message"]);
  return say === undefined ? { result: text } : { result: text, say };
}

export function findTool(assistant: JsonObject, name: string): JsonObject | undefined {
  return objectsAt(assistant, "model", "tools").find(
    (tool) => (textAt(tool, "function", "name") ?? textAt(tool, "name") ?? textAt(tool, "type")) === name,
  );
}

function staged(tool: JsonObject | undefined, type: string): string | undefined {
  return textAt(
    objectsAt(tool, "messages").find((message) => textAt(message, "type") === type),
    "content",
  );
}

/** The assistant calls a function of the server and waits for what it says. */
export async function callTool(
  session: Session,
  name: string,
  values: JsonObject,
  after?: string,
): Promise<ToolOutcome> {
  const tool = findTool(session.assistant, name);
  const id = `call_${session.random.between(0, 0xffffffff).toString(16).padStart(8, "0")}${session.messages.length}`;
  const toolCall = toolCallIn(session.emulator.settings.toolArguments, id, name, values);
  const announced = staged(tool, "request-start");
  if (announced !== undefined) await assistantSays(session, announced, "force-say");

  session.remember({
    role: "tool_calls",
    message: "",
    toolCalls: [{ id, type: "function", function: { name, arguments: JSON.stringify(values) } }],
    time: session.line.now(),
    secondsFromStart: session.secondsFromStart(),
  });
  const server = session.server(tool);
  const message = session.message("tool-calls", {
    toolCalls: [toolCall],
    toolCallList: [toolCall],
    toolWithToolCallList: [{ ...(tool ?? { type: "function", function: { name } }), ...serverField(tool), toolCall }],
  });
  for (const listener of session.listeners) listener.text({ type: "tool-calls", toolCallList: [toolCall] });

  let outcome: ToolOutcome;
  if (tool?.["type"] === "sms") {
    // Vapi sends it itself: nobody is asked.
    outcome = { result: "SMS sent." };
  } else if (flagAt(tool, "async") === true) {
    session.lane.send(server, message);
    outcome = { result: "Success." };
  } else {
    const waiting = session.lane.request(server, message);
    // The call's own clock moves by a fixed amount: the real wait is the machine's, not the call's.
    await session.line.pass(session.random.between(250, 900));
    outcome = readToolReply(await waiting, id);
    session.line.catchUp();
    session.line.requireOpen();
  }
  session.remember({
    role: "tool_call_result",
    toolCallId: id,
    name,
    result: outcome.result,
    time: session.line.now(),
    secondsFromStart: session.secondsFromStart(),
  });
  const failed = outcome.result === NO_RESULT;
  const say = outcome.say ?? staged(tool, failed ? "request-failed" : "request-complete") ?? after;
  if (say !== undefined) await assistantSays(session, say);
  return outcome;
}

function serverField(tool: JsonObject | undefined): JsonObject {
  const server = serverOf(tool);
  return server === undefined ? {} : { server };
}

/** Where a transfer goes: the script's word, the tool's only destination, or what the server says. */
export async function findDestination(
  session: Session,
  given: JsonObject | undefined,
): Promise<JsonObject | undefined> {
  if (given !== undefined) return given;
  const tool = objectsAt(session.assistant, "model", "tools").find((candidate) => candidate["type"] === "transferCall");
  const fixed = objectsAt(tool, "destinations")[0];
  if (fixed !== undefined) return fixed;
  const reply = await session.lane.request(session.server(tool), session.message("transfer-destination-request"));
  session.line.requireOpen();
  const body = reply?.status === 200 ? parseJson(reply.text) : undefined;
  const destination = isObject(body) ? objectAt(body, "destination") : undefined;
  const said = spokenMessage(objectAt(body, "message")) ?? textAt(body, "error");
  if (said !== undefined) await assistantSays(session, said, "force-say");
  return destination;
}
