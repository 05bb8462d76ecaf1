/** A text field of a posted form, trimmed. `raw` for a password, in which every character counts. */
export function textIn(form: FormData, name: string, { raw = false } = {}): string {
  const value = form.get(name);
  if (typeof value !== "string") return "";
  return raw ? value : value.trim();
}

/** The text of a field as the API counts it: browsers send line ends as CRLF. */
export const textOf = (form: FormData, name: string) => textIn(form, name).replaceAll("\r\n", "\n");

/** The largest number of rows that are read from a form: the API accepts 50 pronunciations. */
const MAX_ROWS = 60;

/** Rows of text fields, named `prefix.0.field`, `prefix.1.field` and so on; the fields are those of an empty row. */
export function readRows<Row extends Record<string, string>>(form: FormData, prefix: string, empty: Row): Row[] {
  const fields = Object.keys(empty);
  return indexesOf(form, `${prefix}.`, `.${fields[0]}`).map((index) => {
    const values = fields.map((field) => [field, textOf(form, `${prefix}.${index}.${field}`)]);
    // A row has the fields of an empty row, each a text.
    return Object.fromEntries(values) as Row;
  });
}

/** The numbers of the rows in a form; those of rows that were taken away in the browser are missing. */
function indexesOf(form: FormData, before: string, after: string): number[] {
  const indexes = [...form.keys()].flatMap((name) => {
    const index = name.startsWith(before) && name.endsWith(after) ? name.slice(before.length, -after.length) : "";
    return /^\d{1,4}$/.test(index) ? [Number(index)] : [];
  });
  return [...new Set(indexes)].toSorted((a, b) => a - b).slice(0, MAX_ROWS);
}

/** The body of a form of this site. Any other body is read as an empty form, which the page refuses. */
export async function readForm(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    return new FormData();
  }
}

/** The value of a form's `data-draft` (lib/browser/draft.ts): an answered form has what was typed already. */
export const draftState = ({ method }: Request) => (method === "POST" ? "answered" : "new");

/** For `aria-describedby` of a field: what `components/ui/FieldNotes` shows below it. */
export const describedBy = (id: string, { hint, error }: { hint: string | undefined; error: string | undefined }) =>
  [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
