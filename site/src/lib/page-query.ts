/** The part of a page's address for the API's list: its cursor and the named filters, without empty ones. */
export function pageQuery<Filter extends string = never>(
  { searchParams }: URL,
  filters: readonly Filter[] = [],
): { [Name in Filter | "cursor"]?: string } {
  const names = ["cursor", ...filters] as const;
  const told = names.map((name) => [name, searchParams.get(name)?.trim()] as const);
  return Object.fromEntries(told.filter(([, value]) => value)) as { [Name in Filter | "cursor"]?: string };
}
