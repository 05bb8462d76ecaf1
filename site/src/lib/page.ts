export type Page<Item> = { items: Item[]; nextCursor: string | null };

/** The part of a page's address that the API's list takes: its cursor and the named filters, empty ones left out. */
export function pageQuery(url: URL, filters: readonly string[] = []): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of ["cursor", ...filters]) {
    for (const value of url.searchParams.getAll(name)) if (value.trim() !== "") query.append(name, value.trim());
  }
  return query;
}
