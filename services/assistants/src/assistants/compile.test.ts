import { complaints } from "@allokoli/emulators/vapi/validation/validate";
import { LANGUAGES, TRANSCRIBER_PROVIDERS, VOICE_PROVIDERS } from "@allokoli/shared/speech/providers";
import { vapiServer } from "@allokoli/shared/vapi/server-object";
import { describe, expect, it } from "vitest";
import { compileAssistant, toField, type CompileContext } from "./compile.ts";
import { AssistantSettings, DEFAULT_SETTINGS, MODEL_PROVIDERS, type Tool } from "../settings/contract.ts";

const server = await vapiServer({ publicApiUrl: "https://api.allokoli.fr", masterSecret: "master", orgId: "org-1" });
const toolServer = { ...server, url: `${server.url}&assistant=assistant-1` };
const BASE = { id: "0190a000-0000-7000-8000-0000000000ba", name: "Questions des patients", description: null };
const context = { assistantId: "assistant-1", orgId: "org-1", server, toolServer, timeZone: "Europe/Paris" };

const MOMENT =
  'L’appel a commencé le {{ "now" | date: "%A %d/%m/%Y, %H:%M", "Europe/Paris" }} (fuseau horaire Europe/Paris).';

/** The compiled assistant, as JSON sends it. */
function compile(change: Partial<AssistantSettings> = {}, more: Partial<CompileContext> = {}) {
  const settings = AssistantSettings.parse({ name: "Accueil", ...DEFAULT_SETTINGS, ...change });
  return JSON.parse(JSON.stringify(compileAssistant(settings, { ...context, ...more })));
}
const expectTaken = (body: unknown) => {
  expect(complaints("CreateAssistantDTO", body as never)).toEqual([]);
  expect(complaints("UpdateAssistantDTO", body as never)).toEqual([]);
};

const TOOLS: Tool[] = [
  { type: "endCall" },
  { type: "transferCall", number: "+33123456789", message: "Je vous passe le cabinet.", description: "Le cabinet" },
  { type: "transferCall", number: "+33198765432" },
  {
    type: "function",
    name: "horaires",
    description: "Les horaires d'ouverture",
    parameters: { type: "object", properties: { jour: { type: "string" } }, required: ["jour"] },
    reply: { text: "De 9 h à 18 h." },
  },
  { type: "takeMessage" },
  {
    type: "openingHours",
    hours: { timeZone: "Europe/Paris", weekly: [], publicHolidays: "FR", exceptions: [] },
  },
  {
    type: "function",
    name: "rendez_vous",
    description: "Prend rendez-vous",
    reply: { serverUrl: "https://outils.example.com/rdv" },
  },
];

