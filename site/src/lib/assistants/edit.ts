import type { AstroGlobal } from "astro";
import type { Api, ApiProblem } from "../api/client.ts";
import type { Assistant, AssistantSettings } from "../api/types.ts";
import { readForm, textIn } from "../form.ts";
import { mergeThree, type Merged } from "../merge.ts";
import { changeRows, draftOf, type AssistantDraft } from "./draft.ts";
import { readPart, SETTINGS_OF, type Part } from "./parts.ts";
import { piecesOf, settingsOf } from "./pieces.ts";
import { SETTINGS, toSettings } from "./settings.ts";
import { compilePart, fieldErrorsOf, type FieldErrors } from "./save.ts";

/** A page that changes a part of an assistant, after its form was sent or not. */
export type Edited = {
  assistant: Assistant;
  draft: AssistantDraft;
  hidden: Record<string, string>;
  problem?: ApiProblem;
  errors: FieldErrors;
  conflict?: Conflict;
};

/** What two people changed at once, each in another way. */
export type Conflict = {
  /** Who saved first, as far as it is known. */
  author: string | undefined;
  names: string[];
  mine: AssistantSettings;
  theirs: AssistantSettings;
  /** What only they changed: it is in the form already. */
  taken: string[];
};

type Opened = { settings: AssistantSettings; version: number; etag: string };

/** So many times another person may save between reading and writing; then the person is asked to send it again. */
const MOST_ROUNDS = 3;
/** A choice in a conflict: `choice.firstMessage` is `theirs`. */
const CHOICE = "choice.";

type Context = Pick<AstroGlobal, "request" | "params" | "locals" | "redirect" | "response">;

/** Shows a part's form, or saves what was posted: then it answers with the way to the saved page. */
export async function editPart(
  { request, params, locals: { api }, redirect, response }: Context,
  part: Part,
): Promise<Response | Edited | { missing: ApiProblem }> {
  const id = params["id"] ?? "";
  const answer = await api.get("/v1/assistants/{id}", { path: { id } });
  if (!answer.ok) {
    response.status = answer.problem.status;
    return { missing: answer.problem };
  }
  const assistant = answer.data;
  const current = openedOf(assistant, answer.etag);
  if (request.method !== "POST") {
    return { assistant, draft: draftOf(current.settings), hidden: hiddenOf(current), errors: {} };
  }
  const form = await readForm(request);
  const version = textIn(form, "version");
  const opened = version === String(current.version) ? current.settings : await findVersion(api, id, version);
  const posted = changeRows(form, readPart(form, part, draftOf(opened ?? current.settings)));
  const draft = posted.draft;
  const hidden = { version, etag: textIn(form, "etag"), before: textIn(form, "before") };
  const compiled = compilePart(draft, part, opened ?? current.settings);
  const showAgain = async (more: { problem?: ApiProblem; errors: FieldErrors }): Promise<Edited> => {
    if (more.problem) response.status = more.problem.status;
    const conflict = await shownConflict(api, { id, mine: compiled.settings, opened, hidden });
    return { assistant, draft, hidden, ...more, ...(conflict && { conflict }) };
  };
  const refuse = (problem: ApiProblem, errors: FieldErrors) => showAgain({ problem, errors });
  if (!posted.sends) return showAgain({ errors: {} });
  if (Object.keys(compiled.errors).length > 0) {
    return refuse({ code: "validation_failed", status: 422 }, compiled.errors);
  }
  let mine = withChoices(compiled.settings, opened, form);
  let base = opened;
  let ifMatch = hidden.etag;
  let wasMerged = false;
  for (let round = 0; ; round += 1) {
    const body = Object.fromEntries(
      SETTINGS.flatMap((name) => (SETTINGS_OF[part].has(name) ? [[name, mine[name]]] : [])),
    );
    const saved = await api.patch("/v1/assistants/{id}", { path: { id }, body, ifMatch: ifMatch || undefined });
    if (saved.ok) return redirect(`/assistants/${id}/${part}?done=${wasMerged ? "merged" : "saved"}`, 303);
    if (saved.problem.code !== "precondition_failed" || round === MOST_ROUNDS) {
      return refuse(saved.problem, fieldErrorsOf(saved.problem, compiled, draft));
    }
    const fresh = await api.get("/v1/assistants/{id}", { path: { id } });
    if (!fresh.ok) return refuse(fresh.problem, {});
    const theirs = openedOf(fresh.data, fresh.etag);
    const merged = mergeSettings(base, mine, theirs.settings);
    wasMerged ||= merged.taken.length > 0;
    if (merged.conflicts.length > 0) {
      response.status = saved.problem.status;
      const conflict = await conflictOf(api, id, { mine, theirs, merged });
      const draft = draftOf(settingsOf(merged.pieces));
      return { assistant: fresh.data, draft, hidden: { ...hiddenOf(theirs), before: version }, errors: {}, conflict };
    }
    mine = settingsOf(merged.pieces);
    base = theirs.settings;
    ifMatch = theirs.etag;
  }
}

