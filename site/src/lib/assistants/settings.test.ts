import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AssistantSettings } from "../api/types.ts";
import { blankDraft, draftOf, readDraft } from "./draft.ts";
import { compileDraft, fieldOf } from "./settings.ts";
import { EMPTY_TRANSFER } from "./tool-rows.ts";

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
  structuredDataSchema: { type: "object", properties: { motif: { type: "string", description: "Pourquoi" } } },
  tools: [
    { type: "takeMessage" },
    { type: "endCall" },
    { type: "transferCall", number: "+33123456789", message: "Je vous passe la garde." },
    {
      type: "transferCall",
      number: "+33198765432",
      announcement: { kind: "message", text: "Un patient demande à vous parler." },
      unanswered: { message: "Personne n’est libre.", hangsUp: true },
    },
    { type: "transferCall", number: "+33198765433", announcement: { kind: "summary" } },
    { type: "function", name: "horaires", description: "Donne les horaires", reply: { text: "De 9 h à 18 h" } },
    {
      type: "openingHours",
      hours: {
        timeZone: "Indian/Reunion",
        weekly: [
          { days: ["monday", "tuesday"], from: "09:00", to: "12:00" },
          { days: ["monday", "tuesday"], from: "14:00", to: "18:00" },
          { days: ["saturday"], from: "00:00", to: "24:00" },
        ],
        publicHolidays: "FR",
        exceptions: [],
      },
    },
  ],
  functionIds: ["0190a000-0000-7000-8000-0000000000f1"],
  knowledgeBaseIds: ["0190a000-0000-7000-8000-0000000000b1"],
  metadata: {},
};

/** The settings that the form sends; those it leaves out do not change. */
const sentOf = ({ metadata: _ignored, ...settings }: AssistantSettings) => settings;

/** A draft as a browser would send it. */
function asForm(draft: ReturnType<typeof draftOf>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(draft)) {
    if (typeof value === "string") form.set(name, value);
    if (value === true) form.set(name, "on");
  }
  if (draft.hours !== undefined) {
    form.set("hours.timeZone", draft.hours.timeZone);
    for (const [name, time] of Object.entries(draft.hours.times)) form.set(`hours.${name}`, time);
    for (const day of draft.hours.usualDays) form.append("hours.days", day);
    form.set("hours.holidays", draft.hours.holidays ?? "");
  }
  for (const name of ["functionIds", "knowledgeBaseIds"] as const) {
    for (const id of draft[name]) form.append(name, id);
  }
  const rows = {
    data: draft.dataRows,
    transfer: draft.transfers,
    function: draft.functions,
    pronunciation: draft.pronunciations,
  };
  for (const [prefix, list] of Object.entries(rows)) {
    for (const [index, row] of list.entries()) {
      for (const [field, value] of Object.entries(row)) form.set(`${prefix}.${index}.${field}`, value);
    }
  }
  return form;
}

