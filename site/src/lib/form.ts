/** A text field of a posted form, trimmed. `raw` for a password, in which every character counts. */
export function textIn(form: FormData, name: string, { raw = false } = {}): string {
  const value = form.get(name);
  if (typeof value !== "string") return "";
  return raw ? value : value.trim();
}

/** The text of a field as the API counts it: browsers send line ends as CRLF. */
export const textOf = (form: FormData, name: string) => textIn(form, name).replaceAll("\r\n", "\n");

/** The largest number of rows that are read from a form: the API accepts 20 tools. */
const MAX_ROWS = 30;

/** Rows of text fields, named `prefix.0.field`, `prefix.1.field` and so on; the fields are those of an empty row. */
export function readRows<Row extends Record<string, string>>(form: FormData, prefix: string, empty: Row): Row[] {
  const fields = Object.keys(empty);
  const rows: Row[] = [];
  while (rows.length < MAX_ROWS && form.has(`${prefix}.${rows.length}.${fields[0]}`)) {
    const values = fields.map((field) => [field, textOf(form, `${prefix}.${rows.length}.${field}`)]);
    // A row has the fields of an empty row, each a text.
    rows.push(Object.fromEntries(values) as Row);
  }
  return rows;
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
