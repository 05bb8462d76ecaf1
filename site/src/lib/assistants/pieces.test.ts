import { describe, expect, test } from "vitest";
import type { AssistantSettings } from "../api/types.ts";
import { mergeThree } from "../merge.ts";
import { missingOf } from "./missing.ts";
import { showMoment, writeMoment } from "./moment.ts";
import { piecesOf, settingsOf } from "./pieces.ts";
import { pieceLabel, pieceText } from "./piece-words.ts";

const SETTINGS: AssistantSettings = {
  name: "Accueil",
  language: "fr",
  modelProvider: "openai",
  model: "gpt-4.1",
  temperature: 0.4,
  systemPrompt: "Tu es la secrétaire.",
  aiNotice: "Ici l’assistant vocal du cabinet.",
  firstMessage: null,
  firstMessageMode: "assistant-speaks-first",
  voiceProvider: "azure",
  voice: "fr-FR-DeniseNeural",
  pronunciations: [{ word: "Roche", spoken: "Roch" }],
  transcriberProvider: "deepgram",
  transcriberModel: null,
  transcriberLanguage: "fr",
  endCallMessage: null,
  endCallPhrases: ["au revoir"],
  maxDurationSeconds: 600,
  silenceTimeoutSeconds: 30,
  recordingEnabled: false,
  summaryPrompt: null,
  successPrompt: null,
  structuredDataSchema: { type: "object", properties: { motif: { type: "string" }, date: { type: "number" } } },
  tools: [
    { type: "takeMessage" },
    { type: "transferCall", number: "+33123456789", announcement: { kind: "summary" } },
    { type: "function", name: "horaires", description: "Donne les horaires", reply: { text: "De 9 h à 18 h" } },
  ],
  functionIds: ["0190a000-0000-7000-8000-0000000000f1"],
  knowledgeBaseIds: ["0190a000-0000-7000-8000-0000000000b1"],
  metadata: { dossier: "7" },
};

describe("the pieces of an assistant's settings", () => {
  test("are the settings again when they are put together, whatever the data to note look like", () => {
    const schemas = [SETTINGS.structuredDataSchema, null, { type: "object", properties: { l: { type: "array" } } }];
    for (const structuredDataSchema of schemas) {
      const settings = { ...SETTINGS, structuredDataSchema };
      const [pieces] = piecesOf(settings);
      expect(settingsOf(pieces)).toEqual(settings);
    }
  });

  test("let two people change different tools, words and data, and see what they both changed", () => {
    const [takeMessage, transfer, horaires] = SETTINGS.tools;
    const mine: AssistantSettings = {
      ...SETTINGS,
      tools: [...SETTINGS.tools, { type: "endCall" }],
      pronunciations: [...SETTINGS.pronunciations, { word: "Guehenno", spoken: "Guéno" }],
      structuredDataSchema: { type: "object", properties: { motif: { type: "string" } } },
      voice: "fr-FR-HenriNeural",
    };
    const theirs: AssistantSettings = {
      ...SETTINGS,
      tools: [transfer, horaires].flatMap((tool) => tool ?? []),
      pronunciations: [{ word: "Roche", spoken: "Roche-e" }],
      voice: "fr-FR-EloiseNeural",
    };
    const [base, ours, others] = piecesOf(SETTINGS, mine, theirs);
    const merged = mergeThree(base, ours, others);
    expect(merged.conflicts).toEqual(["voice"]);
    expect(merged.taken).toEqual(["tool:takeMessage", "word:roche"]);
    const settings = settingsOf(merged.pieces);
    expect(settings.tools).toEqual([transfer, horaires, { type: "endCall" }]);
    expect(settings.tools).not.toContainEqual(takeMessage);
    expect(settings.pronunciations).toEqual([
      { word: "Roche", spoken: "Roche-e" },
      { word: "Guehenno", spoken: "Guéno" },
    ]);
    expect(settings.structuredDataSchema).toEqual({ type: "object", properties: { motif: { type: "string" } } });
  });

  test("each have a name and a value in words, without a code or an id", () => {
    const [pieces] = piecesOf(SETTINGS);
    const names = new Map([
      ["0190a000-0000-7000-8000-0000000000f1", "Agenda"],
      ["0190a000-0000-7000-8000-0000000000b1", "Tarifs"],
    ]);
    for (const name of Object.keys(pieces).filter((key) => key !== "metadata")) {
      const told = `${pieceLabel(name)} ${pieceText(name, pieces, names)}`;
      expect(told, name).not.toMatch(/[{}]|[a-z][A-Z]|0190a000|undefined/);
    }
  });
});

describe("the moment of the call in a prompt", () => {
  const FRENCH = '{{ "now" | date: "%A %d/%m/%Y, %H:%M", "Europe/Paris" }}';
  const prompt = `L’appel a commencé le ${FRENCH}. Ou bien {{'now' | date: "%H"}}, {{ client }}.`;

  test("is shown in words, and written again as it was", () => {
    const shown = showMoment(prompt);
    expect(shown).not.toMatch(/now/);
    expect(shown).toContain("{{ client }}");
    expect(writeMoment(shown, prompt)).toBe(prompt);
    expect(writeMoment(`Avant. ${shown}`, prompt)).toBe(`Avant. ${prompt}`);
  });

  test("is written again from the words of the other language; words of one's own stay words", () => {
    expect(writeMoment("It is [the date and time of the moment].", prompt)).toBe(`It is ${FRENCH}.`);
    expect(writeMoment("[la date et l’heure du moment]", "Rien.")).toBe("[la date et l’heure du moment]");
  });
});

describe("what an assistant lacks before it can answer", () => {
  const synced = { state: "synced" as const, error: null };
  const whole = { systemPrompt: "Tu es la secrétaire.", aiNotice: "Une IA.", sync: synced };

  test("is nothing when it has instructions, a notice and a number or a squad", () => {
    expect(missingOf({ assistant: whole, numbers: 1, squads: 0 })).toEqual([]);
    expect(missingOf({ assistant: whole, numbers: 0, squads: 1 })).toEqual([]);
  });

  test("comes in the order in which it has to be done", () => {
    const bare = { systemPrompt: " ", aiNotice: null, sync: { state: "failed" as const, error: "no" } };
    expect(missingOf({ assistant: bare, numbers: 0, squads: 0 })).toEqual([
      "refused",
      "instructions",
      "notice",
      "number",
    ]);
    const sending = { ...whole, sync: { state: "pending" as const, error: null } };
    expect(missingOf({ assistant: sending, numbers: 1, squads: 0 })).toEqual(["sending"]);
  });

  test("says nothing of numbers that could not be read", () => {
    expect(missingOf({ assistant: whole, numbers: undefined, squads: 0 })).toEqual([]);
  });
});
