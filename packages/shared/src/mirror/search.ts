import { VapiUnavailable } from "../vapi/errors.ts";

/** As many as Vapi lists at once (reference §1.2). */
const FULL_PAGE = 1000;
const MAX_PAGES = 20;

export type Listed = { id: string; createdAt: string };
/** Things made at or after the first date and before the second, newest first. */
export type ListSince<Item extends Listed> = (createdAtGe: string, createdAtLt?: string) => Promise<Item[]>;

/**
 * Visits all that Vapi made since an ISO date, newest first. Its lists have no cursor: each page begins at the last
 * page's end, with that millisecond again, because several things can share it. So a thing can be visited twice.
 * @throws {VapiUnavailable} when there are more than can be searched
 */
export async function eachSince<Item extends Listed>(
  list: ListSince<Item>,
  since: string,
  visit: (item: Item) => void,
  { fullPage = FULL_PAGE, maxPages = MAX_PAGES }: { fullPage?: number; maxPages?: number } = {},
): Promise<void> {
  let before: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const items = before === undefined ? await list(since) : await list(since, before);
    for (const item of items) visit(item);
    const last = items.at(-1);
    if (last === undefined || items.length < fullPage) return;
    const next = new Date(Date.parse(last.createdAt) + 1).toISOString();
    if (next === before) break;
    before = next;
  }
  throw new VapiUnavailable(undefined, new Error("more things at Vapi than can be looked through"));
}

/**
 * Those that `isOurs` among all that Vapi made since an ISO date, newest first. Others are not kept: a page is megabytes.
 * @throws {VapiUnavailable} when there are more than can be searched: then it is unknown whether ours is there
 */
export async function findSince<Item extends Listed>(
  list: ListSince<Item>,
  since: string,
  isOurs: (item: Item) => boolean,
  fullPage = FULL_PAGE,
): Promise<Item[]> {
  const ours = new Map<string, Item>();
  const keep = (item: Item) => {
    if (isOurs(item)) ours.set(item.id, item);
  };
  await eachSince(list, since, keep, { fullPage });
  return [...ours.values()];
}
