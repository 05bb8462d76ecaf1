import { asTyped, type ApiProblem } from "../api/client.ts";
import { UpdateTestSuiteRules } from "../api/rules.ts";
import type { CreateTestSuite } from "../api/types.ts";
import { textIn, textOf } from "../form.ts";
import { m } from "../../paraglide/messages.js";
import type { Errors } from "./draft.ts";

/** What was typed about a suite. */
export const typedSuite = (form: FormData) => ({
  name: textIn(form, "name"),
  description: textOf(form, "description"),
});

export const compileSuite = (form: FormData) => {
  const { name, description } = typedSuite(form);
  return asTyped<CreateTestSuite>({ name, description: description || null });
};

const { name, description } = UpdateTestSuiteRules;

export function suiteErrors({ errors = [] }: ApiProblem): Errors {
  const isAt = (field: string) => errors.some(({ path }) => path === field);
  return {
    ...(isAt("name") && { name: m.tests_name_error({ max: name.maxLength }) }),
    ...(isAt("description") && { description: m.tests_too_long({ max: description.maxLength }) }),
  };
}

const PUBLISHED: Record<string, () => string> = {
  assistants: m.tests_gate_assistant,
  squads: m.tests_gate_squad,
  workflows: m.tests_gate_workflow,
};

/** What is published only when a suite passes, as the refusal to delete it names them. */
export const gatesIn = ({ errors = [] }: Pick<ApiProblem, "errors">) =>
  errors.flatMap(({ path }) => {
    const [, kind = "", id] = /^\/v1\/([a-z]+)\/([0-9a-f-]{36})\/gate$/.exec(path) ?? [];
    const label = PUBLISHED[kind];
    return label === undefined ? [] : [{ href: `/${kind}/${id}/publishing`, label: label() }];
  });
