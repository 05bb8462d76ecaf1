/** Whether two values are equal as JSON, in any order of keys: jsonb has its own. An undefined field counts as missing. */
export function isSameJson(left: unknown, right: unknown): boolean {
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return left === right;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return (
    Array.isArray(left) === Array.isArray(right) &&
    [...keys].every((key) => isSameJson(Reflect.get(left, key), Reflect.get(right, key)))
  );
}

/** The names of the fields in which two objects differ, in the order of the first. */
export const changedFields = (before: object, after: object): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => !isSameJson(Reflect.get(before, field), Reflect.get(after, field)),
  );
