import type { CreateKnowledgeBase, UpdateKnowledgeBase } from "../api/types.ts";
import { asTyped, type Api, type ApiProblem } from "../api/client.ts";
import { UpdateKnowledgeBaseRules } from "../api/rules.ts";
import { textIn, textOf } from "../form.ts";
import { m } from "../../paraglide/messages.js";
import { uploadText } from "./upload.ts";

/** The longest answer that people write into a form; longer ones are files. */
export const MAX_ANSWER = 8_000;
/** So much of the question is the file's name. */
const MAX_NAMED = 80;

export type BaseErrors = { name?: string; description?: string };

/** What was typed about a base. */
export const typedBase = (form: FormData) => ({ name: textIn(form, "name"), description: textOf(form, "description") });

const bodyOf = (form: FormData) => {
  const { name, description } = typedBase(form);
  return { name, description: description || null };
};

export const createBase = (api: Api, form: FormData) =>
  api.post("/v1/knowledge-bases", {
    body: asTyped<CreateKnowledgeBase>(bodyOf(form)),
    idempotencyKey: textIn(form, "idempotencyKey") || crypto.randomUUID(),
  });

export const changeBase = (api: Api, id: string, form: FormData) =>
  api.patch("/v1/knowledge-bases/{id}", {
    path: { id },
    body: asTyped<UpdateKnowledgeBase>(bodyOf(form)),
    ifMatch: textIn(form, "etag") || undefined,
  });

/** What the API says of the fields of a base, in the visitor's language. */
export function baseErrors({ errors = [] }: ApiProblem): BaseErrors {
  const { name, description } = UpdateKnowledgeBaseRules;
  const isAt = (field: string) => errors.some(({ path }) => path === field);
  return {
    ...(isAt("name") && { name: m.knowledge_name_error({ max: name.maxLength }) }),
    ...(isAt("description") && { description: m.knowledge_description_error({ max: description.maxLength }) }),
  };
}

/** Writes the answer to a caller's question into the base, as a file of its own, and puts the question away. */
export async function answerQuestion(
  locals: App.Locals,
  url: URL,
  baseId: string,
  form: FormData,
): Promise<ApiProblem | undefined> {
  const { api } = locals;
  const question = textIn(form, "question").replaceAll(/\s+/g, " ");
  const answer = textOf(form, "answer");
  if (answer === "" || answer.length > MAX_ANSWER)
    return { code: "validation_failed", status: 422, errors: [{ path: "answer", message: "is missing or too long" }] };
  // What looks like a path would be cut off the name.
  const named = Array.from(question.replaceAll(/[\\/]/g, "-")).slice(0, MAX_NAMED).join("");
  const uploaded = await uploadText(locals, url, {
    name: `${m.knowledge_answer_file({ question: named })}.md`,
    text: `# ${question}\n\n${answer}\n`,
    key: textIn(form, "idempotencyKey"),
  });
  if (!uploaded.ok) return uploaded.problem;
  const added = await api.post("/v1/knowledge-bases/{id}/files", {
    path: { id: baseId },
    body: { fileId: uploaded.data.id },
  });
  if (!added.ok) return added.problem;
  const gone = await dismissQuestion(api, baseId, form);
  return gone?.code === "not_found" ? undefined : gone;
}

export async function dismissQuestion(api: Api, baseId: string, form: FormData): Promise<ApiProblem | undefined> {
  const gone = await api.delete("/v1/knowledge-bases/{id}/questions/{questionId}", {
    path: { id: baseId, questionId: textIn(form, "questionId") },
  });
  return gone.ok ? undefined : gone.problem;
}
