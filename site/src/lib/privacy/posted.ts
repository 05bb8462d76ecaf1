import type { CallerData, UpdateOrganization } from "../api/types.ts";
import { asTyped, type Answer, type Api, type ApiProblem } from "../api/client.ts";
import { textIn } from "../form.ts";
import { m } from "../../paraglide/messages.js";
import { daysOf } from "./kept.ts";

/** What is known of a caller, counted. */
export type Found = {
  number: string;
  calls: number;
  isMore: boolean;
  messages: number;
  questions: number;
  isBlocked: boolean;
};

/** The result of a form: the next page, a file, what was found of a caller, or the problem and its field. */
export type Posted =
  | { done: string }
  | { file: CallerData }
  | { found: Found }
  /** What was chosen would delete something: it is asked for once more. */
  | { shortens: Kept }
  | { problem: ApiProblem; error?: string | undefined };

/** How long each kind is kept, in days; null without end. */
type Kept = Pick<UpdateOrganization, (typeof KEPT)[number]>;
const KEPT = ["keepsCallsDays", "keepsRecordingsDays", "keepsMessagesDays", "keepsLogsDays"] as const;

/** Pages of an export that one file has: as many calls are a year of calling every day. */
const MOST_PAGES = 50;

/** Carries out a form of the page about data. */
export async function postPrivacy(api: Api, form: FormData): Promise<Posted> {
  const number = textIn(form, "number");
  switch (textIn(form, "intent")) {
    case "look": {
      const answer = await api.get("/v1/callers/{number}", { path: { number } });
      return answer.ok ? { found: countOf(answer.data) } : refused(answer);
    }
    case "export": {
      const answer = await wholeOf(api, number);
      return answer.ok ? { file: answer.data } : refused(answer);
    }
    case "erase": {
      const answer = await api.delete("/v1/callers/{number}", { path: { number } });
      return answer.ok ? { done: "erased" } : refused(answer);
    }
    default: {
      const body = asTyped<Kept>(Object.fromEntries(KEPT.map((name) => [name, daysOf(textIn(form, name))])));
      if (textIn(form, "intent") !== "keep-for-sure") {
        const now = await api.get("/v1/organization");
        if (!now.ok) return { problem: now.problem };
        if (KEPT.some((name) => isShorter(body[name], now.data[name]))) return { shortens: body };
      }
      const answer = await api.patch("/v1/organization", { body, ifMatch: textIn(form, "etag") || undefined });
      return answer.ok ? { done: "saved" } : { problem: answer.problem };
    }
  }
}

const isShorter = (chosen: number | null | undefined, now: number | null) =>
  chosen !== null && chosen !== undefined && (now === null || chosen < now);

const countOf = ({ number, calls, callerMessages, questions, blocked, nextCursor }: CallerData): Found => ({
  number,
  calls: calls.length,
  isMore: nextCursor !== null,
  messages: callerMessages.length,
  questions: questions.length,
  isBlocked: blocked !== null,
});

async function wholeOf(api: Api, number: string): Promise<Answer<CallerData>> {
  const first = await api.get("/v1/callers/{number}", { path: { number } });
  if (!first.ok) return first;
  const { calls } = first.data;
  let cursor = first.data.nextCursor;
  for (let page = 1; cursor !== null && page < MOST_PAGES; page += 1) {
    const next = await api.get("/v1/callers/{number}", { path: { number }, query: { cursor } });
    if (!next.ok) return next;
    calls.push(...next.data.calls);
    cursor = next.data.nextCursor;
  }
  return { ...first, data: { ...first.data, calls, nextCursor: cursor } };
}

function refused({ problem }: { problem: ApiProblem }): Posted {
  if (problem.code === "validation_failed") return { problem, error: m.privacy_number_error() };
  if (problem.code === "conflict") return { problem, error: m.privacy_on_the_telephone() };
  return { problem };
}
