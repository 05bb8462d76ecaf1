import type { Assistant } from "../api/types.ts";
import type { Answer, ApiProblem } from "../api/client.ts";
import type { AssistantDraft } from "./draft.ts";
import { tellFieldError } from "./field-messages.ts";
import { compileDraft, fieldOf, type Compiled } from "./settings.ts";

export type Saved =
  | { ok: true; assistant: Assistant }
  | { ok: false; problem: ApiProblem; fieldErrors: Record<string, string> };

/** Send a draft. The errors of a refusal are returned by field. */
export async function saveDraft(
  draft: AssistantDraft,
  send: (settings: Compiled["settings"]) => Promise<Answer<Assistant>>,
): Promise<Saved> {
  const compiled = compileDraft(draft);
  const fieldErrors: Record<string, string> = {};
  for (const field of compiled.errors) fieldErrors[field] = tellFieldError(field);
  if (compiled.errors.length > 0)
    return { ok: false, problem: { code: "validation_failed", status: 422 }, fieldErrors };
  const answer = await send(compiled.settings);
  if (answer.ok) return { ok: true, assistant: answer.data };
  for (const { path, message, code } of answer.problem.errors ?? []) {
    const field = fieldOf(path, compiled, draft);
    if (field !== "")
      fieldErrors[field] = answer.problem.code === "vapi_refused" ? message : tellFieldError(field, code);
  }
  return { ok: false, problem: answer.problem, fieldErrors };
}
