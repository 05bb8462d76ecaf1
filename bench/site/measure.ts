import lighthouse from "lighthouse";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../scripts/ports.ts";
import { launchBrowser } from "../../tests/browser.ts";
import { openBrowser, signIn, type BrowserPerson } from "../../tests/browser/person.ts";
import { SIGNED_IN, SIGNED_OUT } from "../../tests/browser/walk/pages.ts";
import { openPlenty } from "../../tests/browser/walk/practice.ts";
import type { Fixtures } from "../../tests/fixtures.ts";
import { startStack, type Organization, type Stack } from "../../tests/stack.ts";
import { BUDGETS } from "../../scripts/site-bytes.ts";
import { percentile, report } from "../results.ts";
import { weighPage } from "./weight.ts";

const TIMES = 40;
const LEAST_SCORE = 0.95;
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
/** Of which a person sees most. */
const SCORED = [
  { path: "/", isOut: true },
  { path: "/" },
  { path: "/messages" },
  { path: "/calls" },
  { path: "/calls/:calls" },
];

let stack: Stack;
let browser: Browser;
let debuggingPort: number;
let owner: Organization;
let fixtures: Fixtures;
let signedOut: BrowserPerson;
let signedIn: BrowserPerson;

beforeAll(async () => {
  debuggingPort = await freePort();
  [stack, browser] = await Promise.all([startStack({ site: true, ownTimes: true }), launchBrowser({ debuggingPort })]);
  owner = await stack.newOrganization();
  fixtures = await openPlenty(stack, owner);
  signedOut = await openBrowser(browser, "fr");
  signedIn = await openBrowser(browser, "fr");
  await signIn(signedIn, stack.urls.site, owner.email, owner.password);
  await signedIn.page.waitForURL(`${stack.urls.site}/`);
});
afterAll(async () => {
  await browser.close();
  await stack.close();
});

const urlOf = (path: string) =>
  stack.urls.site + path.replaceAll(/:([a-z-]+)/g, (_found, name: string) => fixtures.get(name) ?? name);
const kib = (value: number) => `${value.toFixed(1).padStart(7)} KiB`;

test("bytes", async () => {
  const over: string[] = [];
  console.log(`${"page".padEnd(62)} ${"HTML".padStart(11)} ${"CSS".padStart(11)} ${"script".padStart(11)}  (gzip)`);
  for (const [person, pages] of [
    [signedOut, SIGNED_OUT],
    [signedIn, SIGNED_IN],
  ] as const)
    for (const { path } of pages) {
      const { html, css, script } = await weighPage(person.page, urlOf(path));
      console.log(`${path.padEnd(62)} ${kib(html)} ${kib(css)} ${kib(script)}`);
      // A waveform is an island in all but name.
      const has = async (selector: string) => (await person.page.locator(selector).count()) > 0;
      const most = (await has(".workflow-editor"))
        ? BUDGETS.scriptOfEditor
        : (await has("astro-island, .waveform"))
          ? BUDGETS.scriptWithIsland
          : BUDGETS.scriptWithout;
      if (css > BUDGETS.css) over.push(`${path}: CSS ${kib(css)}`);
      if (script > most) over.push(`${path}: script ${kib(script)} of ${most}`);
    }
  report({
    work: "bytes of every page of the site",
    measured: `${over.length} over budget`,
    peer: "–",
    goal: "the budgets of docs/site.md",
    holds: over.length === 0,
  });
  expect(over).toEqual([]);
});

test("the server's answer", async () => {
  const api = await timesOf(`${stack.urls.api}/v1/calls?limit=20`, {
    authorization: `Bearer ${owner.token}`,
    "x-organization-id": owner.organizationId,
  });
  console.log(`${"one list of the API".padEnd(40)} p50 ${ms(api, 0.5)}  p95 ${ms(api, 0.95)}`);
  const cookie = await cookieHeader();
  for (const path of [
    "/",
    "/messages",
    "/calls",
    "/calls/:calls",
    "/assistants",
    "/numbers",
    "/knowledge",
    "/account",
  ]) {
    const page = await timesOf(urlOf(path), { cookie });
    const ratio = (percentile(page, 0.5) / percentile(api, 0.5)).toFixed(1);
    console.log(`${path.padEnd(40)} p50 ${ms(page, 0.5)}  p95 ${ms(page, 0.95)}  ${ratio} × the list`);
  }
});

test.each(SCORED)("Lighthouse, $path", async ({ path, isOut = false }) => {
  const result = await lighthouse(urlOf(path), {
    port: debuggingPort,
    output: "json",
    logLevel: "error",
    onlyCategories: CATEGORIES,
    // What needs a session is not for search engines, and says so.
    ...(isOut ? {} : { skipAudits: ["is-crawlable"], extraHeaders: { Cookie: await cookieHeader() } }),
  });
  const categories = Object.values(result?.lhr.categories ?? {});
  const line = categories.map(({ title, score }) => `${title} ${Math.round((score ?? 0) * 100)}`).join(", ");
  console.log(`${isOut ? "signed out " : ""}${path}: ${line}`);
  const lost = Object.values(result?.lhr.audits ?? {}).filter(
    ({ score, scoreDisplayMode }) => score !== null && score < 0.9 && scoreDisplayMode !== "informative",
  );
  for (const { title, displayValue } of lost) console.log(`  ${title} ${displayValue ?? ""}`);
  expect(categories).toHaveLength(CATEGORIES.length);
  for (const { score } of categories) expect(score, line).toBeGreaterThanOrEqual(LEAST_SCORE);
});

async function cookieHeader(): Promise<string> {
  const cookies = await signedIn.context.cookies();
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** Milliseconds until the last byte; the first request is not counted. */
async function timesOf(url: string, headers: Record<string, string>): Promise<number[]> {
  const times: number[] = [];
  for (let time = 0; time <= TIMES; time += 1) {
    const from = performance.now();
    const answer = await fetch(url, { headers });
    await answer.arrayBuffer();
    expect(answer.status, url).toBe(200);
    if (time > 0) times.push(performance.now() - from);
  }
  return times;
}

const ms = (times: number[], share: number) => `${percentile(times, share).toFixed(0).padStart(4)} ms`;
