/** Opens the palette, by its button or by Ctrl-K or Cmd-K; what shows it is loaded on first use. */

const button = document.querySelector<HTMLButtonElement>("[data-palette]");
let isOpen = false;

async function open({ dataset }: HTMLButtonElement): Promise<void> {
  if (isOpen) return;
  isOpen = true;
  try {
    const { showPalette } = await import("../../islands/show-palette.tsx");
    await showPalette(dataset["role"], dataset["timeZone"] ?? "");
  } finally {
    isOpen = false;
  }
}

if (button !== null) {
  button.addEventListener("click", () => void open(button));
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
    if (key.toLowerCase() !== "k" || ctrlKey === metaKey || shiftKey || altKey) return;
    event.preventDefault();
    const shown = document.querySelector<HTMLDialogElement>("dialog.palette[open]");
    if (shown !== null) shown.close();
    // Another question waits for its answer.
    else if (document.querySelector("dialog[open]") === null) void open(button);
  });
}
