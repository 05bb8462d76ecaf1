import type { Language } from "../person.ts";

/** How somebody sees a page. */
export interface Look {
  language: Language;
  width: 390 | 1280;
  theme: "light" | "dark";
  /** An organization that has nothing yet, or one with a year behind it. */
  data: "empty" | "plenty";
}

export const LANGUAGES = ["fr", "en"] as const satisfies Language[];
export const LOOKS: Look[] = LANGUAGES.flatMap((language) =>
  ([390, 1280] as const).flatMap((width) =>
    (["light", "dark"] as const).flatMap((theme) =>
      (["empty", "plenty"] as const).map((data) => ({ language, width, theme, data })),
    ),
  ),
);

export const nameOf = ({ language, width, theme, data }: Look): string => `${language}-${width}-${theme}-${data}`;

/** The look of one page in one run: pages differ from each other, and each gets other looks with another seed. */
export function lookOf(seed: number, page: string): Look {
  // FNV-1a: short and well spread.
  let hash = 2_166_136_261 ^ seed;
  for (const character of page) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  const look = LOOKS[(hash >>> 8) % LOOKS.length];
  if (look === undefined) throw new Error("There are no looks.");
  return look;
}
