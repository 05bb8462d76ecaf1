import { EVENT_TYPES } from "@allokoli/shared/events/event-types";
import { describe, expect, it } from "vitest";
import { EVENT_DATA } from "./schemas.ts";
import { EVENT_TYPE_WORDS } from "./words.ts";

describe.each(EVENT_TYPES)("%s", (type) => {
  const { fr, en, example } = EVENT_TYPE_WORDS[type];

  it("has an example that is what its data is, field by field", () =>
    expect(EVENT_DATA[type].safeParse(example).error?.issues ?? []).toEqual([]));

  it("is said in French and in English, each in whole sentences", () => {
    for (const words of [fr, en]) expect(words).toMatch(/^\p{Lu}.{10,}\.$/u);
    expect(fr).not.toBe(en);
  });
});
