import { listAll } from "./api/list-all.ts";
import type { Api } from "./api/client.ts";
import type { ListedDraft } from "./api/types.ts";

/** The ids of what has a draft; none when they could not be read, as a list is complete without them. */
export async function findDrafted(api: Api, kind: ListedDraft["kind"]): Promise<ReadonlySet<string>> {
  const answer = await listAll((cursor) => api.get("/v1/drafts", { query: { kind, limit: 100, cursor } }));
  return new Set(answer.ok ? answer.data.map(({ id }) => id) : []);
}
