import type { Api, ApiProblem } from "../api/client.ts";
import type { PhoneNumber } from "../api/types.ts";
import { CreateSquadRules } from "../api/rules.ts";
import { textIn } from "../form.ts";
import { readPostedRows } from "../posted-rows.ts";
import { m } from "../../paraglide/messages.js";
import { keepContent, loadDrafted, NO_DRAFT, type Content, type Drafted } from "./drafted.ts";
import { moved, withHandoffs, without } from "./members.ts";
import { EMPTY_HANDOFF, handoffErrors, tellMember, toHandoffs, type Errors, type HandoffRow } from "./posted.ts";

/** What a posted form of the page that changes a squad came to: the way to the result, or what to show again. */
export type Acted = {
  goTo?: string;
  problem?: ApiProblem;
  /** What is wrong, at its fields, before anything was sent or since. */
  errors: Errors;
  intent: string;
  form: FormData;
  /** The handoffs as they were typed, when their form is shown again. */
  rows?: HandoffRow[];
};

export const NOTHING: Acted = { intent: "", form: new FormData(), errors: {} };

/** Puts one step into the squad's draft, or publishes the draft. */
export async function act(api: Api, id: string, form: FormData): Promise<Acted> {
  const intent = textIn(form, "intent");
  const here = `/squads/${id}/edit`;
  const ifMatch = textIn(form, "draft") || NO_DRAFT;
  const again = (more: Partial<Acted>): Acted => ({ intent, form, errors: {}, ...more });
  if (intent === "publish") {
    const published = await api.post("/v1/squads/{id}/publish", { path: { id }, ifMatch });
    if (published.ok) return again({ goTo: `/squads/${id}?done=published` });
    // The draft's page says what was published meanwhile, or what keeps it from being published.
    return published.problem.code === "precondition_failed"
      ? again({ goTo: `/squads/${id}/draft` })
      : again({ problem: published.problem });
  }
  const posted = readPostedRows(form, "handoff", EMPTY_HANDOFF);
  const isHandoffs = textIn(form, "member") !== "" && !Object.hasOwn(STEPS, intent);
  if (isHandoffs && !posted.sends) return again({ rows: posted.rows });
  const loaded = await loadDrafted(api, id);
  if (!loaded.ok) return again({ problem: loaded.problem });
  const rows = isHandoffs ? { rows: posted.rows } : {};
  const errors = isHandoffs ? twiceErrors(posted.rows) : stepErrors(intent, form, loaded.data);
  if (Object.keys(errors).length > 0) {
    return again({ errors, problem: { code: "validation_failed", status: 422 }, ...rows });
  }
  const content = isHandoffs
    ? changed(
        loaded.data.content,
        withHandoffs(loaded.data.content.members, textIn(form, "member"), toHandoffs(posted.rows)),
      )
    : Object.hasOwn(STEPS, intent)
      ? STEPS[intent as keyof typeof STEPS](loaded.data.content, form)
      : loaded.data.content;
  const problem = await keepContent(api, id, loaded.data, content, { ifMatch });
  if (problem === undefined) return again({ goTo: `${here}?done=${DONE[intent] ?? "step"}` });
  return again({ problem, errors: isHandoffs ? handoffErrors(problem, posted.rows) : {}, ...rows });
}

const changed = (content: Content, members: Content["members"]): Content => ({ ...content, members });

const STEPS = {
  up: (content: Content, form: FormData) => changed(content, moved(content.members, textIn(form, "member"), -1)),
  down: (content: Content, form: FormData) => changed(content, moved(content.members, textIn(form, "member"), 1)),
  add: (content: Content, form: FormData) =>
    changed(content, [...content.members, { assistantId: textIn(form, "assistantId"), handoffs: [] }]),
  remove: (content: Content, form: FormData) => changed(content, without(content.members, textIn(form, "member"))),
  rename: (content: Content, form: FormData) => ({ ...content, name: textIn(form, "name").trim() }),
};
const DONE: Record<string, string> = { add: "member", remove: "member-left" };

/** What the API would refuse only when the draft is published. */
function stepErrors(intent: string, form: FormData, { content, assistants }: Drafted): Errors {
  if (intent === "rename") {
    const { length } = textIn(form, "name").trim();
    const { maxLength: max } = CreateSquadRules.name;
    return length === 0 || length > max ? { name: m.squads_name_error({ max }) } : {};
  }
  if (intent !== "add" || !assistants.ok) return {};
  const wanted = textIn(form, "assistantId");
  const others = content.members.map(({ assistantId }) => assistantId);
  const error = tellMember(wanted, others, assistants.data);
  return error === undefined ? {} : { assistantId: error };
}

const twiceErrors = (rows: HandoffRow[]): Errors =>
  Object.fromEntries(
    rows.flatMap(({ to }, index) =>
      rows.findIndex((row) => row.to === to) < index ? [[`handoff.${index}.to`, m.squads_to_twice()]] : [],
    ),
  );

/** Whether a squad answers a number, always or at some hours. */
export const isAnsweredBy = ({ squadId, hours }: Pick<PhoneNumber, "squadId" | "hours">, id: string) =>
  squadId === id ||
  [hours?.open, hours?.closed].some((answerer) => answerer?.type === "squad" && answerer.squadId === id);
