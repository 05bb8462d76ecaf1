/** The script of every page: shows that a form is being sent, and the result of a form once. */

// The result of a form is shown once: not again after a reload or from a bookmark.
const address = new URL(location.href);
if (address.searchParams.has("done")) {
  address.searchParams.delete("done");
  history.replaceState(history.state, "", address);
}

const BUSY = "aria-disabled";

document.addEventListener("submit", (event) => {
  const { submitter, defaultPrevented } = event;
  if (defaultPrevented || !(submitter instanceof HTMLButtonElement) || submitter.dataset["busy"] === undefined) return;
  if (submitter.getAttribute(BUSY) === "true") {
    event.preventDefault();
    return;
  }
  submitter.setAttribute(BUSY, "true");
  const spinner = document.createElement("span");
  spinner.className = "spinner";
  const label = document.createElement("span");
  label.textContent = submitter.dataset["busy"];
  submitter.replaceChildren(spinner, label);
});

// A page that is restored from the browser's history must not look busy.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector(`[${BUSY}]`) !== null) location.reload();
});

// A page that waits for something looks again by itself.
const waiting = document.querySelector<HTMLElement>("[data-reload-seconds]");
if (waiting !== null) setTimeout(() => location.reload(), Number(waiting.dataset["reloadSeconds"]) * 1_000);

// A choice that changes what the form asks for opens the page with it; what was typed stays, as a draft.
for (const choice of document.querySelectorAll<HTMLSelectElement>("select[data-reload-as]")) {
  choice.addEventListener("change", () => {
    const next = new URL(location.href);
    next.searchParams.set(choice.dataset["reloadAs"] ?? "", choice.value);
    location.assign(next);
  });
}
