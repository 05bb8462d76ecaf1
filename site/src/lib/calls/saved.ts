import type { APIContext } from "astro";
import { rememberedFor } from "../cookies.ts";
import { filtersAddress, readFilters } from "./filters.ts";

/** A search under a name of the person's: `query` is the address's, such as `?endedFamily=voicemail`. */
export type SavedSearch = { name: string; query: string };

const COOKIE = "allokoli-searches";
const MOST = 10;
const NAME_LENGTH = 40;
const QUERY_LENGTH = 300;

type Where = Pick<APIContext, "cookies" | "url">;

/** The searches that this browser keeps for an organization. */
export function savedSearches({ cookies }: Pick<Where, "cookies">, organizationId: string | undefined): SavedSearch[] {
  const kept = cookies.get(COOKIE)?.value ?? "";
  try {
    const [of, ...searches]: unknown[] = JSON.parse(kept);
    if (of !== organizationId) return [];
    return searches.flatMap((search) => {
      const [name, query] = Array.isArray(search) ? (search as unknown[]) : [];
      return typeof name === "string" && typeof query === "string" ? [{ name, query: clean(query) }] : [];
    });
  } catch {
    return [];
  }
}

/** Only the filters of this page, so that a link of the list goes nowhere else. */
const clean = (query: string) => filtersAddress(readFilters(new URLSearchParams(query)));

/** False when there are as many as the browser keeps. A search under the same name takes the place of the older one. */
export function saveSearch(where: Where, organizationId: string | undefined, search: SavedSearch): boolean {
  const others = savedSearches(where, organizationId).filter(({ name }) => name !== search.name);
  const query = clean(search.query);
  if (others.length >= MOST || query.length > QUERY_LENGTH || search.name === "") return false;
  write(where, organizationId, [...others, { name: search.name.slice(0, NAME_LENGTH), query }]);
  return true;
}

export const removeSearch = (where: Where, organizationId: string | undefined, name: string) =>
  write(
    where,
    organizationId,
    savedSearches(where, organizationId).filter((search) => search.name !== name),
  );

const write = ({ cookies, url }: Where, organizationId: string | undefined, searches: SavedSearch[]) =>
  cookies.set(
    COOKIE,
    JSON.stringify([organizationId, ...searches.map(({ name, query }) => [name, query])]),
    rememberedFor(url),
  );
