import type { JsonObject } from "../json.ts";
import { textAt, textsAt } from "../json.ts";
import type { Random } from "../random.ts";
import { CallOver } from "./line.ts";
import type { Latency, Session, Speaker } from "./session.ts";

const MS_A_CHARACTER = 62;
const SHORTEST_UTTERANCE_MS = 700;
const PARTIAL_EVERY_MS = 500;
/** How much of a sentence the caller lets pass before cutting in. */
const INTERRUPTED_SHARE = 0.4;

export type Source = "model" | "force-say";

function durationOf(text: string): number {
  return Math.max(SHORTEST_UTTERANCE_MS, text.length * MS_A_CHARACTER);
}

/** The words heard after that share of the sentence. */
function wordsUntil(text: string, share: number): string {
  const words = text.split(" ");
  return words.slice(0, Math.max(1, Math.round(words.length * share))).join(" ");
}

function openTurn(session: Session, role: Speaker): void {
  session.turn += 1;
  session.speaking = role;
  session.emit("speech-update", { status: "started", role, turn: session.turn });
}

function closeTurn(session: Session, role: Speaker): void {
  if (session.speaking === role) session.speaking = undefined;
  session.emit("speech-update", { status: "stopped", role, turn: session.turn });
}

/** What was still to be said about the caller's last sentence. */
function closeUserTurn(session: Session): void {
  if (!session.userStopPending) return;
  session.userStopPending = false;
  session.emit("speech-update", { status: "stopped", role: "user", turn: session.turn });
}

/** The words come out one after the other; ends early when `cut` says so. Answers what was heard. */
async function sayAloud(
  session: Session,
  role: Speaker,
  text: string,
  cut: (share: number) => boolean,
): Promise<string> {
  const total = durationOf(text);
  for (let passed = 0; passed < total;) {
    const share = passed / total;
    if (passed > 0 && cut(share)) return wordsUntil(text, share);
    const next = Math.min(PARTIAL_EVERY_MS, total - passed);
    await session.line.pass(next);
    passed += next;
    if (passed < total) transcript(session, role, "partial", wordsUntil(text, passed / total));
  }
  return text;
}

function transcript(session: Session, role: Speaker, transcriptType: "partial" | "final", text: string): void {
  session.emit("transcript", { role, transcriptType, transcript: text });
}

function conversationUpdate(session: Session): void {
  session.emit("conversation-update", {
    conversation: session.openAiMessages(),
    messages: [...session.messages],
    messagesOpenAIFormatted: session.openAiMessages(),
  });
}

function spoken(session: Session, role: "bot" | "user", text: string, startedAt: number, more: JsonObject): void {
  const endTime = session.line.now();
  session.remember({
    role,
    message: text,
    time: startedAt,
    endTime,
    secondsFromStart: session.secondsFromStart(startedAt),
    // Documented as seconds; the real thing gives milliseconds.
    duration: endTime - startedAt,
    ...more,
  });
}

/** The time between the caller's last word and the assistant's first. */
export function drawLatency(random: Random): Latency {
  const modelLatency = random.between(280, 620);
  const voiceLatency = random.between(120, 260);
  const transcriberLatency = random.between(60, 160);
  const endpointingLatency = random.between(150, 400);
  const turnLatency = modelLatency + voiceLatency + transcriberLatency + endpointingLatency;
  return { modelLatency, voiceLatency, transcriberLatency, endpointingLatency, turnLatency };
}

/** Waits as long as an assistant needs to answer, and keeps the figures for the report. */
export async function think(session: Session): Promise<void> {
  const latency = drawLatency(session.random);
  session.latencies.push(latency);
  await session.line.pass(latency.turnLatency);
}

export async function userSays(session: Session, text: string): Promise<void> {
  closeUserTurn(session);
  const startedAt = session.line.now();
  openTurn(session, "user");
  const heard = await sayAloud(session, "user", text, () => false);
  if (session.speaking === "user") session.speaking = undefined;
  session.userStopPending = true;
  spoken(session, "user", heard, startedAt, {});
  transcript(session, "user", "final", heard);
  conversationUpdate(session);
}

/** Without an answer to come, the caller's sentence ends by itself. */
export function userStopped(session: Session): void {
  closeUserTurn(session);
}

export async function assistantSays(session: Session, given: string, source: Source = "model"): Promise<void> {
  const text = session.fill(given).trim();
  if (text === "" || session.muted) return closeUserTurn(session);
  const startedAt = session.line.now();
  // As at Vapi: that the assistant starts is often known before that the caller stopped.
  const startsFirst = session.random.chance(0.5);
  const interrupted = session.interruptNext;
  session.interruptNext = false;

  if (!startsFirst) closeUserTurn(session);
  for (const token of source === "model" ? text.split(/(?<= )/) : []) session.emit("model-output", { output: token });
  openTurn(session, "assistant");
  closeUserTurn(session);
  session.emit("assistant.speechStarted", { text, turn: session.turn, source });

  const heard = await sayAloud(
    session,
    "assistant",
    text,
    (share) => (interrupted && share >= INTERRUPTED_SHARE) || session.line.interrupted(),
  );
  if (heard !== text && interrupted) {
    session.interruptions += 1;
    session.emit("user-interrupted", { turnId: `turn-${session.turn}` });
  }
  spoken(session, "bot", heard, startedAt, { source });
  transcript(session, "assistant", "final", heard);
  closeTurn(session, "assistant");
  conversationUpdate(session);
  endAfterPhrase(session, heard);
}

function endAfterPhrase(session: Session, text: string): void {
  const said = text.toLocaleLowerCase("fr");
  const phrases = textsAt(session.assistant, "endCallPhrases");
  if (phrases.some((phrase) => phrase.trim() !== "" && said.includes(phrase.trim().toLocaleLowerCase("fr")))) {
    throw new CallOver("assistant-said-end-call-phrase");
  }
}

export function systemPrompt(assistant: JsonObject): string | undefined {
  const messages = assistant["model"];
  const list =
    typeof messages === "object" && messages !== null && !Array.isArray(messages) ? messages["messages"] : [];
  const system = Array.isArray(list) ? list.find((message) => textAt(message, "role") === "system") : undefined;
  return textAt(system, "content");
}
