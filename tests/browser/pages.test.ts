import { globSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../scripts/paths.ts";
import type { Fixtures } from "../fixtures.ts";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { openBrowser, screenshot, signIn, type BrowserPerson, type Language } from "./person.ts";
import { requireGoodLinks } from "./walk/links.ts";
import { LANGUAGES, LOOKS, lookOf, nameOf, type Look } from "./walk/looks.ts";
import { PROVOKED_ELSEWHERE, SIGNED_IN, SIGNED_OUT } from "./walk/pages.ts";
import { openBare, openPlenty } from "./walk/practice.ts";

// Every page, in a language and a look that the seed chooses; `npm run walk` takes every look of every page.

const ALL = process.env.ALLOKOLI_WALK === "all";
const SEED = Number(process.env.ALLOKOLI_WALK_SEED ?? Math.floor(Math.random() * 100_000));

/** What there is to see: nothing, one of each as it was made, a year of a practice. */
type Stock = "nothing" | "bare" | "plenty";
const STOCKS: Stock[] = ["nothing", "bare", "plenty"];

let stack: Stack;
let browser: Browser;
const fixtures = new Map<Stock, Fixtures>();
const signedOut = new Map<Language, BrowserPerson>();
const people = new Map<string, BrowserPerson>();
const keyOf = (language: Language, stock: Stock) => `${language} ${stock}`;

shared.beforeAll(async ({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
  for (const language of LANGUAGES) signedOut.set(language, await openBrowser(browser, language));
  for (const stock of STOCKS) {
    const owner = await stack.newOrganization();
    fixtures.set(stock, await FILLS[stock](stack, owner));
    const reader = await stack.newMember(owner.organizationId, "owner");
    await stack.sql("update profiles set locale = 'en' where user_id = $1", [reader.user.id]);
    for (const [language, { email, password }] of [
      ["fr", owner],
      ["en", reader],
    ] as const) {
      const person = await openBrowser(browser, language);
      await signIn(person, stack.urls.site, email, password);
      await person.page.waitForURL(`${stack.urls.site}/`);
      people.set(keyOf(language, stock), person);
    }
  }
});

const FILLS: Record<Stock, (stack: Stack, owner: Awaited<ReturnType<Stack["newOrganization"]>>) => Promise<Fixtures>> =
  {
    nothing: async () => new Map(),
    bare: openBare,
    plenty: openPlenty,
  };

const looksOf = (page: string): Look[] => (ALL ? LOOKS : [lookOf(SEED, page)]);
const rowsOf = (pages: typeof SIGNED_IN) =>
  pages.flatMap((page) => looksOf(page.path).map((look) => ({ ...page, look, looks: nameOf(look) })));

function requirePerson(language: Language, stock: Stock): BrowserPerson {
  const person = people.get(keyOf(language, stock));
  if (person === undefined) throw new Error(`Nobody reads ${language} in the organization with ${stock}.`);
  return person;
}

async function walk(person: BrowserPerson, page: (typeof SIGNED_IN)[number], look: Look, ids: Fixtures, name: string) {
  const path = page.path.replaceAll(/:([a-z-]+)/g, (_found, key: string) => ids.get(key) ?? `no-${key}`);
  await person.page.setViewportSize({ width: look.width, height: look.width === 390 ? 844 : 800 });
  await person.page.emulateMedia({ colorScheme: look.theme, reducedMotion: "reduce" });
  const answer = await person.page.goto(stack.urls.site + path);
  expect(answer?.status()).toBe(page.status ?? 200);
  await screenshot(person.page, name, "walk");
  expect(await person.page.locator("html").getAttribute("lang")).toBe(look.language);
  expect(await person.page.title()).toMatch(/AlloKoli$/);
  await requireGoodPage(person.page);
  await requireGoodLinks(person.page);
  expect(person.complaints.splice(0), "what the browser reported").toEqual([]);
}

const slugOf = (path: string) => path.replaceAll(/[^a-z0-9]+/gi, "-").replaceAll(/^-|-$/g, "") || "home";

describe(`seed ${SEED}`, () => {
  test.each(rowsOf(SIGNED_OUT))("signed out, $path at $looks", async ({ look, ...page }) => {
    const person = signedOut.get(look.language);
    if (person === undefined) throw new Error("Nobody is signed out.");
    await walk(person, page, look, new Map(), `out-${slugOf(page.path)}/${nameOf(look)}`);
  });

  test.each(rowsOf(SIGNED_IN))("signed in, $path at $looks", async ({ look, ...page }) => {
    const stock = look.data === "plenty" ? "plenty" : page.path.includes(":") ? "bare" : "nothing";
    const person = requirePerson(look.language, stock);
    const ids = fixtures.get(stock) ?? new Map<string, string>();
    await walk(person, page, look, ids, `in-${slugOf(page.path)}/${nameOf(look)}`);
  });
});

test("every page of the site is walked", () => {
  const files = globSync("**/*.astro", { cwd: join(ROOT, "site/src/pages") }).map((file) =>
    file.replace(/\.astro$/, ""),
  );
  const walked = [...SIGNED_OUT, ...SIGNED_IN].map(({ file }) => file);
  expect([...new Set([...walked, ...PROVOKED_ELSEWHERE])].toSorted()).toEqual(files.toSorted());
});
