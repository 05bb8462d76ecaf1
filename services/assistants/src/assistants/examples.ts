import {
  EXAMPLE_HOURS,
  EXAMPLE_IDS,
  EXAMPLE_SYNC,
  EXAMPLE_TIMES,
  EXAMPLE_VAPI_IDS,
} from "@allokoli/shared/http/examples";

/** Settings of an assistant, for the API's description. */
export const EXAMPLE_SETTINGS = {
  name: "Secrétariat du cabinet",
  language: "fr",
  modelProvider: "openai",
  model: "gpt-4.1",
  temperature: 0.4,
  systemPrompt: "Tu es la secrétaire du Cabinet des Tilleuls. Tu parles français, en phrases courtes.",
  firstMessage: "Cabinet des Tilleuls, bonjour. Que puis-je faire pour vous ?",
  firstMessageMode: "assistant-speaks-first",
  aiNotice: "Vous parlez à une intelligence artificielle.",
  voiceProvider: "azure",
  pronunciations: [{ word: "Petit-Clamart", spoken: "Peti Clamar" }],
  voice: "fr-FR-DeniseNeural",
  transcriberProvider: "deepgram",
  transcriberModel: "nova-3",
  transcriberLanguage: "fr",
  endCallMessage: "Merci de votre appel, bonne journée.",
  endCallPhrases: ["au revoir", "bonne journée"],
  maxDurationSeconds: 600,
  silenceTimeoutSeconds: 30,
  recordingEnabled: false,
  summaryPrompt: null,
  successPrompt: null,
  structuredDataSchema: { type: "object", properties: { motif: { type: "string" } } },
  tools: [{ type: "takeMessage" }, { type: "openingHours", hours: EXAMPLE_HOURS }, { type: "endCall" }],
  functionIds: [EXAMPLE_IDS.function],
  knowledgeBaseIds: [EXAMPLE_IDS.knowledgeBase],
  metadata: { dossier: "7" },
};

export const EXAMPLE_ASSISTANT = {
  id: EXAMPLE_IDS.assistant,
  ...EXAMPLE_SETTINGS,
  vapiAssistantId: EXAMPLE_VAPI_IDS.assistant,
  sync: EXAMPLE_SYNC,
  version: 3,
  ...EXAMPLE_TIMES,
};

export const EXAMPLE_VERSION = {
  version: 3,
  author: { id: EXAMPLE_IDS.person, name: "Camille Durand" },
  restoredFrom: null,
  createdAt: EXAMPLE_TIMES.updatedAt,
};

/** As the voice provider names a chat, with our signature behind it. */
export const EXAMPLE_CHAT_ID = "3f2b8c1e-52a4-4e43-9d5c-0a4b6f1c8e77.5d41402abc4b2a76b9719d911017c592";

/** One turn of a chat, as it is streamed. */
export const EXAMPLE_CHAT = `event: delta
data: {"text":"Nous sommes ouverts "}

event: delta
data: {"text":"de neuf heures à dix-huit heures."}

event: done
data: {"chatId":"01a21ac4-f5fe-717f-96af-424117f1969a.06207634e4921f5e24ab0f175cb90a46"}

`;
