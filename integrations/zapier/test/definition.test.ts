import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import app from "../dist/index.js";

// What Zapier's server checks of an integration that is to be published, by the numbers of its reference:
// https://docs.zapier.com/integrations/publish/integration-checks-reference

type Field = {
  key: string;
  label?: string;
  helpText?: string;
  dynamic?: string;
  search?: string;
};
type Step = {
  key: string;
  noun: string;
  display: { label: string; description: string; hidden?: boolean };
  operation: { type?: string; inputFields?: (Field | (() => unknown))[]; sample?: Record<string, unknown> } & Record<
    string,
    unknown
  >;
};
type Steps = Record<string, Step>;

const folder = join(import.meta.dirname, "..");
const { version, description } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<
  string,
  string
>;

// The definition's own types are narrower than what the checks look at.
const triggers = app.triggers as unknown as Steps;
const creates = app.creates as unknown as Steps;
const searches = app.searches as unknown as Steps;
const steps = Object.values({ ...triggers, ...creates, ...searches });
const isField = (field: Field | (() => unknown)): field is Field => typeof field !== "function";
const fieldsOf = ({ operation }: Step) => (operation.inputFields ?? []).filter(isField);
const fields = steps.flatMap((step) => fieldsOf(step).map((field) => ({ step, field })));
const [keyField] = app.authentication?.fields ?? [];

/** Title case as titlecase.com has it: short words in lower case, but not at the ends. */
const SMALL = new Set([
  "a",
  "an",
  "and",
  "as",
  "at",
  "but",
  "by",
  "for",
  "if",
  "in",
  "of",
  "on",
  "or",
  "the",
  "to",
  "via",
]);
const isTitle = (label: string) =>
  label.split(" ").every((word, index, words) => {
    const isInside = index > 0 && index < words.length - 1;
    return isInside && SMALL.has(word) ? true : /^\p{Lu}/u.test(word);
  });
const textsOf = (step: Step) => [step.display.description, ...fieldsOf(step).map(({ helpText = "" }) => helpText)];
const LINK = /\[[^\][]+\]\(https:\/\/[^\s()]+\)/g;
const CODE = /`[^`]*`/g;

describe("the definition", () => {
  it("is one that Zapier's own validation takes", () => {
    const command = [join(folder, "node_modules/zapier-platform-cli/src/bin/run"), "validate", "--without-style"];
    const output = execFileSync(process.execPath, command, { cwd: folder, encoding: "utf8" });
    expect(output).toContain("structurally sound");
  }, 90_000);

  it("has the version of its package", () => expect(app.version).toBe(version));

  it("M002: says what the service is, in one to three sentences, without Zapier or sync", () => {
    expect(description?.length).toBeGreaterThanOrEqual(40);
    expect(description?.match(/\./g)?.length).toBeLessThanOrEqual(3);
    expect(description).not.toMatch(/zapier|sync/i);
  });

  it("D002, D003: links to where the key is made, and names a connection by what the test answers", () => {
    expect(keyField?.helpText).toMatch(LINK);
    expect(app.authentication?.connectionLabel).toBe("{{label}}");
  });

  it("has every key under its own name", () => {
    for (const group of [triggers, creates, searches]) {
      for (const [key, step] of Object.entries(group)) expect(step.key).toBe(key);
    }
  });
});

describe.each(steps.map((step) => ({ key: step.key, step })))("$key", ({ step }) => {
  const isTrigger = step.key in triggers;

  it("D018, D021: has a label in title case, and a description that is a sentence", () => {
    expect(step.display.label).toSatisfy(isTitle);
    expect(step.display.description).toMatch(isTrigger ? /^Triggers when .+\.$/ : /^\p{Lu}.+\.$/u);
  });

  it("D007, D008: has links that are links, over https", () => {
    for (const text of textsOf(step)) {
      expect(text.replaceAll(LINK, "").replaceAll(CODE, "")).not.toMatch(/https?:|\]\(|\[/);
    }
  });

  it("D010, D012, D023: has a sample with an id, whose moments are ISO 8601 with their zone", () => {
    const sample = step.operation.sample ?? {};
    expect(Object.keys(sample).length).toBeGreaterThan(0);
    if (isTrigger) expect(sample["id"]).toEqual(expect.any(String));
    const moments = JSON.stringify(sample).match(/\d{4}-\d\d-\d\d[^"]*/g) ?? [];
    for (const moment of moments) expect(moment).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it("D006, D017: subscribes, unsubscribes and lists, when it is a hook", () => {
    if (step.operation.type !== "hook") return expect(["polling", undefined]).toContain(step.operation.type);
    for (const name of ["performSubscribe", "performUnsubscribe", "performList"]) {
      expect(step.operation[name]).toEqual(expect.any(Function));
    }
  });

  it("D009, D022: has fields that are the same for everybody, when it is an action or a search", () => {
    if (!isTrigger) expect(fieldsOf(step).length).toBeGreaterThan(0);
  });
});

describe.each(fields.map(({ step, field }) => ({ name: `${step.key}.${field.key}`, field })))("$name", ({ field }) => {
  it("D001, D011: asks for no key, and does not say its label twice", () => {
    expect(field.key).not.toMatch(/api.?key|token|password/i);
    expect(field.label).toMatch(/^\p{Lu}/u);
    expect(field.helpText?.toLowerCase()).not.toBe(field.label?.toLowerCase());
  });

  it("D004, D005: has a dropdown where it is an id, from a trigger that there is", () => {
    const [list = ""] = field.dynamic?.split(".") ?? [];
    if (/Id$/.test(field.key)) expect(field.dynamic).toBeDefined();
    if (field.dynamic !== undefined) expect(triggers[list]?.display.hidden).toBe(true);
  });

  it("D013, D014: has a search that there is, beside a dropdown", () => {
    const [search = ""] = field.search?.split(".") ?? [];
    if (field.search === undefined) return expect(search).toBe("");
    expect([Object.keys(searches).includes(search), field.dynamic !== undefined]).toEqual([true, true]);
  });
});
