/** `{name}` in the address of a request: a parameter's value. */
const PLACEHOLDER = /\{([a-zA-Z0-9_-]{1,64})\}/g;

/** The names of the parameters in an address. */
export const placeholdersOf = (template: string): string[] =>
  [...template.matchAll(PLACEHOLDER)].flatMap(([, name]) => name ?? []);

/** An address with a harmless text for each parameter, so that its parts can be checked. */
const withoutPlaceholders = (template: string) => template.replaceAll(PLACEHOLDER, "x");

/**
 * The address with the values of its parameters; undefined when a value is not a text, number or boolean, or would
 * change the host or the depth of the path, as `..` does.
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

/** Steps of a path such as `..`, also within a value, for servers that decode it first. */
const STEPS = /(?:^|[/\\])\.{1,2}(?:[/\\]|$)/;

const isPlain = (value: unknown) =>
  (typeof value === "string" && value !== "" && value.isWellFormed() && !STEPS.test(value)) ||
  typeof value === "number" ||
  typeof value === "boolean";