describe("an assistant's form", () => {
  test("sends the same settings when nothing was changed", () => {
    expect(compileDraft(readDraft(asForm(draftOf(SETTINGS)))).settings).toEqual(sentOf(SETTINGS));
  });

  test("the holidays of another place stay those of that place", () => {
    const tools = SETTINGS.tools.map((tool) =>
      tool.type === "openingHours" ? { ...tool, hours: { ...tool.hours, publicHolidays: "RE" as const } } : tool,
    );
    const settings = { ...SETTINGS, tools };
    expect(compileDraft(readDraft(asForm(draftOf(settings)))).settings).toEqual(sentOf(settings));
  });

  test("sends the same for any durations, phrases and transfers", () => {
    const phrase = fc.stringMatching(/^[a-zà-ÿ]{2,20}( [a-z]{1,10})?$/);
    const changes = fc.record({
      maxDurationSeconds: fc.integer({ min: 10, max: 43_200 }),
      silenceTimeoutSeconds: fc.integer({ min: 10, max: 3600 }),
      endCallPhrases: fc.array(phrase, { maxLength: 20 }),
      recordingEnabled: fc.boolean(),
    });
    fc.assert(
      fc.property(changes, (change) => {
        const settings = { ...SETTINGS, ...change };
        expect(compileDraft(readDraft(asForm(draftOf(settings)))).settings).toEqual(sentOf(settings));
      }),
    );
  });

  test("sends an emptied notice as none, which the API refuses, and a missing one as none too", () => {
    const draft = draftOf(SETTINGS);
    expect(compileDraft({ ...draft, aiNotice: "" }).settings["aiNotice"]).toBeNull();
    const without = { ...SETTINGS, aiNotice: null };
    expect(compileDraft(readDraft(asForm(draftOf(without)))).settings).toEqual(sentOf(without));
  });

  test("keeps hours that the week cannot show, and removes a week that was emptied", () => {
    const hours = { timeZone: "Europe/Paris", weekly: [], publicHolidays: null };
    for (const exceptions of [[], [{ date: "2026-12-24", open: [] }]]) {
      const special: AssistantSettings = {
        ...SETTINGS,
        tools: [{ type: "openingHours", hours: { ...hours, exceptions } }],
      };
      expect(compileDraft(readDraft(asForm(draftOf(special)))).settings.tools).toEqual(special.tools);
    }
    const draft = draftOf(SETTINGS);
    const emptied = { ...draft, hours: draft.hours && { ...draft.hours, times: {} } };
    const types = compileDraft(readDraft(asForm(emptied))).settings.tools.map(({ type }) => type);
    expect(types).toEqual(["takeMessage", "endCall", "transferCall", "transferCall", "transferCall", "function"]);
  });

  test("keeps a schema that rows cannot show", () => {
    const structuredDataSchema = { type: "object", properties: { list: { type: "array" } }, required: ["list"] };
    const draft = draftOf({ ...SETTINGS, structuredDataSchema });
    expect(draft.dataRows).toEqual([]);
    expect(compileDraft(draft).settings["structuredDataSchema"]).toEqual(structuredDataSchema);
  });

  test("sends no empty rows, and shows an error of the API at its row", () => {
    const draft = draftOf(SETTINGS);
    draft.endCall = false;
    draft.takeMessage = false;
    draft.pronunciations = [
      { word: "", spoken: "" },
      { word: "Roche", spoken: "" },
    ];
    draft.hours = undefined;
    draft.otherTools = "";
    draft.transfers = [EMPTY_TRANSFER, { ...EMPTY_TRANSFER, number: "06 12" }];
    const compiled = compileDraft(draft);
    expect(compiled.settings.tools).toHaveLength(2);
    expect(fieldOf("tools.0.number", compiled, draft)).toBe("transfer.1.number");
    expect(fieldOf("tools.1.reply.text", compiled, draft)).toBe("function.0.replyText");
    expect(fieldOf("maxDurationSeconds", compiled, draft)).toBe("maxDurationMinutes");
    expect(fieldOf("endCallPhrases.3", compiled, draft)).toBe("endCallPhrases");
    expect(fieldOf("pronunciations.0.spoken", compiled, draft)).toBe("pronunciation.1.spoken");
    expect(fieldOf("tools.0.announcement.text", compiled, draft)).toBe("transfer.1.announcementText");
    expect(fieldOf("", compiled, draft)).toBe("");
  });

  test("shows invalid JSON as an error at its field and does not send it", () => {
    const draft = { ...draftOf(SETTINGS), dataSchema: "{" };
    expect(compileDraft(draft).errors).toEqual(["dataSchema"]);
  });

  test("reads a number written in the French way; the API refuses text that is no number", () => {
    const draft = blankDraft("fr", { name: "A", firstMessage: "", systemPrompt: "" });
    expect(compileDraft({ ...draft, temperature: "0,7" }).settings["temperature"]).toBe(0.7);
    expect(compileDraft({ ...draft, temperature: "chaud" }).settings["temperature"]).toBe("chaud");
  });

  test("the listening language follows the assistant's, unless another was written", () => {
    const draft = { ...draftOf(SETTINGS), language: "es" };
    expect(compileDraft(draft).settings["transcriberLanguage"]).toBe("es");
    expect(compileDraft({ ...draft, transcriberLanguage: "fr-CA" }).settings["transcriberLanguage"]).toBe("fr-CA");
  });
});
