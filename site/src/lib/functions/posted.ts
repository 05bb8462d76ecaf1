import type { Function as FunctionResource, FunctionTest, NewFunction, ToolSecret } from "../api/types.ts";
import { asTyped, type Api, type ApiProblem } from "../api/client.ts";
import type { TestFunction } from "../api/types.ts";
import { textIn, textOf } from "../form.ts";
import { m } from "../../paraglide/messages.js";
import { fieldsOf, readArguments } from "./arguments.ts";
import { compile, tellErrors, type Compiled, type FieldErrors } from "./compile.ts";
import { changeForm, readDraft, type FunctionDraft } from "./draft.ts";
import type { Kind } from "./kinds.ts";

type Owner = { kind: Kind; timeZone: string };

/** A form that was posted: to be shown again, unless something was made of it. */
export type Posted = {
  draft: FunctionDraft;
  errors: FieldErrors;
  idempotencyKey?: string;
  problem?: ApiProblem;
  created?: NewFunction;
  saved?: FunctionResource;
};

const REFUSED: ApiProblem = { code: "validation_failed", status: 422 };

/** What a posted form says, and what was refused before it was sent; without `compiled`, it is only shown again. */
function readPosted(form: FormData, { kind, timeZone }: Owner): Posted & { compiled?: Compiled } {
  const draft = readDraft(form, kind, timeZone);
  const intent = textIn(form, "intent");
  const changed = changeForm(draft, intent);
  if (changed !== undefined) {
    const isStuck = intent === "as-rows" && changed.schema !== undefined;
    return { draft: changed, errors: isStuck ? { schema: m.functions_error_rows() } : {} };
  }
  const compiled = compile(draft);
  const { errors } = compiled;
  return Object.keys(errors).length > 0 ? { draft, errors, problem: REFUSED } : { draft, errors, compiled };
}

/** The refusal of a form by its fields. A conflict of a form is its name. */
const refused = (problem: ApiProblem, draft: FunctionDraft, compiled: Compiled) => ({
  draft,
  problem,
  errors: problem.code === "conflict" ? { name: m.functions_error_taken() } : tellErrors(problem, draft, compiled),
});

export async function createFunction(api: Api, form: FormData, owner: Owner): Promise<Posted> {
  const idempotencyKey = textIn(form, "idempotencyKey") || crypto.randomUUID();
  const { compiled, ...posted } = readPosted(form, owner);
  if (compiled === undefined) return { ...posted, idempotencyKey };
  const made = await api.post("/v1/functions", { body: compiled.body, idempotencyKey });
  if (made.ok) return { ...posted, created: made.data };
  // A refused form is sent again with other values: that is another request.
  const isOther = made.problem.status === 422 || made.problem.status === 409;
  return {
    ...refused(made.problem, posted.draft, compiled),
    idempotencyKey: isOther ? crypto.randomUUID() : idempotencyKey,
  };
}

export async function changeFunction(api: Api, id: string, form: FormData, owner: Owner): Promise<Posted> {
  const { compiled, ...posted } = readPosted(form, owner);
  if (compiled === undefined) return posted;
  const ifMatch = textIn(form, "etag") || undefined;
  const saved = await api.patch("/v1/functions/{id}", { path: { id }, body: compiled.body, ifMatch });
  return saved.ok ? { ...posted, saved: saved.data } : refused(saved.problem, posted.draft, compiled);
}

/** A dry run, or what was wrong with its arguments by their names. */
export type Tried = { result?: FunctionTest; problem?: ApiProblem; errors: FieldErrors };

export async function tryFunction(api: Api, { id, settings }: FunctionResource, form: FormData): Promise<Tried> {
  const fields = fieldsOf(settings);
  const values = fields === undefined ? readJson(textOf(form, "arguments")) : readArguments(form, fields);
  if (values === undefined) return { problem: REFUSED, errors: { arguments: m.functions_error_json() } };
  const body = asTyped<TestFunction>({ arguments: values });
  const tried = await api.post("/v1/functions/{id}/test", { path: { id }, body });
  if (tried.ok) return { result: tried.data, errors: {} };
  const told = (tried.problem.errors ?? []).map(({ path, message }) => {
    const name = path.replace(/^arguments\./, "");
    if (fields === undefined) return ["arguments", `${name} ${message}`] as const;
    const isMissing = textOf(form, `argument.${name.split(".")[0]}`) === "";
    return [name.split(".")[0] ?? "", isMissing ? m.functions_error_missing() : m.error_not_accepted()] as const;
  });
  return { problem: tried.problem, errors: Object.fromEntries(told) };
}

function readJson(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Another secret to sign with, told this once. */
export async function rotateSecret(
  api: Api,
  id: string,
  form: FormData,
): Promise<{ rotated?: ToolSecret; problem?: ApiProblem }> {
  const endPrevious = form.has("endPrevious") ? "true" : "false";
  const answer = await api.post("/v1/functions/{id}/rotate-secret", { path: { id }, query: { endPrevious } });
  return answer.ok ? { rotated: answer.data } : { problem: answer.problem };
}
