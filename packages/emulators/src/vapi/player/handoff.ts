import { withOverrides, withTools } from "../effective.ts";
import type { JsonObject } from "../json.ts";
import { objectAt, objectsAt, textAt, textsAt } from "../json.ts";
import type { Session } from "./session.ts";
import { assistantSays, systemPrompt } from "./speech.ts";

export const NO_DESTINATION = "No handoff destination returned";

type Handoff = { tool: JsonObject; destination: JsonObject; assistant: JsonObject };

export function assistantStarted(session: Session): void {
  const { assistant } = session;
  session.activations.push({
    assistantId: textAt(assistant, "id") ?? session.id,
    assistantName: textAt(assistant, "name") ?? "",
  });
  session.emit("assistant.started", { newAssistant: assistant });
}

export async function greet(session: Session): Promise<void> {
  const mode = textAt(session.assistant, "firstMessageMode") ?? "assistant-speaks-first";
  if (mode === "assistant-waits-for-user") return;
  const generated = mode === "assistant-speaks-first-with-model-generated-message";
  // A generated greeting of one who takes over continues what was being said; the caller hears no second welcome.
  const welcome =
    session.activations.length > 1
      ? "Très bien, continuons."
      : "Bonjour, vous êtes bien au secrétariat. Comment puis-je vous aider ?";
  const greeting = generated ? welcome : textAt(session.assistant, "firstMessage");
  if (greeting !== undefined) await assistantSays(session, greeting, generated ? "model" : "force-say");
}

/** The assistant uses its handoff tool: only a destination that it really has can be taken. */
export async function handOff(session: Session, to: string, extracted: JsonObject): Promise<void> {
  const found = findHandoff(session, to);
  const name = textAt(found?.tool, "function", "name") ?? `handoff_to_${to.replaceAll(/\W+/g, "_")}`;
  const announced = objectsAt(found?.tool, "messages").find((message) => message["type"] === "request-start");
  if (announced !== undefined) await assistantSays(session, textAt(announced, "content") ?? "", "force-say");
  const id = `call_handoff${session.messages.length}`;
  const moment = () => ({ time: session.line.now(), secondsFromStart: session.secondsFromStart() });
  session.remember({
    role: "tool_calls",
    message: "",
    toolCalls: [{ id, type: "function", function: { name, arguments: JSON.stringify({ destination: to }) } }],
    ...moment(),
  });
  await session.line.pass(session.random.between(250, 900));
  const result = found === undefined ? NO_DESTINATION : "Handoff initiated.";
  session.remember({ role: "tool_call_result", toolCallId: id, name, result, ...moment() });
  if (found === undefined) return;
  learn(session, found.destination, extracted);
  await takeOver(session, found.destination, withTools(session.emulator, found.assistant));
}

/** The destination of that name among those of the speaking assistant's handoff tools. */
function findHandoff(session: Session, to: string): Handoff | undefined {
  const tools = objectsAt(session.assistant, "model", "tools").filter((tool) => tool["type"] === "handoff");
  for (const tool of tools) {
    for (const destination of objectsAt(tool, "destinations")) {
      const assistant = toAssistant(session, destination);
      if (assistant !== undefined && textAt(assistant, "name") === to) return { tool, destination, assistant };
    }
  }
  return undefined;
}

/** Whom a destination means: a member of the squad by name or id, or the assistant that it carries; as it overrides them. */
function toAssistant(session: Session, destination: JsonObject | undefined): JsonObject | undefined {
  const name = textAt(destination, "assistantName");
  const id = textAt(destination, "assistantId");
  const assistants = session.emulator.state.collection("assistant");
  const meant =
    objectAt(destination, "assistant") ??
    session.members.find((member) => (id === undefined ? member["name"] === name : member["id"] === id)) ??
    (id === undefined ? undefined : assistants.find(id));
  return meant && withOverrides(meant, objectAt(destination, "assistantOverrides"));
}

/** What the plan extracts: the script's word, else the name of each variable, so that a test sees that it was asked for. */
function learn(session: Session, destination: JsonObject, extracted: JsonObject): void {
  const schema = objectAt(destination, "variableExtractionPlan", "schema");
  const asked = Object.keys(objectAt(schema, "properties") ?? {});
  const required = textsAt(schema, "required");
  for (const name of asked) {
    const value = extracted[name] ?? (required.includes(name) ? name : undefined);
    if (value !== undefined) session.variables[name] = value;
  }
  for (const alias of objectsAt(destination, "variableExtractionPlan", "aliases")) {
    session.variables[textAt(alias, "key") ?? ""] = session.fill(textAt(alias, "value") ?? "");
  }
}

async function takeOver(session: Session, destination: JsonObject, assistant: JsonObject): Promise<void> {
  const from = session.assistant;
  session.assistant = assistant;
  const prompt = systemPrompt(assistant);
  if (prompt !== undefined) {
    const moment = { time: session.line.now(), secondsFromStart: session.secondsFromStart() };
    session.remember({ role: "system", message: session.fill(prompt), ...moment });
  }
  session.emit("transfer-update", { destination, fromAssistant: from, toAssistant: assistant });
  assistantStarted(session);
  await greet(session);
}

/** A handoff that was asked for through the control URL; there, any assistant of the organisation may be named. */
export async function handOffAsTold(session: Session, command: JsonObject): Promise<void> {
  const destination = objectAt(command, "destination") ?? {};
  const name = textAt(destination, "assistantName");
  const found =
    toAssistant(session, destination) ??
    (name === undefined
      ? undefined
      : session.emulator.state
          .collection("assistant")
          .all()
          .find((assistant) => assistant["name"] === name));
  await assistantSays(session, textAt(command, "content") ?? "", "force-say");
  if (found !== undefined) await takeOver(session, destination, withTools(session.emulator, found));
}
