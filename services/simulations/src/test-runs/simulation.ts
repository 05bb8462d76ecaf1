import type { Vapi } from "@vapi-ai/server-sdk";
import { compileTranscriber, compileVoice } from "@allokoli/shared/speech/compile";
import type { TestSettings } from "../tests/contract.ts";
import type { CalleeKind } from "@allokoli/shared/db/callees";
import type { InlineTarget } from "@allokoli/shared/rpc/drafts";
import type { PlannedTest } from "./plan.ts";

/** The settings of the simulated caller that a test does not decide. */
const CALLER = { provider: "openai", model: "gpt-4.1", temperature: 0.6 };
const MAX_SECONDS = 600;

const PERSONALITY: Record<TestSettings["language"], Record<TestSettings["personality"], string>> = {
  fr: {
    calm: "Vous êtes calme et poli, et vous répondez à ce qu'on vous demande.",
    hurried: "Vous êtes pressé : vous répondez en quelques mots, et vous vous impatientez quand on vous fait répéter.",
    confused: "Vous comprenez mal : vous faites répéter, vous vous trompez et vous vous reprenez.",
    angry: "Vous êtes en colère, sans insulter ; vous vous calmez si l'on vous écoute.",
    talkative: "Vous parlez beaucoup et vous sortez du sujet, mais vous y revenez quand on vous y ramène.",
    hesitant: "Vous hésitez : vous cherchez vos mots, vous changez d'avis une fois.",
  },
  en: {
    calm: "You are calm and polite, and answer what you are asked.",
    hurried: "You are in a hurry: you answer in a few words and grow impatient when you have to repeat yourself.",
    confused: "You understand badly: you ask again, get things wrong and correct yourself.",
    angry: "You are angry, without insults; you calm down when somebody listens.",
    talkative: "You talk a lot and stray from the subject, but come back when you are led back.",
    hesitant: "You hesitate: you look for words, and change your mind once.",
  },
};
const WORDS = {
  fr: {
    role: "Vous êtes une personne qui téléphone, pas l'assistant. Vous parlez français, en phrases courtes, une chose à la fois.",
    never:
      "Vous n'aidez pas votre interlocuteur, vous ne dites pas que c'est un test, et vous n'inventez rien qui contredise votre rôle.",
    end: "Quand vous avez ce que vous vouliez, ou que vous ne l'aurez pas, vous dites au revoir et vous raccrochez.",
    reason: "Une phrase en français : pourquoi ce qui suit est vrai ou faux dans cette conversation.",
  },
  en: {
    role: "You are a person who calls, not the assistant. You speak English, in short sentences, one thing at a time.",
    never:
      "You do not help the other side, do not say that this is a test, and invent nothing that contradicts your part.",
    end: "When you have what you wanted, or will not get it, you say goodbye and hang up.",
    reason: "One sentence in English: why the following is true or false of this conversation.",
  },
} as const;
const VOICES: Record<TestSettings["language"], string> = { fr: "fr-FR-HenriNeural", en: "en-GB-RyanNeural" };

/** The name of the test's simulation, by which its run is found again at Vapi. */
export const simulationName = (runId: string, testId: string) => `${runId}:${testId}`;
export const verdictName = (index: number) => `rubric_${index + 1}`;
export const reasonName = (index: number) => `reason_${index + 1}`;

/** Whom Vapi calls: something that it has, by its id, or a body that is nowhere else. */
export type SimulationTarget =
  | { type: "assistant"; assistantId: string }
  | { type: "squad"; squadId: string }
  | InlineTarget;

/** A workflow is a squad at Vapi. */
export const knownTarget = ({ type, vapiId }: { type: CalleeKind; vapiId: string }): SimulationTarget =>
  type === "assistant" ? { type, assistantId: vapiId } : { type: "squad", squadId: vapiId };

/** One test as a run of Vapi's simulations, with everything inline: nothing of a test is stored at Vapi. */
export function simulationOf(runId: string, target: SimulationTarget, test: PlannedTest): Vapi.CreateSimulationRunDto {
  const { settings } = test;
  return toVapiBody({
    simulations: [
      {
        type: "simulation",
        name: simulationName(runId, test.id),
        scenario: {
          name: test.name,
          instructions: settings.script,
          evaluations: settings.rubrics.flatMap((rubric, index) => evaluationsOf(rubric, index, settings.language)),
          ...(Object.keys(settings.variables).length > 0 && {
            targetOverrides: { variableValues: settings.variables },
          }),
          ...(settings.mocks.length > 0 && {
            toolMocks: settings.mocks.map(({ function: toolName, result }) => ({ toolName, result, enabled: true })),
          }),
        },
        personality: { name: settings.personality, assistant: callerOf(settings) },
      },
    ],
    target,
    iterations: settings.attempts,
    transport: { provider: settings.channel === "chat" ? "vapi.webchat" : "vapi.websocket" },
  });
}

/** A rubric is a yes or no, for which Vapi gives no reason: that is asked for separately, and does not decide. */
const evaluationsOf = ({ text, required }: TestSettings["rubrics"][number], index: number, language: "fr" | "en") => [
  {
    structuredOutput: {
      type: "ai",
      name: verdictName(index),
      description: text,
      schema: { type: "boolean", description: text },
    },
    comparator: "=",
    value: true,
    required,
  },
  {
    structuredOutput: {
      type: "ai",
      name: reasonName(index),
      description: `${WORDS[language].reason} ${text}`,
      schema: { type: "string", description: `${WORDS[language].reason} ${text}` },
    },
    comparator: "!=",
    value: "",
    required: false,
  },
];

function callerOf({ language, personality, personalityDetails }: TestSettings) {
  const words = WORDS[language];
  const prompt = [words.role, PERSONALITY[language][personality], personalityDetails, words.never, words.end]
    .filter((line) => line !== null)
    .join("\n");
  return {
    name: "Caller",
    firstMessageMode: "assistant-waits-for-user",
    model: { ...CALLER, messages: [{ role: "system", content: prompt }], tools: [{ type: "endCall" }] },
    voice: compileVoice({ language, voiceProvider: "azure", voice: VOICES[language] }),
    transcriber: compileTranscriber({
      transcriberProvider: "deepgram",
      transcriberModel: null,
      transcriberLanguage: language,
    }),
    maxDurationSeconds: MAX_SECONDS,
  };
}

// Models and voices are free strings here; a test checks the body against Vapi's published schemas.
const toVapiBody = (body: object) => body as Vapi.CreateSimulationRunDto;
