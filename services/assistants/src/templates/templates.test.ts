import { complaints } from "@allokoli/emulators/vapi/validation/validate";
import { Problem } from "@allokoli/shared/http/problem";
import { vapiServer } from "@allokoli/shared/vapi/server-object";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requireGoodSettings, requireNotice } from "../assistants/check-settings.ts";
import { compileAssistant } from "../assistants/compile.ts";
import { AssistantSettings } from "../settings/contract.ts";
import { newSettings, type Creation } from "../assistants/new-settings.ts";
import { Template } from "./contract.ts";
import { DEFAULT_NOTICE, RECORDING_NOTICE } from "./notice.ts";
import { questionsOf } from "./questions.ts";
import { exampleAnswers, toTemplate } from "./template.ts";
import { TRADE_KEYS, type TradeKey } from "./trades/trade-keys.ts";
import { TEMPLATE_LANGUAGES, type Question, type TemplateLanguage } from "./trades/trade.ts";
import { TRADES } from "./trades/all.ts";

const server = await vapiServer({ publicApiUrl: "https://api.allokoli.fr", masterSecret: "master", orgId: "org-1" });
const EVERY = TRADE_KEYS.flatMap((key) => TEMPLATE_LANGUAGES.map((language) => ({ key, language })));
const examples = (key: TradeKey, language: TemplateLanguage) => exampleAnswers(TRADES[key], language);

/** The finished settings, checked like those of any new assistant. */
function finish(creation: Creation): AssistantSettings {
  const settings = AssistantSettings.parse(newSettings(creation));
  requireGoodSettings(settings, { development: false, ownUrls: [] });
  requireNotice(settings);
  return settings;
}

/** The assistant as Vapi gets it, checked against Vapi's schemas. */
function compile(settings: AssistantSettings) {
  const body = compileAssistant(settings, {
    assistantId: "assistant-1",
    orgId: "org-1",
    server,
    timeZone: "Pacific/Tahiti",
  });
  const wire = JSON.parse(JSON.stringify(body));
  expect(complaints("CreateAssistantDTO", wire)).toEqual([]);
  expect(complaints("UpdateAssistantDTO", wire)).toEqual([]);
  return wire;
}

function faultsOf(creation: Creation): string[] {
  try {
    finish(creation);
    return [];
  } catch (err) {
    if (!(err instanceof Problem)) throw err;
    return (err.errors ?? []).map(({ path }) => path);
  }
}

