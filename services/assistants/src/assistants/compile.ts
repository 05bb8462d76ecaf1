import { compileTranscriber, compileVoice } from "@allokoli/shared/speech/compile";
import { SERVER_MESSAGES, type VapiServer } from "@allokoli/shared/vapi/server-object";
import type { Vapi } from "@vapi-ai/server-sdk";
import { answerLanguage } from "../tools/language.ts";
import { spokenGreeting } from "../settings/ai-notice.ts";
import type { AssistantSettings } from "../settings/contract.ts";
import { withMoment } from "../settings/moment.ts";
import { compileSearches, compileTools, withSearches, type NamedBase } from "./tools.ts";

/** The key of our id in the metadata of everything that we create at Vapi, by which it is found again. */
export const OUR_ID = "allokoliId";
export const OUR_ORG_ID = "allokoliOrgId";

const ANALYSIS_TIMEOUT_SECONDS = 30;

/** The body that Vapi takes for creation and for PATCH. */
export type AssistantBody = Vapi.CreateAssistantDto & Omit<Vapi.UpdateAssistantDto, "id">;
export type CompileContext = {
  assistantId: string;
  orgId: string;
  server: VapiServer;
  /** The organization's time zone, in which the prompt says when the call began. */
  timeZone: string;
  /** Our server for the assistant's own tools; its address names the assistant. */
  toolServer?: VapiServer;
  /** Vapi's ids of its functions, without those that Vapi does not have yet. */
  toolIds?: string[];
  knowledgeBases?: NamedBase[];
};

/**
 * The assistant as Vapi takes it, for creation and for PATCH alike. Every top-level field that we use is always there,
 * whole: PATCH at Vapi is shallow, and keeps the fields that it does not name.
 */
export function compileAssistant(
  settings: AssistantSettings,
  { assistantId, orgId, server, timeZone, toolServer = server, toolIds = [], knowledgeBases = [] }: CompileContext,
): AssistantBody {
  const language = answerLanguage(settings.language);
  const systemPrompt = withMoment(withSearches(settings.systemPrompt, knowledgeBases, language), timeZone, language);
  return toVapiBody({
    name: settings.name,
    firstMessage: spokenGreeting(settings),
    firstMessageMode: settings.firstMessageMode,
    model: {
      provider: settings.modelProvider,
      model: settings.model,
      temperature: settings.temperature,
      // `model.systemPrompt` is accepted by Vapi and does nothing.
      messages: [{ role: "system", content: systemPrompt }],
      tools: [
        ...compileTools(settings.tools, toolServer, language),
        ...compileSearches(knowledgeBases, toolServer, language),
      ],
      toolIds,
    },
    voice: compileVoice(settings),
    transcriber: compileTranscriber(settings),
    // On the telephone, Vapi plays office noise by default.
    backgroundSound: "off",
    endCallMessage: settings.endCallMessage ?? "",
    endCallPhrases: settings.endCallPhrases,
    maxDurationSeconds: settings.maxDurationSeconds,
    hooks: [hangUpOnSilence(settings.silenceTimeoutSeconds)],
    artifactPlan: { recordingEnabled: settings.recordingEnabled },
    analysisPlan: compileAnalysis(settings),
    serverMessages: SERVER_MESSAGES,
    server,
    metadata: { ...settings.metadata, [OUR_ID]: assistantId, [OUR_ORG_ID]: orgId },
  });
}

/** Vapi ignores `silenceTimeoutSeconds`; the hook is its published replacement. */
const hangUpOnSilence = (timeoutSeconds: number) => ({
  on: "customer.speech.timeout",
  name: "hang-up-on-silence",
  options: { timeoutSeconds, triggerMaxCount: 1, triggerResetMode: "onUserSpeech" },
  do: [{ type: "tool", tool: { type: "endCall" } }],
});

const TRANSCRIPT = "Here is the transcript:\n\n{{transcript}}\n\nThe call ended for this reason: {{endedReason}}";
const SUMMARY_PROMPTS = {
  fr: "Résume l'appel en deux ou trois phrases, en français. Ne réponds que par le résumé.",
  en: "Summarize the call in two or three sentences. Answer with nothing but the summary.",
};

/**
 * `analysisPlan` is deprecated, but only it puts summary, success and structured data into the end-of-call report:
 * structured outputs, its successor, arrive seconds later and must be fetched.
 */
function compileAnalysis({ language, summaryPrompt, successPrompt, structuredDataSchema }: AssistantSettings) {
  const plan = { enabled: true, timeoutSeconds: ANALYSIS_TIMEOUT_SECONDS };
  const transcript = { role: "user", content: TRANSCRIPT };
  const summary = summaryPrompt ?? SUMMARY_PROMPTS[language === "fr" ? "fr" : "en"];
  return {
    summaryPlan: { ...plan, messages: [{ role: "system", content: summary }, transcript] },
    successEvaluationPlan: {
      ...plan,
      rubric: "PassFail",
      ...(successPrompt !== null && {
        messages: [
          { role: "system", content: `${successPrompt}\n\nAnswer with true or false, nothing else.` },
          transcript,
        ],
      }),
    },
    structuredDataPlan: structuredDataSchema === null ? { enabled: false } : { ...plan, schema: structuredDataSchema },
  };
}

// Strings that Vapi's own types list (models, languages, schema words) are free here: Vapi checks them, and its refusal
// is translated to our fields. A test checks the rest of the body against Vapi's published schemas.
const toVapiBody = (body: object) => body as AssistantBody;

/** Our field for each of Vapi's, longest prefix first. */
const FIELDS = [
  ["name", "name"],
  ["firstMessageMode", "firstMessageMode"],
  ["firstMessage", "firstMessage"],
  ["model.provider", "modelProvider"],
  ["model.model", "model"],
  ["model.temperature", "temperature"],
  ["model.messages", "systemPrompt"],
  ["model.tools", "tools"],
  ["model.toolIds", "functionIds"],
  ["model", "model"],
  ["voice.provider", "voiceProvider"],
  ["voice.language", "language"],
  ["voice.chunkPlan", "pronunciations"],
  ["voice", "voice"],
  ["transcriber.provider", "transcriberProvider"],
  ["transcriber.model", "transcriberModel"],
  ["transcriber", "transcriberLanguage"],
  ["endCallMessage", "endCallMessage"],
  ["endCallPhrases", "endCallPhrases"],
  ["maxDurationSeconds", "maxDurationSeconds"],
  ["hooks", "silenceTimeoutSeconds"],
  ["artifactPlan", "recordingEnabled"],
  ["analysisPlan.summaryPlan", "summaryPrompt"],
  ["analysisPlan.successEvaluationPlan", "successPrompt"],
  ["analysisPlan.structuredDataPlan", "structuredDataSchema"],
  ["metadata", "metadata"],
] as const;

/** The setting behind a field that Vapi complains about, such as `temperature` for `model.temperature`. */
export function toField(vapiField: string): string | undefined {
  return FIELDS.find(
    ([prefix]) => vapiField === prefix || vapiField.startsWith(`${prefix}.`) || vapiField.startsWith(`${prefix}[`),
  )?.[1];
}
