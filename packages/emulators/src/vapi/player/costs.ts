import type { JsonObject } from "../json.ts";
import { numberAt, objectAt, textAt } from "../json.ts";
import type { Session } from "./session.ts";

// Dollars a minute, a thousand characters, a million tokens: of the order of real bills.
const VAPI_A_MINUTE = 0.05;
const TRANSPORT_A_MINUTE = 0.0085;
const TRANSCRIBER_A_MINUTE = 0.0109;
const VOICE_A_THOUSAND_CHARACTERS = 0.05;
const PROMPT_A_MILLION = 2.5;
const COMPLETION_A_MILLION = 10;
const CHARACTERS_A_TOKEN = 4;

const round = (value: number): number => Math.round(value * 1e6) / 1e6;
const tokensOf = (text: string): number => Math.ceil(text.length / CHARACTERS_A_TOKEN);

export type Bill = { cost: number; costs: JsonObject[]; costBreakdown: JsonObject };

/** What the call costs: `costs` item by item, `costBreakdown` by kind, `cost` their sum. */
export function billFor(session: Session, durationMs: number, provider: string): Bill {
  const minutes = round(durationMs / 60_000);
  let promptTokens = 0;
  let completionTokens = 0;
  let characters = 0;
  let context = 0;
  for (const message of session.messages) {
    const text = textAt(message, "message") ?? textAt(message, "result") ?? "";
    const tokens = tokensOf(text);
    if (message["role"] === "bot") {
      promptTokens += context;
      completionTokens += tokens;
      characters += text.length;
    }
    context += tokens;
  }
  const talked = durationMs > 0;
  const { assistant } = session;
  const transport = round(minutes * TRANSPORT_A_MINUTE);
  const stt = round(minutes * TRANSCRIBER_A_MINUTE);
  const tts = round((characters / 1000) * VOICE_A_THOUSAND_CHARACTERS);
  const llm = round((promptTokens * PROMPT_A_MILLION + completionTokens * COMPLETION_A_MILLION) / 1e6);
  const vapi = round(minutes * VAPI_A_MINUTE);
  const summaryPromptTokens = talked ? context + 120 : 0;
  const summaryCompletionTokens = talked ? session.random.between(40, 90) : 0;
  const summary = round(
    (summaryPromptTokens * PROMPT_A_MILLION + summaryCompletionTokens * COMPLETION_A_MILLION) / 1e6,
  );
  const total = round(transport + stt + tts + llm + vapi + summary);

  const model = {
    provider: textAt(assistant, "model", "provider") ?? "openai",
    model: textAt(assistant, "model", "model") ?? "gpt-4o",
  };
  const voice = objectAt(assistant, "voice") ?? { provider: "vapi", voiceId: "Elliot" };
  const transcriber = objectAt(assistant, "transcriber") ?? { provider: "deepgram", model: "nova-3" };
  const costs: JsonObject[] = talked
    ? [
        { type: "transport", provider, minutes, cost: transport },
        { type: "transcriber", transcriber: named(transcriber), minutes, cost: stt },
        { type: "model", model, promptTokens, completionTokens, cachedPromptTokens: 0, cost: llm },
        { type: "voice", voice: named(voice), characters, cost: tts },
        { type: "vapi", subType: "normal", minutes, cost: vapi },
        {
          type: "analysis",
          analysisType: "summary",
          model,
          promptTokens: summaryPromptTokens,
          completionTokens: summaryCompletionTokens,
          cost: summary,
        },
      ]
    : [];
  return {
    cost: total,
    costs,
    costBreakdown: {
      transport,
      stt,
      llm,
      tts,
      vapi,
      chat: 0,
      total,
      llmPromptTokens: promptTokens,
      llmCompletionTokens: completionTokens,
      llmCachedPromptTokens: 0,
      ttsCharacters: characters,
      analysisCostBreakdown: { summary, summaryPromptTokens, summaryCompletionTokens, summaryCachedPromptTokens: 0 },
    },
  };
}

function named(provider: JsonObject): JsonObject {
  const out: JsonObject = {};
  for (const key of ["provider", "model", "voiceId"]) {
    const value = textAt(provider, key) ?? numberAt(provider, key);
    if (value !== undefined) out[key] = value;
  }
  return out;
}
