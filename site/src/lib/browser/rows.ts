/** Adds and takes away the rows of components/ui/Rows in place; without it, the form is posted for that. */

const PLACE = /__row__/g;

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[data-add], button[data-remove]") : null;
  const rows = button?.closest<HTMLElement>("[data-rows]");
  if (!(button instanceof HTMLButtonElement) || !rows) return;
  event.preventDefault();
  if (button.dataset["remove"] !== undefined) removeRow(rows, button);
  else addRow(rows, button);
});

/** The row after those that there are, and its first field. */
function addRow(rows: HTMLElement, button: HTMLButtonElement): void {
  makeRow(rows, button, nextOf(rows))?.querySelector<HTMLElement>("input, textarea, select")?.focus();
}

const nextOf = (rows: HTMLElement) =>
  Number(rows.dataset["next"] ?? rows.querySelectorAll(":scope > [data-row]").length);
const rowOf = (rows: HTMLElement, number: number) =>
  rows.querySelector<HTMLElement>(`#${CSS.escape(`${rows.id}-${number}`)}`);

function makeRow(rows: HTMLElement, before: Element, number: number): HTMLElement | null {
  const template = rows.querySelector("template");
  if (template === null) return null;
  rows.dataset["next"] = String(Math.max(nextOf(rows), number + 1));
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll(PLACE, String(number));
  before.before(holder.content);
  return rowOf(rows, number);
}

/** Makes the rows of a form those that the names of a draft's fields have (`transfer.2.number`). */
export function setRows(form: HTMLFormElement, names: string[]): void {
  for (const rows of form.querySelectorAll<HTMLElement>("[data-rows]")) {
    const button = rows.querySelector(":scope > button[data-add]");
    if (button === null) continue;
    const numbers = new Set(
      names.flatMap((name) => {
        const [of, number, ...rest] = name.split(".");
        return of === rows.id && rest.length > 0 && /^\d+$/.test(number ?? "") ? [Number(number)] : [];
      }),
    );
    for (const row of rows.querySelectorAll<HTMLElement>(":scope > [data-row]"))
      if (!numbers.has(Number(row.id.slice(rows.id.length + 1)))) row.remove();
    for (const number of [...numbers].toSorted((left, right) => left - right))
      if (rowOf(rows, number) === null) makeRow(rows, button, number);
  }
}

function removeRow(rows: HTMLElement, button: HTMLButtonElement): void {
  const row = button.closest<HTMLElement>("[data-row]");
  if (row === null) return;
  // The next row keeps its number: the form may have gaps.
  rows.dataset["next"] ??= String(rows.querySelectorAll(":scope > [data-row]").length);
  const next = row.nextElementSibling?.querySelector<HTMLElement>("input, textarea, select");
  row.remove();
  // A draft is kept at every input; the row is out of it then.
  rows.dispatchEvent(new Event("input", { bubbles: true }));
  (next ?? rows.querySelector<HTMLElement>("button[data-add]"))?.focus();
}
