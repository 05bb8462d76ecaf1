import type { Block } from "@allokoli/shared/rpc/reader";

/** The number of the most frequent words, which stand for a language's stop words and are left out of questions. */
const STOP_WORDS = 100;

/** Synthetic text with the statistics of real text: words by Zipf's law, the same for the same seed. */
export function createWriter(seed: number) {
  const random = mulberry32(seed);
  // The language has the same words for every seed.
  const ofLanguage = mulberry32(0);
  const pick = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(ofLanguage() * items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  };
  const syllables = {
    latin: [
      "ba",
      "cor",
      "di",
      "fer",
      "gan",
      "lo",
      "mi",
      "nou",
      "pla",
      "que",
      "ren",
      "sta",
      "ti",
      "vo",
      "zel",
      "chan",
      "pre",
      "sou",
      "mar",
      "ten",
    ],
    arabic: [
      "با",
      "تر",
      "جم",
      "حس",
      "در",
      "رك",
      "زن",
      "سل",
      "شم",
      "صب",
      "طر",
      "عل",
      "فر",
      "قل",
      "كت",
      "لم",
      "من",
      "نو",
    ],
  };
  const word = (script: keyof typeof syllables) =>
    Array.from({ length: 2 + Math.floor(ofLanguage() * 3) }, () => pick(syllables[script])).join("");
  const vocabulary = Array.from({ length: 60_000 }, (_, rank) => word(rank % 10 === 0 ? "arabic" : "latin"));
  // Zipf: the probability of a word falls with its rank. The inverse of the cumulative distribution draws a rank.
  const drawFrom = (rank: number) => vocabulary[Math.floor(rank * (vocabulary.length / rank) ** random()) - 1] ?? "mot";
  const draw = () => drawFrom(1);
  const sentence = () => `${Array.from({ length: 8 + Math.floor(random() * 10) }, draw).join(" ")}.`;

  return {
    random,
    blocks(passages: number): Block[] {
      return Array.from({ length: passages }, (_, index) => [
        { kind: "heading" as const, level: 1, text: `${draw()} ${index}` },
        { kind: "paragraph" as const, text: Array.from({ length: 6 }, sentence).join(" ") },
      ]).flat();
    },
    /** Two to six words as frequent as those of the text, sometimes with a typing error. */
    question(): string {
      const words = Array.from({ length: 2 + Math.floor(random() * 5) }, () => drawFrom(STOP_WORDS));
      if (random() < 0.3) words[0] = mistype(words[0] ?? "mot", random);
      return words.join(" ");
    },
  };
}

/** One letter lost, doubled, changed or swapped with its neighbour. */
export function mistype(word: string, random: () => number): string {
  const letters = Array.from(word);
  const at = Math.floor(random() * letters.length);
  const [letter = "", next = ""] = [letters[at], letters[at + 1]];
  const instead = [[], [letter, letter], ["x"], [next, letter]][Math.floor(random() * 4)] ?? [];
  letters.splice(at, instead[0] === next && next !== "" ? 2 : 1, ...instead);
  return letters.join("");
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