const openedOf = (assistant: Assistant, etag: string | undefined): Opened => ({
  settings: toSettings(assistant),
  version: assistant.version,
  etag: etag ?? "",
});

const hiddenOf = ({ version, etag }: Opened) => ({ version: String(version), etag });

async function findVersion(api: Api, id: string, version: string): Promise<AssistantSettings | undefined> {
  const found = await api.get("/v1/assistants/{id}/versions/{version}", { path: { id, version } });
  return found.ok ? toSettings(found.data.settings) : undefined;
}

function mergeSettings(
  base: AssistantSettings | undefined,
  mine: AssistantSettings,
  theirs: AssistantSettings,
): Merged {
  const [atFirst, ours, others] = piecesOf(base, mine, theirs);
  return mergeThree(base === undefined ? undefined : atFirst, ours, others);
}

/** My settings, with theirs where the person chose them. */
function withChoices(
  mine: AssistantSettings,
  theirs: AssistantSettings | undefined,
  form: FormData,
): AssistantSettings {
  const chosen = [...form.entries()].flatMap(([name, value]) =>
    name.startsWith(CHOICE) && value === "theirs" ? [name.slice(CHOICE.length)] : [],
  );
  if (theirs === undefined || chosen.length === 0) return mine;
  const [ours, others] = piecesOf(mine, theirs);
  const pieces = Object.fromEntries(
    Object.entries({ ...others, ...ours })
      .filter(([name]) => (chosen.includes(name) ? name in others : name in ours))
      .map(([name, value]) => [name, chosen.includes(name) ? others[name] : value]),
  );
  return settingsOf(pieces);
}

async function conflictOf(
  api: Api,
  id: string,
  { mine, theirs, merged }: { mine: AssistantSettings; theirs: Opened; merged: Merged },
): Promise<Conflict> {
  const version = await api.get("/v1/assistants/{id}/versions/{version}", {
    path: { id, version: String(theirs.version) },
  });
  return {
    author: version.ok ? (version.data.author?.name ?? undefined) : undefined,
    names: merged.conflicts,
    taken: merged.taken,
    mine,
    theirs: theirs.settings,
  };
}

/** The conflict again, for a form that was posted with its choices and is shown again. */
async function shownConflict(
  api: Api,
  {
    id,
    mine,
    opened,
    hidden,
  }: {
    id: string;
    mine: AssistantSettings;
    opened: AssistantSettings | undefined;
    hidden: { version: string; etag: string; before: string };
  },
): Promise<Conflict | undefined> {
  if (opened === undefined || hidden.before === "") return undefined;
  const merged = mergeSettings(await findVersion(api, id, hidden.before), mine, opened);
  const theirs = { settings: opened, version: Number(hidden.version), etag: hidden.etag };
  return merged.conflicts.length > 0 ? conflictOf(api, id, { mine, theirs, merged }) : undefined;
}
