import type { Page } from "playwright-core";

/** A navigation whose current entries are all in view, on a page that was not moved. */
export const WHOLE = { entries: true, hidden: 0, scrollY: 0 };

/** How far the current entry of a navigation reaches out of what is seen of it, and how far the page was scrolled. */
export const placeOf = (page: Page, nav: string): Promise<typeof WHOLE> =>
  page.evaluate((selector) => {
    const isDrawn = (box: DOMRect) => box.width > 0;
    const boxes = [...document.querySelectorAll(`${selector} [aria-current="page"]`)].map((entry) => {
      const seen = entry.closest(selector)?.getBoundingClientRect() ?? new DOMRect();
      return { is: entry.getBoundingClientRect(), seen };
    });
    const out = boxes
      .filter(({ is }) => isDrawn(is))
      .map(
        ({ is, seen }) =>
          Math.max(0, seen.left - is.left, is.right - Math.min(seen.right, innerWidth), seen.top - is.top) +
          Math.max(0, is.bottom - Math.min(seen.bottom, innerHeight)),
      );
    return { entries: out.length > 0, hidden: Math.floor(Math.max(...out)), scrollY };
  }, nav);
