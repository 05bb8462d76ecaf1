import { PLAN_LIMITS } from "@allokoli/shared/limits/plans";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingWords } from "../../site/src/lib/legal.ts";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

let stack: Stack;
let browser: Browser;
shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

const PAGES = ["/", "/pricing", "/help", "/legal", "/privacy", "/terms", "/signup", "/signin"];

describe.each([
  { language: "fr", viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  { language: "en", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const)("in $language, $viewport.width px, $colorScheme", ({ language, ...look }) => {
  let person: BrowserPerson;
  beforeAll(async () => {
    person = await openBrowser(browser, language, look);
  });
  afterAll(() => person.context.close());

  test.each(PAGES)("%s is for everybody, fits the screen and leads to the others", async (path) => {
    const { page, say } = person;
    const answer = await page.goto(stack.urls.site + path);
    expect(answer?.status()).toBe(200);
    expect(new URL(page.url()).pathname).toBe(path);
    expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
    const foot = page.getByRole("navigation", { name: say("outside_foot") });
    const linked = await foot.getByRole("link").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    expect(linked).toEqual(["/pricing", "/help", "/legal", "/privacy", "/terms"]);
    await requireGoodPage(page);
    await screenshot(
      page,
      `outside${path.replaceAll("/", "-")}-${language}-${look.viewport.width}-${look.colorScheme}`,
    );
    expect(person.complaints).toEqual([]);
  });
});

test("each promise of the landing page leads to its part of the help, and from there to the page where one does it", async () => {
  const person = await openBrowser(browser, "fr");
  const { page } = person;
  await page.goto(stack.urls.site);
  const hrefsOf = (selector: string) =>
    page.locator(selector).evaluateAll((all) => all.map((link) => String(link.getAttribute("href"))));
  const promises = await hrefsOf("[data-promise]");
  expect(promises).toHaveLength(6);
  await signUp(person, stack.urls.site);
  const pages = new Set<string>();
  for (const promise of promises) {
    await page.goto(stack.urls.site + promise);
    const [way, ...others] = await hrefsOf(`#${promise.split("#")[1]} a`);
    expect([way?.startsWith("/"), others], promise).toEqual([true, []]);
    pages.add(String(way));
  }
  for (const path of [...pages, ...(await hrefsOf("main section a[href^='/']"))]) {
    const answer = await page.goto(stack.urls.site + path);
    expect([path, answer?.status(), new URL(page.url()).pathname]).toEqual([path, 200, path]);
  }
  await person.context.close();
});

test("the plans are those that the API holds people to", async () => {
  const person = await openBrowser(browser, "en");
  await person.page.goto(`${stack.urls.site}/pricing`);
  const shown = person.page.locator("[data-limit]");
  const plans = Object.entries(PLAN_LIMITS).flatMap(([plan, limits]) =>
    Object.entries(limits).map(([name, value]) => [`${plan}.${name}`, value] as const),
  );
  expect(await shown.count()).toBe(plans.length);
  const GIB = 1024 ** 3;
  for (const [name, value] of plans) {
    const text = await person.page.locator(`[data-limit="${name}"]`).innerText();
    expect([name, text]).toEqual([
      name,
      name.endsWith("storageBytes") ? `${value / GIB} GB` : value.toLocaleString("en"),
    ]);
  }
  await person.context.close();
});

test("a doctor reads before they sign up that health data needs a certified host, and what that means", async () => {
  const person = await openBrowser(browser, "fr", { javaScriptEnabled: false });
  const { page, say } = person;
  for (const path of ["/signup", "/pricing"]) {
    await page.goto(stack.urls.site + path);
    await page.getByText(say("health_sentence")).waitFor();
    await page.getByRole("link", { name: say("health_link") }).click();
    await page.waitForURL(/\/privacy#health$/);
    await page.locator("#health").getByText("L. 1111-8").waitFor();
  }
  await person.context.close();
});

test("what the owner has not completed is marked on the pages of law", async () => {
  const person = await openBrowser(browser, "fr");
  const { page, say } = person;
  for (const path of ["/legal", "/privacy", "/terms"]) {
    await page.goto(stack.urls.site + path);
    const marks = await page.getByText(say("outside_to_complete"), { exact: true }).count();
    const warned = await page.getByText(say("outside_incomplete")).count();
    expect([marks > 0, warned], path).toEqual(missingWords().length > 0 ? [true, 1] : [false, 0]);
  }
  await person.context.close();
});
