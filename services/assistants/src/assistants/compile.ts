import { SERVER_MESSAGES, type VapiServer } from "@allokoli/shared/vapi/server-object";
import type { Vapi } from "@vapi-ai/server-sdk";
import { answerLanguage } from "../own-functions/sentences.ts";
import { spokenGreeting } from "./ai-notice.ts";
import type { AssistantSettings } from "./contract.ts";
import { compileTranscriber, compileVoice } from "./speech.ts";
import { compileSearches, compileTools, withSearches, type NamedBase } from "./tools.ts";

/** The key of our id in the metadata of what we make at Vapi: how it is found again. */
export const OUR_ID = "allokoliId";
export const OUR_ORG_ID = "allokoliOrgId";

const ANALYSIS_TIMEOUT_SECONDS = 30;

/** What Vapi takes for creation, and for PATCH. */
export type AssistantBody = Vapi.CreateAssistantDto & Omit<Vapi.UpdateAssistantDto, "id">;
export type CompileContext = {
  assistantId: string;
  orgId: string;
  server: VapiServer;
  /** Where its own tools are asked for: our server, saying which assistant's they are. */
  toolServer?: VapiServer;
  /** Vapi's ids of the functions that it names, of those that Vapi has. */
  toolIds?: string[];
  knowledgeBases?: NamedBase[];
};

/**
 * The assistant as Vapi takes it, for creation and for PATCH alike: every top-level field that we use is always there,
 * whole, because PATCH at Vapi is shallow and what it does not name stays.
 */
export function compileAssistant(
  settings: AssistantSettings,
  { assistantId, orgId, server, toolServer = server, toolIds = [], knowledgeBases = [] }: CompileContext,
): AssistantBody {
  const language = answerLanguage(settings.language);
  const systemPrompt = withSearches(settings.systemPrompt, knowledgeBases, language);
  return toVapiBody({
    name: settings.name,
    firstMessage: spokenGreeting(settings),
    firstMessageMode: settings.firstMessageMode,
    model: {
      provider: settings.modelProvider,
      model: settings.model,
      temperature: settings.temperature,
      // `model.systemPrompt` is accepted by Vapi and does nothing.
      messages: systemPrompt === null ? [] : [{ role: "system", content: systemPrompt }],
      tools: [
        ...compileTools(settings.tools, toolServer, language),
        ...compileSearches(knowledgeBases, toolServer, language),
      ],
      toolIds,
    },
    voice: compileVoice(settings),
    transcriber: compileTranscriber(settings),
    // On the telephone Vapi plays the noise of an office unless told not to.
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

/** Vapi has no `silenceTimeoutSeconds` any more (it takes the field and ignores it): the hook is its published way. */
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
 * `analysisPlan` is deprecated, but it alone puts summary, success and structured data into the end-of-call report:
 * structured outputs, its successor, come seconds later and must be fetched.
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

// Strings that Vapi's own types list (models, languages, schema words) are free here: it checks them, and its refusal is
// told in our field names. That the body is otherwise Vapi's is tested against its published schemas.
const toVapiBody = (body: object) => body as AssistantBody;

/** Our field for Vapi's, longest prefix first. */
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
