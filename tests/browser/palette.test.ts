import type { Browser, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shared } from "../shared.ts";
import type { Organization, Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { openBrowser, screenshot, signIn, type BrowserPerson } from "./person.ts";

// The search of pages, things and actions: by keys, by touch, and while answers are slow.

const PATIENCE = { timeout: 20_000 };

let stack: Stack;
let browser: Browser;
shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

describe.each([
  { language: "fr", viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  { language: "en", viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const)("in $language", ({ language, ...screen }) => {
  let person: BrowserPerson;
  let owner: Organization;
  beforeAll(async () => {
    owner = await stack.newOrganization();
    await stack.sql("update profiles set locale = $2 where user_id = $1", [owner.user.id, language]);
    for (const name of ["Équipe du matin", "Accueil <b>du</b> cabinet"])
      await stack.api("/v1/assistants", { ...owner, method: "POST", json: { name } });
    await stack.sql(
      `insert into calls (org_id, direction, status, customer_name, customer_number)
       values ($1, 'inbound', 'ended', 'Élodie Œuvrard', '+33612345678')`,
      [owner.organizationId],
    );
    person = await openBrowser(browser, language, screen);
    await signIn(person, stack.urls.site, owner.email, owner.password);
    await person.page.waitForURL(`${stack.urls.site}/`);
  });
  afterAll(() => person.context.close());

  const field = () => person.page.getByRole("combobox", { name: person.say("find_label") });
  const options = () => person.page.getByRole("option");
  const current = () => person.page.getByRole("option", { selected: true });
  const open = async () => {
    await person.page.getByRole("button", { name: person.say("find_open") }).click();
    await field().waitFor();
  };

  test("the button opens it with what is recent, Escape closes it, and the focus is back at the button", async () => {
    const { page, say } = person;
    await open();
    await page
      .getByRole("group", { name: say("find_recent") })
      .getByRole("option", { name: "Élodie" })
      .waitFor();
    await screenshot(page, `palette-recent-${language}`);
    await requireGoodPage(page, true);
    await page.keyboard.press("Escape");
    await field().waitFor({ state: "detached" });
    const focused = page.getByRole("button", { name: say("find_open") });
    await expect.poll(() => focused.evaluate((button) => button === document.activeElement), PATIENCE).toBe(true);
    expect(person.complaints).toEqual([]);
  });

  test("by keys alone: Ctrl-K, a few letters without accents, an arrow, Enter", async () => {
    const { page, say } = person;
    await page.keyboard.press("Control+k");
    await field().waitFor();
    await page.keyboard.type("equipe matin");
    await page.getByRole("option", { name: "Équipe du matin" }).waitFor();
    await expect.poll(() => current().textContent(), PATIENCE).toContain("Équipe du matin");
    await screenshot(page, `palette-found-${language}`);
    await requireGoodPage(page, true);
    await page.keyboard.press("ArrowUp");
    expect(await current().textContent()).toContain(say("find_said", { words: "equipe matin" }));
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/assistants\/[0-9a-f-]{36}$/);
  });

  test("a number as people type it finds the call and who to call back", async () => {
    const { page, say } = person;
    await open();
    await field().fill("06 12 34");
    const call = page.getByRole("group", { name: say("find_calls") }).getByRole("option", { name: "Élodie Œuvrard" });
    await call.waitFor();
    await page.getByRole("option", { name: say("find_call_back", { who: "Élodie Œuvrard" }) }).waitFor();
    await screenshot(page, `palette-number-${language}`);
    await call.click();
    await page.waitForURL(/\/calls\/[0-9a-f-]{36}$/);
  });

  test("an answer that comes late is not shown over what is typed now", async () => {
    const { page } = person;
    const held: Route[] = [];
    await page.route(/\/api\/search\?q=ac/, (route) => void held.push(route));
    await open();
    await field().fill("ac");
    await expect.poll(() => held.length, PATIENCE).toBe(1);
    await field().fill("equipe");
    await page.getByRole("option", { name: "Équipe du matin" }).waitFor();
    for (const route of held) await route.continue().catch(() => undefined);
    await page.waitForTimeout(500);
    expect(await page.getByRole("option", { name: "Accueil" }).count()).toBe(0);
    expect(await options().filter({ hasText: "Équipe du matin" }).count()).toBe(1);
    await page.unroute(/\/api\/search\?q=ac/);
    await page.keyboard.press("Escape");
  });

  test("without an answer the pages are there all the same, and it says so", async () => {
    const { page, say } = person;
    await page.route("**/api/search**", (route) => route.abort());
    await open();
    await field().fill(say("nav_numbers").slice(0, 4));
    await page.getByRole("alert").waitFor();
    await expect.poll(() => current().textContent(), PATIENCE).toContain(say("nav_numbers"));
    await page.unroute("**/api/search**");
    await page.keyboard.press("Escape");
  });

  test("an action changes the language and leads back to the page", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}/numbers`);
    await open();
    await field().fill(say("find_language"));
    await expect.poll(() => current().textContent(), PATIENCE).toContain(say("find_language"));
    await page.keyboard.press("Enter");
    await page.waitForFunction((lang) => document.documentElement.lang !== lang, language);
    expect(new URL(page.url()).pathname).toBe("/numbers");
  });
});
