/** What every page does in a browser that runs scripts: tells its time zone, and shows that a form is on its way. */

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const YEAR_SECONDS = 365 * 24 * 60 * 60;
if (zone && !document.cookie.includes(`allokoli-time-zone=${encodeURIComponent(zone)}`)) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `allokoli-time-zone=${encodeURIComponent(zone)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${secure}`;
}

// What was done is told once: not again when the page is reloaded or kept as a bookmark.
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

// A page that comes back from the browser's history must not still look busy.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector(`[${BUSY}]`) !== null) location.reload();
});
