import { LANGUAGES } from "@allokoli/shared/speech/providers";
import { describe, expect, it } from "vitest";
import { noticeFaults, saysItIsAi, spokenGreeting, withNoticeOf } from "./ai-notice.ts";
import { DEFAULT_SETTINGS, type AssistantSettings } from "./contract.ts";

const NOTICE = "Vous parlez à une IA.";
const settings = (change: Partial<AssistantSettings> = {}): AssistantSettings => ({
  ...DEFAULT_SETTINGS,
  name: "Accueil",
  ...change,
});
const paths = (change: Partial<AssistantSettings>, before?: string | null) =>
  noticeFaults(settings(change), before === undefined ? undefined : { aiNotice: before }).map(({ path }) => path);

describe("words that name an AI", () => {
  const SAYING: Record<AssistantSettings["language"], string[]> = {
    fr: [
      "Bonjour, vous parlez à un assistant vocal, une intelligence artificielle.",
      "Ici l’assistante virtuelle du cabinet.",
      "Je suis l'IA du cabinet.",
      "Ce n’est pas une personne, c’est un robot.",
      "Le cabinet a mis en place un assistant vocal.",
      "Vous ne parlez pas à une personne mais à une IA.",
      "Bonjour ! Vous êtes en ligne avec l’assistante vocale du cabinet, qui ne peut pas donner d’avis médical.",
    ],
    en: ["You are speaking to an AI.", "I’m not a person but a robot.", "This is our virtual voice assistant."],
    es: ["Está hablando con una inteligencia artificial.", "Soy un asistente virtual."],
    de: ["Sie sprechen mit einer KI.", "Hier ist der Sprachassistent.", "Kein Mensch, sondern ein Roboter."],
    it: ["Sta parlando con un’intelligenza artificiale.", "Sono l’assistente vocale dello studio."],
    pt: ["Está a falar com uma IA.", "Sou um assistente virtual."],
    nl: ["U spreekt met een AI-assistent.", "Dit is de spraakassistent."],
    ar: ["أنت تتحدث مع ذكاء اصطناعي.", "مرحبا، أنا المساعد الصوتي للعيادة.", "تتحدث مع مساعد يعمل بالذكاء الاصطناعي."],
  };
  it.each(LANGUAGES)("are found in %s", (language) => {
    for (const notice of SAYING[language]) expect(saysItIsAi(notice, language), notice).toBe(true);
  });

  const SILENT: [AssistantSettings["language"], string][] = [
    ["fr", "Bonjour, ici Julie, l’assistante du cabinet."],
    ["fr", "Un service fiable, j’ai le temps."],
    ["fr", "Vous ne parlez pas à un robot."],
    ["fr", "Je ne suis pas une IA, rassurez-vous."],
    ["fr", "Sans robot ni IA."],
    ["fr", "Vous parlez à Julie et non à un robot."],
    ["fr", "Ici Julie, au lieu d’un robot."],
    ["fr", "Chez nous, c’est une personne plutôt qu’une IA."],
    ["fr", "Vous ne parlez plus à un robot."],
    ["fr", "Un robot ? Mais non, ici Julie."],
    ["fr", "You are speaking to an AI."],
    ["en", "You’re not speaking to a robot."],
    ["en", "This isn’t an AI."],
    ["en", "You are through to Julie instead of an AI."],
    ["en", "A person rather than a robot."],
    ["en", "An AI? Never, this is Julie."],
    ["en", "I said hello."],
    ["it", "Parla ai nostri medici."],
    ["pt", "Eu ia ligar."],
    ["de", "Ich bin kein Roboter."],
    ["de", "Hier ist Julia statt einer KI."],
    ["es", "Soy Julia, en lugar de un robot."],
    ["ar", "مرحبا بكم في العيادة."],
  ];
  it.each(SILENT)("are missing in %s: %s", (language, notice) => {
    expect(saysItIsAi(notice, language)).toBe(false);
  });
});

describe("the notice", () => {
  it("may be missing if there never was one", () => {
    expect(paths({ aiNotice: null })).toEqual([]);
    expect(paths({ aiNotice: null }, null)).toEqual([]);
    expect(paths({ aiNotice: null }, NOTICE)).toEqual(["aiNotice"]);
  });

  it("may be reworded if it still names an AI, in the assistant's language", () => {
    expect(paths({ aiNotice: "Ici un robot." }, NOTICE)).toEqual([]);
    expect(paths({ aiNotice: "Bonjour !" }, NOTICE)).toEqual(["aiNotice"]);
    expect(paths({ aiNotice: NOTICE, language: "de" }, NOTICE)).toEqual(["aiNotice"]);
  });

  it("is spoken: the assistant speaks first", () => {
    for (const firstMessageMode of [
      "assistant-waits-for-user",
      "assistant-speaks-first-with-model-generated-message",
    ] as const) {
      expect(paths({ aiNotice: NOTICE, firstMessageMode })).toEqual(["firstMessageMode"]);
    }
  });

  it("comes before the first message, whatever that is", () => {
    expect(spokenGreeting({ aiNotice: NOTICE, firstMessage: "Bonjour !" })).toBe(`${NOTICE} Bonjour !`);
    expect(spokenGreeting({ aiNotice: NOTICE, firstMessage: " " })).toBe(NOTICE);
    expect(spokenGreeting({ aiNotice: null, firstMessage: "Bonjour !" })).toBe("Bonjour !");
    expect(spokenGreeting({ aiNotice: null, firstMessage: null })).toBe("");
  });

  it("stays when older settings without one are restored; older settings with one bring their own", () => {
    const old = settings({ firstMessageMode: "assistant-waits-for-user", temperature: 1 });
    expect(withNoticeOf(old, { aiNotice: NOTICE })).toEqual({
      ...old,
      aiNotice: NOTICE,
      firstMessageMode: "assistant-speaks-first",
    });
    expect(withNoticeOf(old, { aiNotice: null })).toBe(old);
    const other = settings({ aiNotice: "Ici un robot." });
    expect(withNoticeOf(other, { aiNotice: NOTICE })).toBe(other);
  });
});
