import type { AstroGlobal } from "astro";
import type { Api, ApiProblem } from "../api/client.ts";
import { readForm, textIn } from "../form.ts";
import { postDraft } from "../publishing/draft-form.ts";
import { mergeThree } from "../merge.ts";
import { contentOf, keepContent, loadDrafted, type Content, type Drafted } from "./drafted.ts";
import { contentOfPieces, piecesOf } from "./pieces.ts";

/** The page of a squad's draft, after one of its forms was sent or not. */
export type DraftPage = Drafted & { behind: Behind | undefined; problem: ApiProblem | undefined };

/** What somebody else published since the draft was begun. */
export type Behind = {
  base: Content;
  author: string | undefined;
  /** The draft taken further: both changes put together, the draft's where they conflict. */
  together: Content;
  /** The pieces that both changed. */
  conflicts: string[];
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
    const next = await postDraft({ api, kind: "squad", id, form, takeFurther });
    if (typeof next === "string") return redirect(next, 303);
    problem = next;
  }
  const loaded = await loadDrafted(api, id);
  if (!loaded.ok) {
    response.status = loaded.problem.status;
    return { missing: loaded.problem };
  }
  if (problem) response.status = problem.status;
  return { ...loaded.data, behind: await behindOf(api, loaded.data), problem };
}

async function behindOf(api: Api, { squad: { id }, published, waiting }: Drafted): Promise<Behind | undefined> {
  const base = waiting?.data.base;
  if (!base) return undefined;
  const versions = await api.get("/v1/squads/{id}/versions", { path: { id }, query: { limit: 1 } });
  const before = contentOf(base);
  const mine = { ...before, ...waiting.data.change };
  const { pieces, conflicts } = mergeThree(piecesOf(before), piecesOf(contentOf(mine)), piecesOf(published));
  return {
    base: before,
    author: versions.ok ? (versions.data.items[0]?.author?.name ?? undefined) : undefined,
    together: contentOfPieces(pieces),
    conflicts,
  };
}

/** The draft over what is published now, as the person saw both. Answers with the problem, if there is one. */
async function takeDraftFurther(api: Api, id: string, form: FormData): Promise<ApiProblem | undefined> {
  const loaded = await loadDrafted(api, id);
  if (!loaded.ok) return loaded.problem;
  const { waiting, etag } = loaded.data;
  // Somebody changed one of them again: the page shows what is there now.
  const isSeen = waiting?.etag === textIn(form, "draft") && etag === textIn(form, "etag");
  const behind = isSeen ? await behindOf(api, loaded.data) : undefined;
  if (waiting === undefined || behind === undefined) return { code: "precondition_failed", status: 412 };
  return keepContent(api, id, loaded.data, behind.together, { ifMatch: waiting.etag, isRebased: true });
}
