/** Buttons that copy a field of the page. Without scripts the field is selected by hand, and the buttons stay hidden. */
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copies]")) {
  const field = document.querySelector<HTMLInputElement>(`#${CSS.escape(button.dataset["copies"] ?? "")}`);
  if (field === null) continue;
  button.hidden = false;
  field.addEventListener("focus", () => field.select());
  button.addEventListener("click", () => void copy(field, button));
}

async function copy(field: HTMLInputElement, button: HTMLButtonElement): Promise<void> {
  const said = button.parentElement?.querySelector("[role=status]");
  try {
    await navigator.clipboard.writeText(field.value);
    if (said) said.textContent = button.dataset["copied"] ?? "";
  } catch {
    // The browser does not allow it: the selected field can be copied by keys.
    field.select();
  }
}

// The answer to a form is not asked for again by a reload: that would make another secret.
if (document.querySelector("[data-shown-once]") !== null) history.replaceState(history.state, "", location.href);
