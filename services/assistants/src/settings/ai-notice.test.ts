import { describe, expect, it } from "vitest";
import { noticeFaults, spokenGreeting, withNoticeOf } from "./ai-notice.ts";
import { DEFAULT_SETTINGS, type AssistantSettings } from "./contract.ts";

const NOTICE = "Vous parlez à une IA.";
const settings = (change: Partial<AssistantSettings> = {}): AssistantSettings => ({
  ...DEFAULT_SETTINGS,
  name: "Accueil",
  ...change,
});
const paths = (change: Partial<AssistantSettings>, before?: string | null) =>
  noticeFaults(settings(change), before === undefined ? undefined : { aiNotice: before }).map(({ path }) => path);

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
