/** The number at which a person takes calls, kept in this browser for them alone. */
const key = () => `own-number:${document.querySelector<HTMLElement>("[data-person]")?.dataset["person"] ?? ""}`;

export function readOwnNumber(): string {
  try {
    return localStorage.getItem(key()) ?? "";
  } catch {
    return "";
  }
}

export function rememberOwnNumber(number: string): void {
  try {
    localStorage.setItem(key(), number);
  } catch {
    // The browser keeps nothing: it is typed again next time.
  }
}
