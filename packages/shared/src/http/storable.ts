import type { FieldError } from "./problem.ts";

/** U+0000 has no place in Postgres's text, half a surrogate pair none in its jsonb: both are legal in JSON. */
export const isStorable = (text: string) => !text.includes("\0") && text.isWellFormed();

/** Each text in a JSON value, keys included, that Postgres cannot hold, by its dotted path. */
export function unstorableFields(value: unknown, path = ""): FieldError[] {
  if (typeof value === "string") {
    return isStorable(value) ? [] : [{ path, message: "has a character that cannot be kept" }];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (!isStorable(key)) return [{ path, message: "has a name with a character that cannot be kept" }];
    return unstorableFields(inner, path === "" ? key : `${path}.${key}`);
  });
}
