import type { Random } from "../random.ts";

type Rule = { heard: RegExp; says: [string, ...string[]] };

const FRENCH_RULES: Rule[] = [
  {
    heard: /urgen|douleur (?:vive|forte)|respirer|malaise/i,
    says: [
      "Si c’est une urgence vitale, raccrochez et appelez le 15. Sinon, je transmets votre message tout de suite.",
    ],
  },
  { heard: /annul|déplac|report/i, says: ["Bien sûr. À quel nom est le rendez-vous, et quelle est sa date ?"] },
  {
    heard: /rendez-?vous|rdv|consultation|créneau/i,
    says: [
      "Bien sûr. Quel jour vous conviendrait le mieux ?",
      "Avec plaisir. Préférez-vous le matin ou l’après-midi ?",
    ],
  },
  {
    heard: /horaire|ouvert|ferm/i,
    says: ["Nous sommes ouverts du lundi au vendredi, de huit heures trente à dix-neuf heures."],
  },
  {
    heard: /adresse|où (?:êtes|se trouve)|venir|parking/i,
    says: ["Vous trouverez l’adresse et le plan d’accès dans le SMS de confirmation."],
  },
  {
    heard: /prix|tarif|coût|combien|rembours/i,
    says: ["Le tarif dépend de l’acte. Je peux vous faire rappeler avec une réponse précise."],
  },
  {
    heard: /ordonnance|renouvel|traitement|résultat/i,
    says: ["Je note votre demande, et le docteur vous répondra dans la journée. Quel est votre nom ?"],
  },
  {
    heard: /je m.appelle|mon nom|c.est (?:monsieur|madame)/i,
    says: ["Merci, c’est noté. Que puis-je faire pour vous ?"],
  },
  {
    heard: /au revoir|bonne journée|merci/i,
    says: ["Merci de votre appel, bonne journée !", "Avec plaisir. Bonne journée à vous."],
  },
  { heard: /bonjour|bonsoir|allô|salut/i, says: ["Bonjour ! Comment puis-je vous aider ?"] },
];
const FRENCH_OTHERWISE: [string, ...string[]] = [
  "Je comprends. Pouvez-vous m’en dire un peu plus ?",
  "Très bien, je le note. Autre chose ?",
  "D’accord. Souhaitez-vous que l’on vous rappelle ?",
];

const ENGLISH_RULES: Rule[] = [
  { heard: /emergency|pain|breathe/i, says: ["If this is a life-threatening emergency, please hang up and dial 112."] },
  { heard: /cancel|move|reschedul/i, says: ["Of course. What name is the appointment under?"] },
  { heard: /appointment|book|slot/i, says: ["Certainly. Which day would suit you best?"] },
  { heard: /open|hours|close/i, says: ["We are open Monday to Friday, from half past eight to seven."] },
  { heard: /thank|bye/i, says: ["Thank you for calling, goodbye!"] },
  { heard: /hello|good (?:morning|afternoon)|^hi\b/i, says: ["Hello! How can I help you?"] },
];
const ENGLISH_OTHERWISE: [string, ...string[]] = [
  "I see. Could you tell me a little more?",
  "Very well, I have made a note. Anything else?",
];

const ENGLISH_WORDS = /\b(?:the|please|you|what|would|hello|thanks?|appointment|open)\b/i;
const SENTENCE_END = /(?<=[.!?])\s+|\n+/;
const COMMON = new Set(
  "avec pour dans vous nous elle cette quel quelle quels votre notre être avez êtes sont the and your what".split(" "),
);

function words(text: string): Set<string> {
  const found =
    text
      .toLocaleLowerCase("fr")
      .normalize("NFD")
      .replace(/\p{M}/gu, "")
      .match(/[a-z0-9]{4,}/g) ?? [];
  // The first letters are enough to match a plural or a conjugated verb.
  return new Set(found.filter((word) => !COMMON.has(word)).map((word) => word.slice(0, 5)));
}

/** The sentence of the prompt that speaks most of what was asked; facts only, not instructions. */
function factFrom(prompt: string | undefined, heard: string): string | undefined {
  const asked = words(heard);
  let best: { sentence: string; score: number } | undefined;
  for (const sentence of prompt?.split(SENTENCE_END) ?? []) {
    const clean = sentence.replace(/^[-*#\s]+/, "").trim();
    if (clean.length < 15 || /^(?:tu|vous|you|ne |n.|sois|soyez|réponds|répondez|demande|always|never)\b/i.test(clean))
      continue;
    let score = 0;
    for (const word of words(clean)) if (asked.has(word)) score += 1;
    if (score > (best?.score ?? 1)) best = { sentence: clean, score };
  }
  return best?.sentence;
}

/** The sentence of the documents that says most of what was asked, else how the first of them begins. */
export function answerFrom(documents: string[], heard: string): string | undefined {
  return factFrom(documents.join("\n"), heard) ?? documents[0]?.split(SENTENCE_END)[0]?.trim();
}

/** A guess; without a sign of English it is French. */
export function isEnglish(text: string): boolean {
  return ENGLISH_WORDS.test(text);
}

/** A plausible answer, without a model: from the assistant's own prompt, else from a few rules. */
export function replyTo(heard: string, prompt: string | undefined, random: Random): string {
  const fact = factFrom(prompt, heard);
  if (fact !== undefined) return fact;
  const english = isEnglish(heard);
  const rule = (english ? ENGLISH_RULES : FRENCH_RULES).find((candidate) => candidate.heard.test(heard));
  return random.pick(rule?.says ?? (english ? ENGLISH_OTHERWISE : FRENCH_OTHERWISE));
}