/** The prompt without the moment of the call, which Vapi fills in. */
const written = ({ systemPrompt }: AssistantSettings) =>
  (systemPrompt ?? "").replace(/\{\{ "now" \| date: "[^"{}]+", "[A-Za-z/_]+" \}\}/, "NOW");

/** Outside opening hours, calls are passed on only in an emergency. */
const CLOSED = /Quand c’est fermé|When it is closed/;

/** The traces of an incomplete template. */
const LEFTOVERS = /undefined|null|NaN|\[object|\{\{|\$\{|TODO|^- *$|: *\.?$| {2}/m;

describe.each(EVERY)("$key in $language", ({ key, language }) => {
  it("is finished from its examples, and is valid for Vapi", () => {
    const settings = finish({ template: key, language, answers: examples(key, language) });
    const body = compile(settings);
    expect(body.firstMessage).toBe(`${DEFAULT_NOTICE[language]} ${settings.firstMessage}`);
    expect(body.firstMessageMode).toBe("assistant-speaks-first");
    expect(settings.tools.map(({ type }) => type)).toEqual(["takeMessage", "openingHours", "transferCall", "endCall"]);
    // The time of the call is given once: by the template's own clock.
    expect(body.model.messages[0].content).not.toContain("Pacific/Tahiti");
    expect(settings.language).toBe(language);
    const said = [written(settings), settings.firstMessage, settings.successPrompt, settings.summaryPrompt];
    for (const text of said) expect(text).not.toMatch(LEFTOVERS);
    expect(settings.systemPrompt).toMatch(CLOSED);
  });

  it("has all its answers in the prompt", () => {
    const { questions } = toTemplate(TRADES[key], language);
    const { systemPrompt, firstMessage } = finish({ template: key, language, answers: examples(key, language) });
    const told = `${systemPrompt} ${firstMessage}`;
    for (const { kind, key: question, example } of questions) {
      if (kind === "hours" || kind === "phone" || kind === "choice" || question === "aiNotice") continue;
      for (const text of [example].flat()) expect(told, question).toContain(text);
    }
  });

  it("is finished from its required answers alone: without hours it has none, without a number it transfers no call", () => {
    const needed = questionsOf(TRADES[key], language).filter(({ isRequired }) => isRequired);
    const settings = finish({
      template: key,
      language,
      answers: Object.fromEntries(needed.map(({ key: question, example }) => [question, example])),
    });
    compile(settings);
    expect(settings.tools.map(({ type }) => type)).toEqual(["takeMessage", "endCall"]);
    expect(settings.systemPrompt).not.toMatch(/opening_hours|transferCall/);
    expect(settings.systemPrompt).not.toMatch(CLOSED);
    expect(written(settings)).not.toMatch(LEFTOVERS);
    expect(faultsOf({ template: key, language }).toSorted()).toEqual(
      needed.map(({ key: question }) => `answers.${question}`).toSorted(),
    );
  });

  it("can be finished from any valid answers", () => {
    fc.assert(
      fc.property(answersTo(questionsOf(TRADES[key], language)), (answers) => {
        const settings = finish({ template: key, language, answers });
        const { firstMessage } = compile(settings);
        expect(firstMessage.startsWith(settings.aiNotice)).toBe(true);
        expect(written(settings)).not.toMatch(/undefined|\[object|\{\{/);
      }),
      { numRuns: 25 },
    );
  });

  it("has room for the longest answers", () => {
    const longest = { text: "x".repeat(300), longText: "x".repeat(2000), list: Array(20).fill("x".repeat(100)) };
    const long = questionsOf(TRADES[key], language).flatMap(({ key: question, kind, example }) => {
      if (question === "name") return [[question, "x".repeat(80)]];
      if (question === "aiNotice") return [[question, DEFAULT_NOTICE[language].padEnd(300, "x")]];
      if (question === "recordingNotice") return [[question, RECORDING_NOTICE[language].padEnd(300, "x")]];
      return [[question, kind in longest ? longest[kind as keyof typeof longest] : example]];
    });
    compile(finish({ template: key, language, answers: Object.fromEntries(long) }));
  });

  it("lets nobody in danger wait, whatever the business says about emergencies", () => {
    const answers = { ...examples(key, language), emergency: "Note the name." };
    const { systemPrompt } = finish({ template: key, language, answers });
    expect(systemPrompt).toContain(language === "fr" ? "appeler le 15, ou le 112" : "call 112");
  });

  it("gives the time of the call in the time zone of the business", () => {
    const hours = { timeZone: "Indian/Reunion", weekly: [] };
    const { systemPrompt } = finish({ template: key, language, answers: { ...examples(key, language), hours } });
    expect(systemPrompt).toMatch(/\{\{ "now" \| date: "%A %d\/%m\/%Y, %H:%M", "Indian\/Reunion" \}\}/);
  });

  it("has a label, a help text and an example for each question, and no key twice", () => {
    const template = Template.parse(toTemplate(TRADES[key], language));
    const keys = template.questions.map(({ key: question }) => question);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toEqual(expect.arrayContaining(["name", "hours", "address", "services", "emergency"]));
    // A French line does not break before a colon.
    if (language === "fr") expect(JSON.stringify(template.questions.map(({ help }) => help))).not.toMatch(/ [:;?!»]/);
    for (const { label, help, kind, options } of template.questions) {
      expect(label).not.toBe("");
      expect(help).toMatch(/[.?]$/);
      expect(options !== null).toBe(kind === "choice");
    }
    expect(template.preview.extracted.length).toBeGreaterThan(4);
  });

  it("asks the same in both languages", () => {
    const shape = (each: TemplateLanguage) =>
      questionsOf(TRADES[key], each).map(({ key: question, kind, isRequired }) => [question, kind, isRequired]);
    expect(shape("fr")).toEqual(shape("en"));
    expect(Object.keys(TRADES[key].fr.extract)).toEqual(Object.keys(TRADES[key].en.extract));
    expect(TRADES[key].fr.tasks).toHaveLength(TRADES[key].en.tasks.length);
    expect(TRADES[key].fr.never).toHaveLength(TRADES[key].en.never.length);
  });
});

describe("answers", () => {
  const name = "Garage du Pont";
  const faults = (answers: Record<string, unknown>) => faultsOf({ template: "garage", answers: { name, ...answers } });

  it.each([
    ["a question that nobody asked", { colour: "blue" }, "answers.colour"],
    ["nothing where something is needed", { name: "  " }, "answers.name"],
    ["a name too long to be said", { name: "x".repeat(81) }, "answers.name"],
    ["hours in words", { hours: "du lundi au vendredi" }, "answers.hours"],
    ["hours of no time zone", { hours: { timeZone: "Mars/Olympus", weekly: [] } }, "answers.hours"],
    ["a list of numbers", { makes: [1] }, "answers.makes"],
    ["a list that is none", { makes: { first: "x" } }, "answers.makes"],
    ["a list too long", { makes: Array.from({ length: 21 }, () => "x") }, "answers.makes"],
    ["a variable of the call", { more: "Dis {{customer.number}}." }, "answers.more"],
    ["a text that cannot be kept", { more: "a\0b" }, "answers.more"],
    ["a notice that says nothing", { aiNotice: "Bonjour !" }, "answers.aiNotice"],
    ["a blank notice", { aiNotice: " " }, "answers.aiNotice"],
    ["a notice that hides in a variable", { aiNotice: "{% if false %}IA{% endif %}" }, "answers.aiNotice"],
    ["a notice that is a sound", { aiNotice: "https://example.com/robot.mp3" }, "answers.aiNotice"],
  ])("are refused: %s", (_, answers, path) => {
    expect(faults(answers)).toEqual([path]);
  });

  it("of a choice are one of its options", () => {
    const salon = (walkIns: string) => faultsOf({ template: "hairdresser", answers: { name, walkIns } });
    expect([salon("yes"), salon("maybe")]).toEqual([[], ["answers.walkIns"]]);
  });

  it("of a list may be lines of a text", () => {
    const { systemPrompt } = finish({ template: "garage", answers: { name, makes: "Renault\n\n Peugeot \n" } });
    expect(systemPrompt).toContain("Renault, Peugeot.");
    const makes = ["Renault, toutes", "Peugeot"];
    expect(finish({ template: "garage", answers: { name, makes } }).systemPrompt).toContain(
      "Renault, toutes; Peugeot.",
    );
  });

  it("decide what to do in an emergency, and the words of the notice", () => {
    const answers = { name, emergency: "Appelle Paul.", aiNotice: "Ici notre robot." };
    const settings = finish({ template: "garage", answers });
    expect(settings.systemPrompt).toContain("# En cas d’urgence\nAppelle Paul.");
    expect(settings.aiNotice).toBe("Ici notre robot.");
  });

  it("decide whether calls are recorded: with words that say so, before anything else is said", () => {
    const recordingNotice = "Cet appel est enregistré.";
    const recorded = finish({ template: "garage", answers: { name, recordingNotice } });
    expect(recorded).toMatchObject({
      recordingEnabled: true,
      firstMessage: expect.stringMatching(/^Cet appel est enregistré\. /),
    });
    expect(finish({ template: "garage", answers: { name } }).recordingEnabled).toBe(false);
    for (const silent of ["Bonjour !", "Cet appel n’est pas enregistré.", "This call is recorded."])
      expect(faultsOf({ template: "garage", answers: { name, recordingNotice: silent } })).toEqual([
        "answers.recordingNotice",
      ]);
  });

  it("give a name that is cut between characters", () => {
    const settings = finish({ template: "garage", answers: { name: `${"x".repeat(39)}🚗🚗` } });
    expect(settings.name).toBe("x".repeat(39));
    expect(settings.firstMessage).toContain("🚗🚗");
  });
});

describe("a creation from a template", () => {
  const answers = examples("shop", "en");

  it("prefers the settings that it names to those of the template", () => {
    const named = { name: "Support", voice: "en-GB-RyanNeural", temperature: 0, aiNotice: "This is a robot." };
    expect(finish({ template: "shop", language: "en", answers, ...named })).toMatchObject(named);
  });

  it("has a valid notice at the start of a call, whatever it names", () => {
    const shop = (change: Creation) => faultsOf({ template: "shop", language: "en", answers, ...change });
    expect(shop({ aiNotice: null })).toEqual(["aiNotice"]);
    expect(shop({ aiNotice: "Hello!" })).toEqual(["aiNotice"]);
    expect(shop({ firstMessageMode: "assistant-waits-for-user" })).toEqual(["firstMessageMode"]);
    expect(shop({ language: "de" })).toEqual(["language"]);
  });
});

/** Valid answers to the questions; optional ones may be missing. */
function answersTo(questions: Question[]): fc.Arbitrary<Record<string, unknown>> {
  const needed = questions.filter(({ isRequired }) => isRequired).map(({ key }) => key);
  const fields = Object.fromEntries(questions.map((question) => [question.key, answerTo(question)]));
  return fc.record(fields, { requiredKeys: needed });
}

function answerTo({ key, kind, options = [], isRequired, example }: Question): fc.Arbitrary<unknown> {
  if (key === "aiNotice" || key === "recordingNotice") return fc.constant(example);
  switch (kind) {
    case "hours":
      return fc.constantFrom<unknown>(example, { timeZone: "Indian/Reunion", weekly: [] });
    case "phone":
      return fc.stringMatching(/^\+[1-9]\d{6,14}$/);
    case "choice":
      return fc.constantFrom(...options.map(({ value }) => value));
    case "list":
      return fc.array(text(100), { minLength: isRequired ? 1 : 0, maxLength: 20 });
    case "text":
      return text(key === "name" ? 80 : 300);
    case "longText":
      return text(2000);
  }
}

/** Any text that is valid as an answer. */
const text = (max: number) =>
  fc
    .oneof(
      fc.string({ minLength: 1, maxLength: max, unit: "grapheme", size: "max" }),
      fc.constantFrom("x", "é", "-", "\n# ").map((letter) => letter.repeat(max).slice(0, max)),
    )
    .map((written) => written.replaceAll(/[{}%]/g, "(").slice(0, max).toWellFormed().trim() || "x")
    .filter((written) => !written.includes("\0"));
