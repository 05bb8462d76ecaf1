import type { Answer, Page } from "./client.ts";

/** A list of this many pages is read whole; also the limit of requests for one page of the site. */
const MAX_PAGES = 10;

/** Every item of a keyset list, or the first failure. `list` asks for one page. */
export async function listAll<Item>(
  list: (cursor: string | undefined) => Promise<Answer<Page<Item>>>,
): Promise<Answer<Item[]>> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await list(cursor);
    if (!answer.ok) return answer;
    items.push(...answer.data.items);
    cursor = answer.data.nextCursor ?? undefined;
    if (cursor === undefined) break;
  }
  return { ok: true, data: items, etag: undefined };
}
