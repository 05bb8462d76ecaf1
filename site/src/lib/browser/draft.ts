/**
 * What was typed into a form with `data-draft` survives a session that ends, the Back button, a reload and a change of
 * language: it is kept in this tab until the form was accepted. Passwords and files are never kept.
 */

import { setRows } from "./rows.ts";

type Draft = {
  fields: [name: string, value: string][];
  /** On its way, or accepted: the page that comes next says so. */
  state: "typed" | "sent" | "accepted";
};

const PREFIX = "draft:";
const KEPT_HIDDEN = new Set(["etag", "version", "before", "idempotencyKey"]);
const form = document.querySelector<HTMLFormElement>("form[data-draft]");
const { person = "", organization = "" } = document.querySelector<HTMLElement>("[data-person]")?.dataset ?? {};
const keyHere = `${PREFIX}${person}:${organization}:${location.pathname}`;

/** The controls whose values a draft has. */
const controls = (of: HTMLFormElement) =>
  [...of.elements].filter(
    (element): element is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement =>
      element instanceof HTMLTextAreaElement ||
      element instanceof HTMLSelectElement ||
      (element instanceof HTMLInputElement &&
        element.name !== "" &&
        !["password", "file", "submit", "button"].includes(element.type) &&
        (element.type !== "hidden" || KEPT_HIDDEN.has(element.name))),
  );

const isToggle = (control: Element): control is HTMLInputElement =>
  control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio");

const valueOf = (control: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement) =>
  isToggle(control) ? `${control.value}:${control.checked}` : control.value;

function read(key: string): Draft | undefined {
  try {
    // Written below, by this site alone; a value that is not of this form reads as no draft.
    const draft = JSON.parse(sessionStorage.getItem(key) ?? "null") as Draft | null;
    return draft !== null && Array.isArray(draft.fields) ? draft : undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, draft: Draft) {
  try {
    sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // The browser keeps nothing, or no more: the form works as it does without drafts.
  }
}

const keys = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));

/** A form was accepted when its answer led to another page, except to sign in, or back to it with a result. */
function noteAccepted() {
  if (location.pathname === "/signin" || location.pathname === "/auth/callback") return;
  const hasResult = new URLSearchParams(location.search).has("done");
  for (const key of keys()) {
    const draft = read(key);
    if (draft?.state !== "sent" || (key === keyHere && !hasResult)) continue;
    // Of what was accepted only the request's key is of use: the words themselves are with the API now.
    write(key, { fields: draft.fields.filter(([name]) => name === "idempotencyKey"), state: "accepted" });
  }
}

/** Who comes Back to a form that was accepted and sends it again gets the first answer: its key makes it the same request. */
function keepKeyOf(accepted: Draft, into: HTMLFormElement) {
  const [navigation] = performance.getEntriesByType("navigation");
  const isBack = navigation instanceof PerformanceNavigationTiming && navigation.type === "back_forward";
  const field = into.elements.namedItem("idempotencyKey");
  const key = accepted.fields.find(([name]) => name === "idempotencyKey")?.[1];
  if (isBack && field instanceof HTMLInputElement && key !== undefined) field.value = key;
  else sessionStorage.removeItem(keyHere);
}

/** Puts back what was typed. Returns whether anything differs from what the page came with. */
function restore(into: HTMLFormElement, { fields }: Draft): boolean {
  const waiting = Map.groupBy(fields, ([name]) => name);
  let isChanged = false;
  setRows(into, [...waiting.keys()]);
  for (const control of controls(into)) {
    const kept = isToggle(control)
      ? waiting.get(control.name)?.find(([, value]) => value.startsWith(`${control.value}:`))?.[1]
      : waiting.get(control.name)?.[0]?.[1];
    if (kept === undefined || kept === valueOf(control)) continue;
    if (isToggle(control)) control.checked = kept.endsWith(":true");
    else control.value = kept;
    if (control.type === "hidden") continue;
    isChanged = true;
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return isChanged;
}

function keepDraftOf(kept: HTMLFormElement) {
  const notice = document.querySelector<HTMLElement>("[data-draft-notice]");
  const draft = read(keyHere);
  // A form that comes back with its errors has what was typed already, and a newer key for the next attempt.
  const isAnswered = kept.dataset["draft"] === "answered";
  if (draft?.state === "accepted") keepKeyOf(draft, kept);
  else if (draft !== undefined && !isAnswered && restore(kept, draft) && notice !== null) notice.hidden = false;
  notice?.querySelector("button")?.addEventListener("click", () => {
    sessionStorage.removeItem(keyHere);
    location.reload();
  });

  let isUnsaved = false;
  const save = (state: Draft["state"]) =>
    write(keyHere, { fields: controls(kept).map((control) => [control.name, valueOf(control)]), state });
  kept.addEventListener("input", () => {
    isUnsaved = true;
    save("typed");
  });
  kept.addEventListener("submit", () => save("sent"));
  // Within the site the draft is still there afterwards; only closing the tab would lose it.
  let isStaying = false;
  for (const type of ["submit", "click"]) {
    document.addEventListener(type, (event) => {
      if (type === "submit" || (event.target instanceof Element && event.target.closest("a[href]"))) isStaying = true;
    });
  }
  window.addEventListener("beforeunload", (event) => {
    if (isUnsaved && !isStaying) event.preventDefault();
    isStaying = false;
  });
}

document.addEventListener("submit", (event) => {
  const target = event.target;
  if (target instanceof HTMLFormElement && target.getAttribute("action") === "/signout")
    for (const key of keys()) sessionStorage.removeItem(key);
});

noteAccepted();
if (form !== null) keepDraftOf(form);
