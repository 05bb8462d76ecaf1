import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** What no person should read: a value that a program could not write. */
const UNWRITTEN = /\bundefined\b|\bNaN\b|\[object |Invalid Date|\bnull\b/;

/**
 * Whether a page is accessible, no wider than the screen, and says only what it could write.
 * @param scripts - false in a browser without them: axe is one
 */
export async function requireGoodPage(page: Page, scripts = true): Promise<void> {
  const { width, said } = await page.evaluate(() => ({
    width: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    said: document.body.innerText,
  }));
  expect(width, "nothing is wider than the screen").toBeLessThanOrEqual(0);
  expect(UNWRITTEN.exec(said)?.[0], "every value is written").toBeUndefined();
  if (!scripts) return;
  // Its package for Playwright opens a page for each report, and reports what is right too: three times as long.
  const { violations } = await page.evaluate<AxeResults>(`${axe.source}; axe.run({ resultTypes: ["violations"] })`);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}
