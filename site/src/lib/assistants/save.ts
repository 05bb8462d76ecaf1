import type { Assistant, AssistantSettings } from "../api/types.ts";
import type { Answer, ApiProblem } from "../api/client.ts";
import { m } from "../../paraglide/messages.js";
import { voiceSpeaks } from "./choices.ts";
import type { AssistantDraft } from "./draft.ts";
import { tellFieldError } from "./field-messages.ts";
import { writeMoment } from "./moment.ts";
import { partOf, SETTINGS_OF, type Part } from "./parts.ts";
import { compileDraft, fieldOf, type Compiled } from "./settings.ts";

/** What is wrong, by the form's field. */
export type FieldErrors = Record<string, string>;

export type Saved = { ok: true; assistant: Assistant } | { ok: false; problem: ApiProblem; fieldErrors: FieldErrors };

/** Send a new assistant. The errors of a refusal are returned by field. */
export async function saveDraft(
  draft: AssistantDraft,
  send: (settings: Compiled["settings"]) => Promise<Answer<Assistant>>,
): Promise<Saved> {
  const compiled = compileDraft(draft);
  const fieldErrors = { ...errorsIn(draft), ...unreadable(compiled) };
  if (Object.keys(fieldErrors).length > 0)
    return { ok: false, problem: { code: "validation_failed", status: 422 }, fieldErrors };
  const answer = await send(compiled.settings);
  return answer.ok
    ? { ok: true, assistant: answer.data }
    : { ok: false, problem: answer.problem, fieldErrors: fieldErrorsOf(answer.problem, compiled, draft) };
}

/** The settings after a part was changed; the others are those with which the form was opened. */
export function compilePart(draft: AssistantDraft, part: Part, opened: AssistantSettings) {
  const compiled = compileDraft(draft);
  const changed = Object.entries(compiled.settings).filter(([name]) =>
    SETTINGS_OF[part].has(name as keyof AssistantSettings),
  );
  const settings: AssistantSettings = { ...opened, ...Object.fromEntries(changed) };
  if (settings.systemPrompt !== null)
    settings.systemPrompt = writeMoment(settings.systemPrompt, opened.systemPrompt ?? "");
  const own = Object.entries({ ...errorsIn(draft), ...unreadable(compiled) });
  return {
    toolRows: compiled.toolRows,
    settings,
    errors: Object.fromEntries(own.filter(([field]) => partOf(field) === part)),
  };
}

const unreadable = ({ errors }: Compiled) => Object.fromEntries(errors.map((field) => [field, tellFieldError(field)]));

/** What the API takes and a person would regret. */
function errorsIn(draft: AssistantDraft): FieldErrors {
  const errors: FieldErrors = {};
  if (draft.systemPrompt === "") errors["systemPrompt"] = m.assistant_error_no_prompt();
  if (draft.otherVoice === "" && !voiceSpeaks(draft.voice, draft.language))
    errors["voice"] = m.assistant_error_voice_language();
  return errors;
}

/** The errors of a refusal by the form's fields, in our words. */
export function fieldErrorsOf(
  { errors = [] }: ApiProblem,
  compiled: Pick<Compiled, "toolRows">,
  draft: AssistantDraft,
): FieldErrors {
  const told: FieldErrors = {};
  for (const { path, code } of errors) {
    const field = fieldOf(path, compiled, draft);
    if (field !== "") told[field] = tellFieldError(field, code);
  }
  return told;
}
