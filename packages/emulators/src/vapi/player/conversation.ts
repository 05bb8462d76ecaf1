import type { JsonObject } from "../json.ts";
import { flagAt, numberAt, objectAt, textAt } from "../json.ts";
import { defaultScript } from "./default-script.ts";
import { answerFromKnowledge } from "./knowledge.ts";
import { CallOver } from "./line.ts";
import type { Turn } from "./script.ts";
import type { Session } from "./session.ts";
import { assistantStarted, greet, handOff, handOffAsTold } from "./handoff.ts";
import { assistantSays, systemPrompt, think, userSays, userStopped } from "./speech.ts";
import { callTool, findDestination } from "./tools.ts";
import { replyTo } from "./brain.ts";

const DEFAULT_SILENCE_SECONDS = 30;
const HANG_AFTER_MS = 5000;
const FORWARD_AFTER_MS = 1200;

/** Everything between the answer and the end of the call. Leaves by a CallOver, always. */
export async function converse(session: Session): Promise<never> {
  const startedAt = session.line.now();
  const prompt = systemPrompt(session.assistant);
  if (prompt !== undefined) {
    session.remember({ role: "system", message: session.fill(prompt), time: startedAt, secondsFromStart: 0 });
  }
  assistantStarted(session);
  await session.line.pass(session.random.between(120, 300));
  const script = session.script ?? defaultScript(session.assistant, session.random);
  session.interruptNext = script[0]?.kind === "interrupt";
  await greet(session);

  for (const [index, turn] of script.entries()) {
    await attend(session);
    await session.line.checkpoint(index, () => attend(session));
    session.interruptNext = script[index + 1]?.kind === "interrupt";
    await play(session, turn, script[index + 1]);
  }
  await attend(session);
  await session.line.checkpoint(script.length, () => attend(session));
  await listen(session, 1000);
  throw new CallOver("customer-ended-call");
}

async function play(session: Session, turn: Turn, next: Turn | undefined): Promise<void> {
  switch (turn.kind) {
    case "caller":
      await listen(session, session.random.between(400, 900));
      await userSays(session, turn.text);
      return await answer(session, turn, next);
    case "assistant":
      await think(session);
      return await assistantSays(session, turn.text);
    case "pause":
      userStopped(session);
      return await silence(session, turn.ms);
    case "hang":
      return await hang(session, turn.ms);
    case "stay":
      userStopped(session);
      for (;;) {
        await session.line.stay();
        await attend(session);
      }
    case "interrupt":
      // Looked ahead for: it struck the sentence before.
      return;
    case "tool":
      await callTool(session, turn.name, turn.arguments, turn.after);
      return;
    case "knowledge":
      await listen(session, session.random.between(400, 900));
      await userSays(session, turn.question);
      return await answerFromKnowledge(session, turn.question);
    case "transfer": {
      const destination = await findDestination(session, turn.destination);
      if (destination !== undefined) await forward(session, destination);
      return;
    }
    case "handoff":
      return await handOff(session, turn.to, turn.extracted);
    case "language":
      return session.emit("language-change-detected", { language: turn.language });
    case "hangUp":
      await listen(session, 600);
      throw new CallOver("customer-ended-call");
    case "endCall":
      await assistantSays(session, textAt(session.assistant, "endCallMessage") ?? "", "force-say");
      throw new CallOver("assistant-ended-call");
    case "fail":
      throw new CallOver(turn.endedReason);
  }
}

async function answer(
  session: Session,
  turn: Extract<Turn, { kind: "caller" }>,
  next: Turn | undefined,
): Promise<void> {
  // What follows speaks for the assistant.
  const spokenFor = next?.kind === "assistant" || next?.kind === "tool" || next?.kind === "hang";
  if (turn.assistant === false || (turn.assistant === undefined && spokenFor)) {
    if (!spokenFor) userStopped(session);
    return;
  }
  await think(session);
  const text = turn.assistant ?? replyTo(turn.text, systemPrompt(session.assistant), session.random);
  await assistantSays(session, text);
}

/** The caller says nothing for a while; the assistant's patience is `silenceTimeoutSeconds`. */
async function silence(session: Session, ms: number): Promise<void> {
  const patience = (numberAt(session.assistant, "silenceTimeoutSeconds") ?? DEFAULT_SILENCE_SECONDS) * 1000;
  await listen(session, Math.min(ms, patience));
  if (ms >= patience) throw new CallOver("silence-timed-out");
}

async function hang(session: Session, ms: number): Promise<void> {
  userStopped(session);
  await listen(session, Math.min(ms, HANG_AFTER_MS));
  if (ms >= HANG_AFTER_MS) session.emit("hang");
  await listen(session, Math.max(0, ms - HANG_AFTER_MS));
}

/** Lets time pass and serves what is asked from outside meanwhile. */
export async function listen(session: Session, ms: number): Promise<void> {
  let left = ms;
  while (left > 0) {
    left = await session.line.passListening(left);
    await attend(session);
  }
}

export async function forward(session: Session, destination: JsonObject): Promise<never> {
  session.destination = destination;
  session.setStatus(
    "forwarding",
    { destination, messages: [...session.messages], transcript: session.transcript() },
    { destination },
  );
  session.emit("transfer-update", { destination });
  await session.line.pass(FORWARD_AFTER_MS);
  throw new CallOver("assistant-forwarded-call");
}

/** Does what came in through the control URL. */
export async function attend(session: Session): Promise<void> {
  for (let command = session.line.takeCommand(); command !== undefined; command = session.line.takeCommand()) {
    await obey(session, command);
  }
}

async function obey(session: Session, command: JsonObject): Promise<void> {
  switch (textAt(command, "type")) {
    case "say":
      await assistantSays(session, textAt(command, "content") ?? "", "force-say");
      if (flagAt(command, "endCallAfterSpoken") === true)
        throw new CallOver("assistant-ended-call-after-message-spoken");
      return;
    case "add-message":
      return await addMessage(session, command);
    case "control":
      return await control(session, textAt(command, "control") ?? "");
    case "transfer": {
      await assistantSays(session, textAt(command, "content") ?? "", "force-say");
      await forward(session, objectAt(command, "destination") ?? {});
      return;
    }
    case "handoff":
      return await handOffAsTold(session, command);
    default:
      return;
  }
}

const ROLES: Record<string, string> = { assistant: "bot" };

async function addMessage(session: Session, command: JsonObject): Promise<void> {
  const role = textAt(command, "message", "role") ?? "system";
  const content = textAt(command, "message", "content") ?? "";
  session.remember({
    role: ROLES[role] ?? role,
    message: content,
    time: session.line.now(),
    secondsFromStart: session.secondsFromStart(),
  });
  session.emit("conversation-update", {
    conversation: session.openAiMessages(),
    messages: [...session.messages],
    messagesOpenAIFormatted: session.openAiMessages(),
  });
  if (flagAt(command, "triggerResponseEnabled") === false) return;
  await think(session);
  await assistantSays(session, replyTo(content, systemPrompt(session.assistant), session.random));
}

async function control(session: Session, name: string): Promise<void> {
  if (name === "mute-assistant") session.muted = true;
  if (name === "unmute-assistant") session.muted = false;
  if (name === "say-first-message") {
    await assistantSays(session, textAt(session.assistant, "firstMessage") ?? "", "force-say");
  }
}
