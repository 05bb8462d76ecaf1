import { VapiUnavailable } from "../vapi/errors.ts";

/** As many as Vapi lists at once (reference §1.2). */
const FULL_PAGE = 1000;
const MAX_PAGES = 20;

type Listed = { id: string; createdAt: string };

/**
 * What `isOurs` among all that Vapi made since an ISO date, newest first. Its lists have no cursor: the next page is what
 * is older than the last one's end, which is asked for again, because several things can be made in one millisecond.
 * Nothing else is kept: a page is megabytes.
 * @param list things made at or after the first date and before the second, newest first
 * @throws {VapiUnavailable} when there are more than can be looked through: then it is not known whether ours is there
 */
export async function findSince<Item extends Listed>(
  list: (createdAtGe: string, createdAtLt?: string) => Promise<Item[]>,
  since: string,
  isOurs: (item: Item) => boolean,
  fullPage = FULL_PAGE,
): Promise<Item[]> {
  const ours = new Map<string, Item>();
  let before: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const items = before === undefined ? await list(since) : await list(since, before);
    for (const item of items) if (isOurs(item)) ours.set(item.id, item);
    const last = items.at(-1);
    if (last === undefined || items.length < fullPage) return [...ours.values()];
    const next = new Date(Date.parse(last.createdAt) + 1).toISOString();
    if (next === before) break;
    before = next;
  }
  throw new VapiUnavailable(undefined, new Error("more things at Vapi than can be looked through"));
}
