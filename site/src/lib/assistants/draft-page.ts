import type { AstroGlobal } from "astro";
import type { Api, ApiProblem } from "../api/client.ts";
import type { AssistantSettings } from "../api/types.ts";
import { readForm, textIn } from "../form.ts";
import { postDraft } from "../publishing/draft-form.ts";
import { mergeSettings, withChoices, type Conflict } from "./edit.ts";
import { settingsOf } from "./pieces.ts";
import { toSettings } from "./settings.ts";
import { changeOf, loadWithDraft, settingsWith, type WithDraft } from "./waiting.ts";

/** The page of a draft, after one of its forms was sent or not. */
export type DraftPage = WithDraft & {
  published: AssistantSettings;
  /** As the draft would make it. */
  settings: AssistantSettings;
  behind: Behind | undefined;
  problem: ApiProblem | undefined;
};

/** What somebody else published since the draft was begun. */
export type Behind = {
  base: AssistantSettings;
  author: string | undefined;
  /** The draft taken further: both changes put together, the draft's where they conflict. */
  together: AssistantSettings;
  conflict: Conflict | undefined;
};

type Context = Pick<AstroGlobal, "request" | "params" | "locals" | "redirect" | "response">;

/** Shows a draft, or does what was posted: publish, discard, or take it further over what somebody else published. */
export async function draftPage({
  request,
  params,
  locals: { api },
  redirect,
  response,
}: Context): Promise<Response | DraftPage | { missing: ApiProblem }> {
  const id = params["id"] ?? "";
  let problem: ApiProblem | undefined;
  if (request.method === "POST") {
    const form = await readForm(request);
    const takeFurther = () => takeDraftFurther(api, id, form);
    const next = await postDraft({ api, kind: "assistant", id, form, takeFurther });
    if (typeof next === "string") return redirect(next, 303);
    problem = next;
  }
  const loaded = await loadWithDraft(api, id);
  if (!loaded.ok) {
    response.status = loaded.problem.status;
    return { missing: loaded.problem };
  }
  if (problem) response.status = problem.status;
  const { assistant, waiting } = loaded.data;
  const published = toSettings(assistant);
  return {
    ...loaded.data,
    published,
    settings: settingsWith(published, waiting),
    behind: await behindOf(api, loaded.data),
    problem,
  };
}

async function behindOf(api: Api, { assistant, waiting }: WithDraft): Promise<Behind | undefined> {
  const base = waiting?.data.base;
  if (!base) return undefined;
  const { id, version } = assistant;
  const answer = await api.get("/v1/assistants/{id}/versions/{version}", { path: { id, version: String(version) } });
  const author = answer.ok ? (answer.data.author?.name ?? undefined) : undefined;
  const mine = settingsWith(base, waiting);
  const theirs = toSettings(assistant);
  const { pieces, conflicts: names, taken } = mergeSettings(base, mine, theirs);
  return {
    base,
    author,
    together: settingsOf(pieces),
    conflict: names.length === 0 ? undefined : { author, names, taken, mine, theirs },
  };
}

/** The draft over what is published now, as the person saw both. Answers with the problem, if there is one. */
async function takeDraftFurther(api: Api, id: string, form: FormData): Promise<ApiProblem | undefined> {
  const path = { id };
  const loaded = await loadWithDraft(api, id);
  if (!loaded.ok) return loaded.problem;
  const { assistant, waiting } = loaded.data;
  // Somebody changed one of them again: the page shows what is there now.
  const isSeen = waiting?.etag === textIn(form, "draft") && String(assistant.version) === textIn(form, "version");
  const behind = isSeen ? await behindOf(api, loaded.data) : undefined;
  if (behind === undefined) return { code: "precondition_failed", status: 412 };
  const published = toSettings(assistant);
  const change = changeOf(published, withChoices(behind.together, published, form));
  const ifMatch = waiting?.etag;
  const kept =
    change === undefined
      ? await api.delete("/v1/assistants/{id}/draft", { path, ifMatch })
      : await api.put("/v1/assistants/{id}/draft", { path, query: { rebase: "true" }, body: change, ifMatch });
  return kept.ok ? undefined : kept.problem;
}
