import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

/** How somebody uses a page. */
export interface Hands {
  press(target: Locator): Promise<void>;
  /** Replaces what a field has. */
  write(field: Locator, text: string): Promise<void>;
  /** Takes the option with that label. */
  choose(list: Locator, label: string): Promise<void>;
}

export const withMouse: Hands = {
  press: (target) => target.click(),
  write: (field, text) => field.fill(text),
  choose: async (list, label) => void (await list.selectOption({ label })),
};

/** So often in a row something is seen where it was, a tenth of a second apart. */
const STILL_TIMES = 5;

/** Where something is, once it moves no longer. */
export async function placeAtRest(target: Locator) {
  let last = "";
  let still = 0;
  const look = async () => {
    const now = JSON.stringify(await target.boundingBox());
    still = now === last && now !== "null" ? still + 1 : 0;
    last = now;
    return still;
  };
  await expect.poll(look, { interval: 100, timeout: 30_000 }).toBeGreaterThanOrEqual(STILL_TIMES);
  const place = await target.boundingBox();
  if (place === null) throw new Error("it is no longer drawn");
  return place;
}

/** More than any page has to go through. */
const MOST_TABS = 200;

/** Keys alone: Tab from where the focus is, Enter, letters. Whatever has the focus shows it. */
export const withKeyboard: Hands = {
  async press(target) {
    await reach(target);
    await target.page().keyboard.press("Enter");
  },
  async write(field, text) {
    await reach(field);
    const { keyboard } = field.page();
    if ((await field.getAttribute("type")) === "time") {
      await typeTime(field, text);
    } else {
      await keyboard.press("ControlOrMeta+A");
      await keyboard.type(text);
    }
    expect(await field.inputValue()).toBe(text);
  },
  async choose(list, label) {
    await reach(list);
    await list.page().keyboard.type(label);
    expect(await list.locator("option:checked").innerText()).toBe(label);
  },
};

const NOON = 12;

/** A time's parts take digits one after the other; where the browser's clock has twelve hours, the half of the day is one. */
async function typeTime(field: Locator, text: string): Promise<void> {
  const { keyboard } = field.page();
  const [hours, minute] = text.split(":");
  const hour = Number(hours);
  await keyboard.type(`${String(hour % NOON || NOON).padStart(2, "0")}${minute}`);
  await keyboard.type(hour < NOON ? "A" : "P");
  if ((await field.inputValue()) === text) return;
  for (let part = 0; part < 3; part += 1) await keyboard.press("ArrowLeft");
  await keyboard.type(text.replace(":", ""));
}

async function reach(target: Locator): Promise<void> {
  await target.waitFor();
  const page = target.page();
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return requireVisibleFocus(page);
    await page.keyboard.press("Tab");
  }
  throw new Error(`The keyboard does not reach ${String(target)}.`);
}

async function requireVisibleFocus(page: Page): Promise<void> {
  const shown = await page.evaluate(() => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement ?? document.body);
    return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
  });
  expect(shown, "who has the focus shows it").toBe(true);
}

/**
 * The page as a screen reader has it, without what differs from run to run: ids, times, counted seconds, and what waits,
 * which comes a moment after the page.
 */
export async function treeOf(page: Page): Promise<string> {
  // What is live has to be there first.
  await expect.poll(() => page.locator('[data-connection="connecting"]').count(), { timeout: 20_000 }).toBe(0);
  await page.evaluate(() => {
    for (const late of document.querySelectorAll("[data-count], [data-attention]")) late.remove();
  });
  return withoutWhatDiffers(await page.locator("body").ariaSnapshot());
}

/** Times whole: at a full hour a French one has no minutes, and one of another day has its date. */
export const withoutWhatDiffers = (tree: string) =>
  `${tree
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID")
    .replaceAll(/\?[^\s"]*/g, "?…")
    .replaceAll(/(?<=- time: ).*/g, "TIME")
    .replaceAll(/\d+/g, "0")}\n`;
