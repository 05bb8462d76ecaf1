import type { AstroGlobal } from "astro";
import type { Api, ApiProblem } from "../api/client.ts";
import type { Assistant, AssistantSettings } from "../api/types.ts";
import { readForm, textIn } from "../form.ts";
import { mergeThree, type Merged } from "../merge.ts";
import { changeRows, draftOf, type AssistantDraft } from "./draft.ts";
import { readPart, SETTINGS_OF, type Part } from "./parts.ts";
import { piecesOf, settingsOf } from "./pieces.ts";
import { SETTINGS, toSettings } from "./settings.ts";
import { changeWithPart, loadWithDraft, settingsWith, type Waiting, type WithDraft } from "./waiting.ts";
import { compilePart, fieldErrorsOf, type FieldErrors } from "./save.ts";

/** A page that changes a part of an assistant, after its form was sent or not. */
export type Edited = {
  assistant: Assistant;
  waiting: Waiting | undefined;
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

/** What is published, the draft beside it, and the settings of both: what the form shows. */
type Opened = {
  assistant: Assistant;
  published: AssistantSettings;
  settings: AssistantSettings;
  version: number;
  etag: string;
  waiting: Waiting | undefined;
};

/** So many times another person may save between reading and writing; then the person is asked to send it again. */
const MOST_ROUNDS = 3;
/** A choice in a conflict: `choice.firstMessage` is `theirs`. */
const CHOICE = "choice.";
/** The ETag of a draft that does not exist yet: of two people who begin one, the second is told. */
const NO_DRAFT = '"0"';

type Context = Pick<AstroGlobal, "request" | "params" | "locals" | "redirect" | "response">;

/**
 * Shows a part's form, or does what was posted: publishes at once, or keeps a draft. Where a draft waits, the form has its
 * values, and publishing publishes all of it.
 */
export async function editPart(
  { request, params, locals: { api }, redirect, response }: Context,
  part: Part,
): Promise<Response | Edited | { missing: ApiProblem }> {
  const id = params["id"] ?? "";
  const answer = await loadWithDraft(api, id);
  if (!answer.ok) {
    response.status = answer.problem.status;
    return { missing: answer.problem };
  }
  const { assistant } = answer.data;
  if (request.method !== "POST") {
    const current = openedOf(answer.data);
    const { waiting } = current;
    return { assistant, waiting, draft: draftOf(current.settings), hidden: hiddenOf(current), errors: {} };
  }
  const form = await readForm(request);
  const publishes = textIn(form, "intent") !== "draft";
  // Who publishes without having seen a draft leaves alone one that somebody began since.
  const seesDraft = !publishes || textIn(form, "draft") !== "";
  const current = openedOf({ ...answer.data, ...(!seesDraft && { waiting: undefined }) });
  const { waiting } = current;
  const version = textIn(form, "version");
  const base = version === String(current.version) ? current.published : await findVersion(api, id, version);
  const opened = base && settingsWith(base, waiting);
  const posted = changeRows(form, readPart(form, part, draftOf(opened ?? current.settings)));
  const draft = posted.draft;
  const hidden = {
    version,
    etag: textIn(form, "etag"),
    draft: textIn(form, "draft"),
    before: textIn(form, "before"),
  };
  const compiled = compilePart(draft, part, opened ?? current.settings);
  const showAgain = async (more: { problem?: ApiProblem; errors: FieldErrors }): Promise<Edited> => {
    if (more.problem) response.status = more.problem.status;
    const conflict = await shownConflict(api, { id, mine: compiled.settings, opened: current, hidden });
    return { assistant, waiting, draft, hidden, ...more, ...(conflict && { conflict }) };
  };
  if (!posted.sends) return showAgain({ errors: {} });
  if (Object.keys(compiled.errors).length > 0) {
    return showAgain({ problem: { code: "validation_failed", status: 422 }, errors: compiled.errors });
  }
  const mine = withChoices(compiled.settings, current.settings, form);
  const sent = { api, id, part, mine, base, current, hidden };
  const done = seesDraft ? await keepPart(sent) : await publishPart(sent);
  if ("conflict" in done) {
    response.status = 412;
    const { theirs, merged } = done.conflict;
    const conflict = await conflictOf(api, id, { mine, theirs, merged });
    return {
      assistant: theirs.assistant,
      waiting: theirs.waiting,
      draft: draftOf(settingsOf(merged.pieces)),
      hidden: { ...hiddenOf(theirs), before: version },
      errors: {},
      conflict,
    };
  }
  if ("problem" in done) return refused(done.problem);
  if (done.etag === undefined || !publishes) return redirect(`/assistants/${id}/${part}?done=${done.done}`, 303);
  // What somebody else put into the draft meanwhile is seen before it is published.
  if (done.isMerged) return redirect(`/assistants/${id}/draft?done=draft`, 303);
  const published = await api.post("/v1/assistants/{id}/publish", { path: { id }, ifMatch: done.etag });
  if (published.ok) return redirect(`/assistants/${id}/${part}?done=published`, 303);
  // The draft is kept, and its page says what was published meanwhile.
  if (published.problem.code === "precondition_failed") return redirect(`/assistants/${id}/draft?done=draft`, 303);
  hidden.draft = done.etag;
  return refused(published.problem);

  function refused(problem: ApiProblem) {
    return showAgain({ problem, errors: fieldErrorsOf(problem, compiled, draft) });
  }
}

type Sent = {
  api: Api;
  id: string;
  part: Part;
  mine: AssistantSettings;
  /** What was published when the form was opened. */
  base: AssistantSettings | undefined;
  current: Opened;
  hidden: { version: string; etag: string; draft: string };
};
type Sending =
  /** `etag` is that of the draft that was kept. */
  | { done: string; etag?: string; isMerged?: boolean }
  | { problem: ApiProblem }
  | { conflict: { theirs: Opened; merged: Merged } };

/** Publishes a part at once; what somebody else published meanwhile is put together with it. */
async function publishPart({ api, id, part, mine: atFirst, base: opened, hidden }: Sent): Promise<Sending> {
  let mine = atFirst;
  let base = opened;
  let ifMatch = hidden.etag;
  let wasMerged = false;
  for (let round = 0; ; round += 1) {
    const body = partOfSettings(mine, part);
    const saved = await api.patch("/v1/assistants/{id}", { path: { id }, body, ifMatch: ifMatch || undefined });
    if (saved.ok) return { done: wasMerged ? "merged" : "saved" };
    if (saved.problem.code !== "precondition_failed" || round === MOST_ROUNDS) return { problem: saved.problem };
    const fresh = await loadWithDraft(api, id);
    if (!fresh.ok) return { problem: fresh.problem };
    const theirs = openedOf({ ...fresh.data, waiting: undefined });
    const merged = mergeSettings(base, mine, theirs.published);
    wasMerged ||= merged.taken.length > 0;
    if (merged.conflicts.length > 0) return { conflict: { theirs, merged } };
    mine = settingsOf(merged.pieces);
    base = theirs.published;
    ifMatch = theirs.etag;
  }
}

/** Keeps a part in the draft; what somebody else published or put into it meanwhile is put together with it. */
async function keepPart({ api, id, part, mine: atFirst, base, current, hidden }: Sent): Promise<Sending> {
  const path = { id };
  let mine = atFirst;
  let theirs = current;
  let isOlder = hidden.version !== String(current.version);
  let ifMatch = hidden.draft || NO_DRAFT;
  let isMerged = false;
  for (let round = 0; ; round += 1) {
    if (isOlder) {
      const merged = mergeSettings(base, { ...theirs.settings, ...partOfSettings(mine, part) }, theirs.settings);
      if (merged.conflicts.length > 0) return { conflict: { theirs, merged } };
      mine = settingsOf(merged.pieces);
      isMerged = true;
    }
    const change = changeWithPart(theirs.published, theirs.waiting, part, mine);
    if (change === undefined && theirs.waiting === undefined) return { done: "same" };
    const kept =
      change === undefined
        ? await api.delete("/v1/assistants/{id}/draft", { path, ifMatch })
        : await api.put("/v1/assistants/{id}/draft", { path, body: change, ifMatch });
    if (kept.ok && change === undefined) return { done: "same" };
    if (kept.ok) return { done: "draft", etag: kept.etag ?? "", isMerged };
    const { code } = kept.problem;
    const isOver = code === "precondition_failed" || (code === "not_found" && change === undefined);
    if (!isOver || round === MOST_ROUNDS) return { problem: kept.problem };
    const fresh = await loadWithDraft(api, id);
    if (!fresh.ok) return { problem: fresh.problem };
    theirs = openedOf(fresh.data);
    isOlder = true;
    ifMatch = theirs.waiting?.etag ?? NO_DRAFT;
  }
}

const partOfSettings = (settings: AssistantSettings, part: Part): Partial<AssistantSettings> =>
  Object.fromEntries(SETTINGS.flatMap((name) => (SETTINGS_OF[part].has(name) ? [[name, settings[name]]] : [])));

function openedOf({ assistant, etag, waiting }: WithDraft): Opened {
  const published = toSettings(assistant);
  return {
    assistant,
    published,
    settings: settingsWith(published, waiting),
    version: assistant.version,
    etag,
    waiting,
  };
}

const hiddenOf = ({ version, etag, waiting }: Opened) => ({
  version: String(version),
  etag,
  draft: waiting?.etag ?? "",
});

async function findVersion(api: Api, id: string, version: string): Promise<AssistantSettings | undefined> {
  const found = await api.get("/v1/assistants/{id}/versions/{version}", { path: { id, version } });
  return found.ok ? toSettings(found.data.settings) : undefined;
}

export function mergeSettings(
  base: AssistantSettings | undefined,
  mine: AssistantSettings,
  theirs: AssistantSettings,
): Merged {
  const [atFirst, ours, others] = piecesOf(base, mine, theirs);
  return mergeThree(base === undefined ? undefined : atFirst, ours, others);
}

/** My settings, with theirs where the person chose them. */
export function withChoices(
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
  const { waiting } = theirs;
  const known = { names: merged.conflicts, taken: merged.taken, mine, theirs: theirs.settings };
  if (waiting !== undefined) return { author: waiting.data.author?.name ?? undefined, ...known };
  const version = await api.get("/v1/assistants/{id}/versions/{version}", {
    path: { id, version: String(theirs.version) },
  });
  return {
    author: version.ok ? (version.data.author?.name ?? undefined) : undefined,
    ...known,
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
    opened: Opened;
    hidden: { version: string; before: string };
  },
): Promise<Conflict | undefined> {
  if (hidden.version !== String(opened.version) || hidden.before === "") return undefined;
  const merged = mergeSettings(await findVersion(api, id, hidden.before), mine, opened.settings);
  return merged.conflicts.length > 0 ? conflictOf(api, id, { mine, theirs: opened, merged }) : undefined;
}
