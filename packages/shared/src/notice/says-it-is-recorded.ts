import { LANGUAGES, type Language } from "../speech/providers.ts";
import { isSaid, whole } from "./said.ts";

/** What is recorded, and that it is. Both have to be in one sentence: “your message is recorded” says something else. */
type Words = { what: string; recorded: string };

const WORDS: Record<Language, Words> = {
  fr: {
    what: "appels?|conversations?|communications?|échanges?|ligne|entretiens?",
    recorded: "enregistr(?:ée?s?|ements?|ons|ez|er|ent|e)",
  },
  en: { what: "calls?|conversations?|lines?", recorded: "record(?:ed|ings?|s)?" },
  es: { what: "llamadas?|conversaci(?:ón|ones)", recorded: "graba(?:d[oa]s?|mos|r|r[áa]|ci(?:ón|ones)|ndo)?" },
  de: {
    what: "anrufe?|gesprächs?|gespräche|telefonats?|telefonate",
    recorded: "aufgezeichnet|aufzeichnen|aufzeichnung(?:en)?|aufgenommen|mitgeschnitten|zeichnen",
  },
  it: {
    what: "chiamat[ae]|telefonat[ae]|conversazion[ei]",
    recorded: "registrat[aeio]|registriamo|registrare|registrazion[ei]",
  },
  pt: { what: "chamadas?|ligaç(?:ão|ões)|conversas?", recorded: "gravad[ao]s?|gravamos|gravar|gravaç(?:ão|ões)" },
  nl: {
    what: "gesprek(?:ken)?|telefoongesprek(?:ken)?|oproep(?:en)?",
    recorded: "opgenomen|opnemen|opnames?|neemt|nemen",
  },
  ar: {
    what: "\\p{L}{0,3}(?:مكالم|محادث|اتصال)\\p{L}{0,4}",
    recorded: "\\p{L}{0,3}(?:تسجيل|مسجل|نسجل|يسجل|تسجل)\\p{L}{0,3}",
  },
};

/** Whether a caller who hears it knows that the call is recorded. A denial or a question does not count. */
export function saysItIsRecorded(words: string, languages: readonly Language[] = LANGUAGES): boolean {
  const sentences = words.split(/(?<=[.!?…])\s+/u);
  return languages.some((language) => {
    const { what, recorded } = WORDS[language];
    const said = [whole(recorded, "giu")];
    return sentences.some((sentence) => whole(what, "iu").test(sentence) && isSaid(sentence, said, language));
  });
}
