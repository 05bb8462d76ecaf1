import type { Page } from "playwright-core";
import { expect } from "vitest";

/** Links whose page was already opened, by person; one of each kind (`/calls/:id`, `?from=:day`) is enough. */
const tried = new WeakMap<object, Set<string>>();
const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;
const DAY = /\d{4}-\d{2}-\d{2}/g;

/** Whether what a page links to is there: pages of the site answer, and places on the page exist. */
export async function requireGoodLinks(page: Page): Promise<void> {
  // A link in a drawing has no address of its own as a text.
  const links = await page
    .locator("a[href]")
    .evaluateAll((all) => all.map((link) => new URL(link.getAttribute("href") ?? "", document.baseURI).href));
  const here = new URL(page.url());
  const seen = tried.get(page.context()) ?? new Set<string>();
  tried.set(page.context(), seen);
  const broken: string[] = [];
  for (const href of new Set(links)) {
    const link = new URL(href);
    if (link.origin !== here.origin) continue;
    const path = link.pathname + link.search;
    if (link.hash !== "" && path === here.pathname + here.search) {
      if ((await page.locator(link.hash).count()) === 0) broken.push(href);
      continue;
    }
    const kind = path.replaceAll(ID, ":id").replaceAll(DAY, ":day");
    if (seen.has(kind) || link.pathname.startsWith("/language")) continue;
    seen.add(kind);
    const answer = await page.context().request.get(href);
    if (!answer.ok()) broken.push(`${href} answers ${answer.status()}`);
  }
  expect(broken, "links on the page").toEqual([]);
}
