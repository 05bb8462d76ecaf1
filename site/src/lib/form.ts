/** A text field of a posted form, trimmed; a password is `raw`, every character of it counts. */
export function textIn(form: FormData, name: string, { raw = false } = {}): string {
  const value = form.get(name);
  if (typeof value !== "string") return "";
  return raw ? value : value.trim();
}

/** What a form of this site sends; anything else is an empty form, which the page then refuses as one. */
export async function readForm(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    return new FormData();
  }
}
