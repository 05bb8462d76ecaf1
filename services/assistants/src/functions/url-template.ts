/** `{name}` in the address of a request: a parameter's value. */
const PLACEHOLDER = /\{([a-zA-Z0-9_-]{1,64})\}/g;

/** The names of the parameters that stand in an address. */
export const placeholdersOf = (template: string): string[] =>
  [...template.matchAll(PLACEHOLDER)].flatMap(([, name]) => name ?? []);

/** An address with something harmless for each parameter, to look at its parts. */
const withoutPlaceholders = (template: string) => template.replaceAll(PLACEHOLDER, "x");

/**
 * The address with each parameter's value in its place; undefined when a value is no text, number or boolean, or would
 * lead to another place, as `..` does.
 */
export function fillUrl(template: string, values: Record<string, unknown>): URL | undefined {
  const names = placeholdersOf(template);
  if (!names.every((name) => Object.hasOwn(values, name) && isPlain(values[name]))) return undefined;
  const url = URL.parse(
    template.replaceAll(PLACEHOLDER, (_, name: string) => encodeURIComponent(String(values[name]))),
  );
  const shape = URL.parse(withoutPlaceholders(template));
  const isSamePlace =
    url !== null &&
    shape !== null &&
    url.origin === shape.origin &&
    url.pathname.split("/").length === shape.pathname.split("/").length;
  return isSamePlace ? url : undefined;
}

/** Steps of a path that lead elsewhere, for servers that decode them before they look. */
const STEPS = /(?:^|[/\\])\.{1,2}(?:[/\\]|$)/;

const isPlain = (value: unknown) =>
  (typeof value === "string" && value !== "" && value.isWellFormed() && !STEPS.test(value)) ||
  typeof value === "number" ||
  typeof value === "boolean";
