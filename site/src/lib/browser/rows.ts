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

function addRow(rows: HTMLElement, button: HTMLButtonElement): void {
  const template = rows.querySelector("template");
  if (template === null) return;
  const next = Number(rows.dataset["next"] ?? rows.querySelectorAll(":scope > [data-row]").length);
  rows.dataset["next"] = String(next + 1);
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll(PLACE, String(next));
  button.before(holder.content);
  const row = rows.querySelector<HTMLElement>(`#${CSS.escape(`${rows.id}-${next}`)}`);
  row?.querySelector<HTMLElement>("input, textarea, select")?.focus();
}

function removeRow(rows: HTMLElement, button: HTMLButtonElement): void {
  const row = button.closest<HTMLElement>("[data-row]");
  if (row === null) return;
  // The next row keeps its number: the form may have gaps.
  rows.dataset["next"] ??= String(rows.querySelectorAll(":scope > [data-row]").length);
  const next = row.nextElementSibling?.querySelector<HTMLElement>("input, textarea, select");
  row.remove();
  (next ?? rows.querySelector<HTMLElement>("button[data-add]"))?.focus();
}
