import { describe, expect, it } from "vitest";
import { LANGUAGES, type Language } from "../speech/providers.ts";
import { saysItIsAi } from "./says-it-is-ai.ts";

describe("words that name an AI", () => {
  const SAYING: Record<Language, string[]> = {
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

  const SILENT: [Language, string][] = [
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