describe("what we send to Vapi", () => {
  it("is valid against Vapi's published schemas, plain and with everything", () => {
    expectTaken(compile());
    expectTaken(
      compile({
        systemPrompt: "Tu es la secrétaire du cabinet Moreau.",
        firstMessage: "Cabinet Moreau, bonjour.",
        firstMessageMode: "assistant-speaks-first-with-model-generated-message",
        endCallMessage: "Au revoir.",
        summaryPrompt: "Résume en une phrase.",
        successPrompt: "Le rendez-vous est-il pris ?",
        structuredDataSchema: { type: "object", properties: { motif: { type: "string" } }, required: ["motif"] },
        recordingEnabled: true,
        tools: TOOLS,
        metadata: { cabinet: "moreau" },
      }),
    );
  });

  it.each(VOICE_PROVIDERS)("is valid with a voice of %s in every language", (voiceProvider) => {
    for (const language of LANGUAGES) expectTaken(compile({ voiceProvider, voice: "alloy", language }));
  });

  it.each(TRANSCRIBER_PROVIDERS)("is valid with a transcriber of %s in every language", (transcriberProvider) => {
    for (const language of [...LANGUAGES, "fr-FR", "fr-CA", "en-GB", "pt-BR"]) {
      expectTaken(compile({ transcriberProvider, transcriberModel: null, transcriberLanguage: language }));
    }
  });

  const MODELS = {
    openai: "gpt-4.1",
    anthropic: "claude-sonnet-4-6",
    google: "gemini-2.5-flash",
    groq: "llama-3.3-70b-versatile",
  };
  it.each(MODEL_PROVIDERS)("is valid with a model of %s", (modelProvider) => {
    expectTaken(compile({ modelProvider, model: MODELS[modelProvider], tools: TOOLS, systemPrompt: "Bonjour." }));
  });

  it("has two more voices and transcribers, of other providers, that speak and hear its language", () => {
    for (const language of LANGUAGES) {
      for (const voiceProvider of VOICE_PROVIDERS.filter((provider) => provider !== "vapi")) {
        const { fallbackPlan } = compile({ language, voiceProvider, voice: "alloy" }).voice;
        const providers = fallbackPlan.voices.map(({ provider }: { provider: string }) => provider);
        expect(providers.length).toBeGreaterThanOrEqual(2);
        expect(new Set([...providers, voiceProvider]).size).toBe(providers.length + 1);
        for (const { provider, voiceId, language: told } of fallbackPlan.voices) {
          if (provider === "azure") expect(voiceId.slice(0, 3)).toBe(`${language}-`);
          if (provider === "11labs") expect(told).toBe(language);
        }
      }
      for (const transcriberProvider of TRANSCRIBER_PROVIDERS) {
        const settings = { transcriberProvider, transcriberModel: null, transcriberLanguage: language };
        const { transcribers } = compile(settings).transcriber.fallbackPlan;
        const providers = transcribers.map(({ provider }: { provider: string }) => provider);
        expect(new Set([...providers, transcriberProvider]).size).toBe(providers.length + 1);
        expect(providers.length).toBeGreaterThanOrEqual(2);
        for (const { language: told } of transcribers) expect(told.slice(0, 2)).toBe(language);
      }
    }
  });

  it("adds no fallback to Vapi's own voice, which has no such plan", () => {
    expect(compile({ voiceProvider: "vapi", voice: "Elliot" }).voice).not.toHaveProperty("fallbackPlan");
  });

  it("has no other transcriber for a language that no other is known to support", () => {
    expect(compile({ transcriberLanguage: "oc" }).transcriber.fallbackPlan).toEqual({ transcribers: [] });
  });

  it("names French as each transcriber spells it", () => {
    const language = (transcriberProvider: AssistantSettings["transcriberProvider"]) =>
      compile({ transcriberProvider, transcriberModel: null, transcriberLanguage: "fr-FR" }).transcriber.language;
    expect(TRANSCRIBER_PROVIDERS.map(language)).toEqual(["fr", "fr", "fr-FR", "French"]);
  });

  it("names every field, empty where nothing is set, so that a PATCH clears what was there", () => {
    const bare = compile();
    const full = compile({
      firstMessage: "Bonjour",
      endCallMessage: "Au revoir",
      tools: TOOLS,
      systemPrompt: "x",
      summaryPrompt: "y",
    });
    expect(Object.keys(bare)).toEqual(Object.keys(full));
    expect(bare).toMatchObject({
      firstMessage: "",
      endCallMessage: "",
      model: { messages: [{ content: MOMENT }], tools: [] },
      analysisPlan: { structuredDataPlan: { enabled: false } },
    });
  });

  it("has our ids, which a tenant's metadata cannot replace, and our server", () => {
    const body = compile({ metadata: { cabinet: "moreau", allokoliId: "another" } });
    expect(body.metadata).toEqual({ cabinet: "moreau", allokoliId: "assistant-1", allokoliOrgId: "org-1" });
    expect(body.server).toEqual(JSON.parse(JSON.stringify(server)));
    expect(body.serverMessages).toContain("transcript");
  });

  it("puts a caller through at once, or after the person who takes the call was told a message or a summary", () => {
    const transfer = { type: "transferCall" as const, number: "+33123456789" };
    const said = { kind: "message" as const, text: "Un appel du cabinet." };
    const plansOf = (tools: Tool[], language: AssistantSettings["language"] = "fr") => {
      const body = compile({ tools, language });
      expectTaken(body);
      return body.model.tools[0].destinations.map(({ transferPlan }: { transferPlan?: object }) => transferPlan);
    };
    const unanswered = { message: "Personne ne répond.", hangsUp: false };
    const [atOnce, told, summed, kept, ended] = plansOf([
      transfer,
      { ...transfer, announcement: said },
      { ...transfer, announcement: { kind: "summary" } },
      { ...transfer, announcement: said, unanswered },
      { ...transfer, announcement: { kind: "summary" }, unanswered: { ...unanswered, hangsUp: true } },
    ]);
    expect(atOnce).toBeUndefined();
    const wait = "warm-transfer-wait-for-operator-to-speak-first-and-then-say";
    expect(told).toEqual({ mode: `${wait}-message`, message: said.text });
    expect(summed).toMatchObject({ mode: `${wait}-summary`, summaryPlan: { enabled: true } });
    expect(summed.summaryPlan.messages[0].content).toMatch(/en français/);
    expect(kept).toEqual({
      mode: "warm-transfer-experimental",
      message: said.text,
      fallbackPlan: { message: unanswered.message, endCallEnabled: false },
    });
    expect(ended).toMatchObject({ summaryPlan: { enabled: true }, fallbackPlan: { endCallEnabled: true } });
    const [english] = plansOf([{ ...transfer, announcement: { kind: "summary" } }], "en");
    expect(english.summaryPlan.messages[0].content).toMatch(/^Somebody/);
  });

  it("has words said as they are pronounced, whole words only and with any voice", () => {
    const pronunciations = [
      { word: "Éloïse M.", spoken: "Élo-ize" },
      { word: "roche", spoken: "roch $1" },
    ];
    const body = compile({ pronunciations });
    expectTaken(body);
    type Rule = { regex: string; options: { type: string; enabled: boolean }[]; value: string };
    const rules: Rule[] = body.voice.chunkPlan.formatPlan.replacements;
    for (const voice of body.voice.fallbackPlan.voices) expect(voice.chunkPlan).toEqual(body.voice.chunkPlan);
    const ignoresCase = { type: "ignore-case", enabled: true };
    for (const { options } of rules) expect(options).toEqual([ignoresCase]);
    const say = (text: string) =>
      rules.reduce((said, { regex, value }) => said.replaceAll(new RegExp(regex, "gi"), value), text);
    expect(say("Roche, de la Roche. ROCHE")).toBe("roch $1, de la roch $1. roch $1");
    expect(say("éloïse  m. et Éloïse Ma")).toBe("Élo-ize et Éloïse Ma");
    expect(say("Rochefort, éroche, roché, roche2")).toBe("Rochefort, éroche, roché, roche2");
    expect(compile().voice).not.toHaveProperty("chunkPlan");
  });

  it("hangs up on silence by the published hook", () => {
    expect(compile({ silenceTimeoutSeconds: 45 }).hooks).toEqual([
      expect.objectContaining({
        on: "customer.speech.timeout",
        options: expect.objectContaining({ timeoutSeconds: 45 }),
        do: [{ type: "tool", tool: { type: "endCall" } }],
      }),
    ]);
  });

  it("puts the system prompt where Vapi reads it", () => {
    const body = compile({ systemPrompt: "Tu es secrétaire." });
    expect(body.model.messages).toEqual([{ role: "system", content: `Tu es secrétaire.\n\n${MOMENT}` }]);
    expect(body.model).not.toHaveProperty("systemPrompt");
  });

  it("offers one transfer with every number, and our server for functions that answer a text", () => {
    const { tools } = compile({ tools: TOOLS }).model;
    expect(
      tools.map((tool: { type: string; function?: { name: string } }) => tool.function?.name ?? tool.type),
    ).toEqual(["endCall", "transferCall", "horaires", "take_message", "opening_hours", "rendez_vous"]);
    for (const own of tools.slice(2, 5)) expect(own.server.url).toBe(toolServer.url);
    expect(tools[1].destinations).toHaveLength(2);
    expect(toolServer.url).toBe("https://api.allokoli.fr/v1/webhooks/receive?org=org-1&assistant=assistant-1");
    expect(tools[5].server).toEqual(toolServer);
    expect(JSON.stringify(tools)).not.toContain("outils.example.com");
  });

  it("summarizes in French for a French assistant", () => {
    expect(compile().analysisPlan.summaryPlan.messages[0].content).toMatch(/français/);
    expect(compile({ language: "en" }).analysisPlan.summaryPlan.messages[0].content).toMatch(/Summarize/);
    expect(compile({ summaryPrompt: "En un mot." }).analysisPlan.summaryPlan.messages[0].content).toBe("En un mot.");
  });
});

