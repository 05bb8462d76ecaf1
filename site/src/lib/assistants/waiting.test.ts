import { expect, test } from "vitest";
import type { AssistantSettings } from "../api/types.ts";
import { changeOf, changeWithPart, settingsWith, type Waiting } from "./waiting.ts";

// Only what a test names of the settings counts in it.
const settings = (some: Partial<AssistantSettings>) =>
  ({ name: "Accueil", language: "fr", ...some }) as AssistantSettings;
const waiting = (change: Waiting["data"]["change"]) => ({ data: { change }, etag: '"1"' }) as Waiting;

test("a draft is only what differs from what is published", () => {
  const published = settings({ firstMessage: "Bonjour.", temperature: 0.3 });
  expect(changeOf(published, { ...published })).toBeUndefined();
  expect(changeOf(published, { ...published, firstMessage: "Bonsoir." })).toEqual({ firstMessage: "Bonsoir." });
});

test("a new language names the voice that stays, which it would replace", () => {
  const published = settings({ language: "fr", voiceProvider: "azure", voice: "en-US-AvaMultilingualNeural" });
  expect(changeOf(published, { ...published, language: "en" })).toMatchObject({
    language: "en",
    voice: "en-US-AvaMultilingualNeural",
  });
});

test("a part's form leaves the draft's other parts alone, and takes its own back", () => {
  const published = settings({ firstMessage: "Bonjour.", tools: [] });
  const draft = waiting({ firstMessage: "Bonsoir.", tools: [{ type: "endCall" }] });
  const opened = settingsWith(published, draft);
  expect(opened).toMatchObject({ firstMessage: "Bonsoir.", tools: [{ type: "endCall" }] });
  expect(changeWithPart(published, draft, "edit", { ...opened, firstMessage: "Salut." })).toEqual({
    firstMessage: "Salut.",
    tools: [{ type: "endCall" }],
  });
  expect(changeWithPart(published, draft, "edit", { ...opened, firstMessage: "Bonjour." })).toEqual({
    tools: [{ type: "endCall" }],
  });
  expect(changeWithPart(published, waiting({ firstMessage: "Bonsoir." }), "edit", published)).toBeUndefined();
});
