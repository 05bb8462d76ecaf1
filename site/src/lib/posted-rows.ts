import { readRows, textIn } from "./form.ts";

/** The rows of a posted form, and whether it is to be sent: without scripts, adding and taking away are posts too. */
export function readPostedRows<Row extends Record<string, string>>(form: FormData, prefix: string, empty: Row) {
  const rows = readRows(form, prefix, empty);
  const [verb, name, index] = textIn(form, "intent").split(".");
  if (name !== prefix || (verb !== "add" && verb !== "remove")) return { rows, sends: true };
  const changed = verb === "add" ? [...rows, empty] : rows.filter((_, at) => at !== Number(index));
  return { rows: changed, sends: false };
}