describe("what an assistant names", () => {
  it("is sent to Vapi: its functions' tools, a search for each knowledge base, and in the prompt when to use it", () => {
    const named = { toolIds: ["tool-1"], knowledgeBases: [BASE] };
    const body = compile({ systemPrompt: "Tu es la secrétaire." }, named);
    expectTaken(body);
    const name = "search_questions-des-patien_0190a0000000700080000000000000ba";
    expect(body.model.toolIds).toEqual(["tool-1"]);
    expect(body.model.tools).toMatchObject([
      { function: { name, parameters: { required: ["question"] } }, server: { url: toolServer.url } },
    ]);
    expect(body.model.messages[0].content).toMatch(
      new RegExp(`^Tu es la secrétaire\\.\n\n[^\n]+:\n- ${name} : Questions des patients\\.\n\nL’appel a commencé `),
    );
    expect(compile({}, named).model.messages[0].content).toContain(name);
    expect(compile({ language: "en" }, named).model.messages[0].content).toContain("Before you answer");
    expect(compile().model).toMatchObject({ toolIds: [], tools: [], messages: [{ content: MOMENT }] });
  });
});

describe("our own tools", () => {
  it.each([
    ["fr", "Prend un message", "Le message", "Cherche dans"],
    ["en", "Takes a message", "The message", "Searches"],
    ["de", "Takes a message", "The message", "Searches"],
  ] as const)("are described to a model that speaks %s in French or English", (language, takes, message, searches) => {
    const settings = { language, tools: [{ type: "takeMessage" as const }] };
    const [taking, search] = compile(settings, { knowledgeBases: [BASE] }).model.tools;
    expect(taking.function.description).toContain(takes);
    expect(taking.function.parameters.properties.message.description).toContain(message);
    expect(search.function.description).toContain(searches);
  });
});

