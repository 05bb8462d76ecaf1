import { asTyped, type Answer, type Api, type ApiProblem } from "../api/client.ts";
import type { BlockedNumber, CreateBlockedNumber, UpdateBlockedNumber } from "../api/types.ts";
import { textIn, textOf } from "../form.ts";
import { tellNumberFault } from "../number-message.ts";
import { m } from "../../paraglide/messages.js";

/** What the contract of the API takes. */
export const MAX_ANSWER = 300;
export const MAX_NOTE = 200;

export type BlockedErrors = { number?: string; answer?: string; note?: string };

/** What was typed of a number to block. */
export const typedBlocked = (form: FormData) => ({
  number: textIn(form, "number"),
  answer: textOf(form, "answer").replaceAll(/\s*\n\s*/g, " "),
  note: textIn(form, "note"),
});

const wordsOf = (form: FormData) => {
  const { answer, note } = typedBlocked(form);
  return { answer: answer || null, note: note || null };
};

/** Blocks the number of the form, or all who hide theirs. */
export const block = (api: Api, form: FormData): Promise<Answer<BlockedNumber>> =>
  api.post("/v1/blocked-numbers", {
    body: asTyped<CreateBlockedNumber>({
      number: textIn(form, "who") === "hidden" ? null : textIn(form, "number"),
      ...wordsOf(form),
    }),
  });

export const changeBlocked = (api: Api, form: FormData): Promise<Answer<BlockedNumber>> =>
  api.patch("/v1/blocked-numbers/{id}", {
    path: { id: textIn(form, "id") },
    body: asTyped<UpdateBlockedNumber>(wordsOf(form)),
  });

/** One that somebody else has unblocked meanwhile is unblocked. */
export async function unblock(api: Api, form: FormData): Promise<ApiProblem | undefined> {
  const answer = await api.delete("/v1/blocked-numbers/{id}", { path: { id: textIn(form, "id") } });
  return answer.ok || answer.problem.code === "not_found" ? undefined : answer.problem;
}

/** The entry of a caller's number, when it is blocked. */
export async function findBlocked(api: Api, number: string): Promise<Answer<BlockedNumber | undefined>> {
  const answer = await api.get("/v1/blocked-numbers", { query: { number, limit: 100 } });
  return answer.ok ? { ...answer, data: answer.data.items.find((item) => item.number === number) } : answer;
}

/** What the API says of the fields, in the visitor's language. */
export function blockedErrors({ code, errors = [] }: ApiProblem): BlockedErrors {
  if (code === "conflict") return { number: m.blocked_already() };
  const find = (field: string) => errors.find(({ path }) => path === field);
  const number = find("number");
  return {
    ...(number && { number: tellNumberFault(number.code) }),
    ...(find("answer") && { answer: m.blocked_answer_error({ max: MAX_ANSWER }) }),
    ...(find("note") && { note: m.blocked_note_error({ max: MAX_NOTE }) }),
  };
}
