import { asTyped, type ApiProblem } from "../api/client.ts";
import { UpdateTestRules } from "../api/rules.ts";
import type { CreateTest, Test, UpdateTest } from "../api/types.ts";
import { readRows, textIn, textOf } from "../form.ts";
import { m } from "../../paraglide/messages.js";

/** Lengths within the lists of `UpdateTest`. */
export const MAX_RUBRIC = 1000;
export const MAX_VALUE = 500;
export const MAX_FUNCTION = 64;
export const MAX_RESULT = 2000;

/** `kind` is `required`, or `noted` for what does not count. */
export const EMPTY_RUBRIC = { text: "", kind: "required" };
export const EMPTY_VARIABLE = { name: "", value: "" };
export const EMPTY_MOCK = { function: "", result: "" };

/** A test as its form has it. */
export type TestDraft = {
  name: string;
  script: string;
  personality: string;
  personalityDetails: string;
  language: string;
  channel: string;
  attempts: string;
  rubrics: (typeof EMPTY_RUBRIC)[];
  variables: (typeof EMPTY_VARIABLE)[];
  mocks: (typeof EMPTY_MOCK)[];
};
export type Errors = Partial<Record<string, string>>;

export const NEW_TEST: TestDraft = {
  name: "",
  script: "",
  personality: "calm",
  personalityDetails: "",
  language: "fr",
  channel: "chat",
  attempts: "1",
  rubrics: [EMPTY_RUBRIC],
  variables: [],
  mocks: [],
};

export const draftOfTest = (test: Test): TestDraft => ({
  name: test.name,
  script: test.script,
  personality: test.personality,
  personalityDetails: test.personalityDetails ?? "",
  language: test.language,
  channel: test.channel,
  attempts: String(test.attempts),
  rubrics: test.rubrics.map(({ text, required }) => ({ text, kind: required ? "required" : "noted" })),
  variables: Object.entries(test.variables).map(([name, value]) => ({ name, value })),
  mocks: test.mocks.map((mock) => ({ ...mock })),
});

const readDraft = (form: FormData): TestDraft => ({
  name: textIn(form, "name"),
  script: textOf(form, "script"),
  personality: textIn(form, "personality"),
  personalityDetails: textOf(form, "personalityDetails"),
  language: textIn(form, "language"),
  channel: textIn(form, "channel"),
  attempts: textIn(form, "attempts"),
  rubrics: readRows(form, "rubrics", EMPTY_RUBRIC),
  variables: readRows(form, "variables", EMPTY_VARIABLE),
  mocks: readRows(form, "mocks", EMPTY_MOCK),
});

const EMPTY_ROWS = { rubrics: EMPTY_RUBRIC, variables: EMPTY_VARIABLE, mocks: EMPTY_MOCK };

/** A posted form, and whether it is to be sent: without scripts, adding and taking away rows are posts too. */
export function postedTest(form: FormData): { draft: TestDraft; sends: boolean } {
  const draft = readDraft(form);
  const [verb, list = "", index] = textIn(form, "intent").split(".");
  if ((verb === "add" || verb === "remove") && Object.hasOwn(EMPTY_ROWS, list)) {
    const name = list as keyof typeof EMPTY_ROWS;
    const rows: object[] = draft[name];
    const changed = verb === "add" ? [...rows, EMPTY_ROWS[name]] : rows.filter((_, at) => at !== Number(index));
    return { draft: { ...draft, [name]: changed }, sends: false };
  }
  // Empty rows say nothing; what stays has the numbers by which the API names its faults.
  const rubrics = draft.rubrics.filter(({ text }) => text !== "");
  const variables = draft.variables.filter(({ name, value }) => name !== "" || value !== "");
  const mocks = draft.mocks.filter((mock) => mock.function !== "" || mock.result !== "");
  return { draft: { ...draft, rubrics, variables, mocks }, sends: true };
}

/** A test as the API takes it, for a new one and for a change alike. */
export const compileTest = (draft: TestDraft) =>
  asTyped<UpdateTest>({
    name: draft.name,
    script: draft.script,
    personality: draft.personality,
    personalityDetails: draft.personalityDetails || null,
    language: draft.language,
    channel: draft.channel,
    attempts: Number(draft.attempts),
    rubrics: draft.rubrics.map(({ text, kind }) => ({ text, required: kind !== "noted" })),
    variables: Object.fromEntries(draft.variables.map(({ name, value }) => [name, value])),
    mocks: draft.mocks,
  });

/** A test that a real call becomes: the API writes its script. */
export const compileOfCall = ({ name: called, language }: TestDraft, callId: string) =>
  asTyped<CreateTest>({ callId, language, name: called || undefined });

const { name, script, personalityDetails, attempts, rubrics } = UpdateTestRules;
const WRONG: [RegExp, () => string][] = [
  [/^name$/, () => m.tests_name_error({ max: name.maxLength })],
  [/^script$/, () => m.tests_script_error({ max: script.maxLength })],
  [/^personalityDetails$/, () => m.tests_too_long({ max: personalityDetails.maxLength })],
  [/^attempts$/, () => m.tests_attempts_error({ max: attempts.maximum })],
  [/^rubrics$/, () => m.tests_rubrics_error({ max: rubrics.maxItems })],
  [/^rubrics\.\d+\.text$/, () => m.tests_too_long({ max: MAX_RUBRIC })],
  [/^variables/, () => m.tests_variables_error({ max: MAX_VALUE })],
  [/^mocks\.\d+\.function$/, () => m.tests_mock_function_error({ max: MAX_FUNCTION })],
  [/^mocks\.\d+\.result$/, () => m.tests_mock_result_error({ max: MAX_RESULT })],
  [/^mocks$/, () => m.tests_mocks_error({ max: UpdateTestRules.mocks.maxItems })],
];

/** What was refused of a test, at the fields of its form. */
export function testErrors({ errors = [] }: ApiProblem): Errors {
  return Object.fromEntries(
    errors.map(({ path }) => {
      const told = WRONG.find(([pattern]) => pattern.test(path))?.[1] ?? m.error_not_accepted;
      return [path.startsWith("variables") ? "variables" : path, told()];
    }),
  );
}
