import type { BrowserPerson } from "./person.ts";

const PATIENCE = { timeout: 30_000, interval: 200 };

/** What a test looks for in the main part of a page, by the site's own sentences. The person may come later. */
export function inMainOf(person: () => BrowserPerson) {
  const main = () => person().page.getByRole("main");
  const button = (key: string, values?: Record<string, string>) =>
    main().getByRole("button", { name: person().say(key, values), exact: true });
  const told = (key: string, values?: Record<string, string>) =>
    main().getByText(person().say(key, values), { exact: true }).first();
  const see = (key: string, values?: Record<string, string>) => told(key, values).waitFor(PATIENCE);
  return { main, button, told, see };
}