describe("a knowledge base", () => {
  it("is described by words alone, and by no more of them than a model takes", () => {
    const base = { ...BASE, name: "Tarifs {{ 2026 {%", description: "Les prix.\nTous {{les}} prix. ".repeat(60) };
    const { tools, messages } = compile({ language: "fr" }, { knowledgeBases: [base] }).model;
    const { description } = tools[0].function;
    expect(description.length).toBeLessThanOrEqual(1000);
    expect(description).toMatch(/^Cherche dans « Tarifs 2026 % »\. Les prix\. Tous les prix\./);
    const [bases, moment] = messages[0].content.split("\n\n");
    expect(moment).toBe(MOMENT);
    expect(bases).not.toMatch(/[{}]/);
    expect(bases.split("\n")).toHaveLength(2);
  });
});

describe("Vapi's complaint", () => {
  it.each([
    ["name", "name"],
    ["model.temperature", "temperature"],
    ["model.model", "model"],
    ["model.messages.0.content", "systemPrompt"],
    ["model.tools[2].function.name", "tools"],
    ["model.provider", "modelProvider"],
    ["voice.voiceId", "voice"],
    ["voice.chunkPlan.formatPlan.replacements.0.value", "pronunciations"],
    ["transcriber.language", "transcriberLanguage"],
    ["firstMessageMode", "firstMessageMode"],
    ["hooks.0.options.timeoutSeconds", "silenceTimeoutSeconds"],
    ["analysisPlan.summaryPlan.messages", "summaryPrompt"],
    ["server.url", undefined],
    ["modelling", undefined],
  ])("about %s names our %s", (vapiField, field) => {
    expect(toField(vapiField)).toBe(field);
  });
});
