import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { launchBrowser } from "../browser.ts";
import { startStack, type Stack } from "../stack.ts";
import { makeAssistant, openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

let stack: Stack;
let browser: Browser;
beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ site: true }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await stack.close();
});

const SIGNED_OUT = [
  "/",
  "/signin",
  "/signup",
  "/magic-link",
  "/forgot-password",
  "/auth/callback?code=none",
  "/nowhere",
];
const SIGNED_IN = [
  "/",
  "/assistants",
  "/assistants?search=nobody",
  "/assistants/new",
  "/assistants/new/form",
  "/assistants/new/doctor",
  "/assistants/new/astronaut",
  "/assistants/:assistant",
  "/assistants/:assistant/edit",
  "/assistants/:assistant/voice",
  "/assistants/:assistant/tools",
  "/assistants/:assistant/versions",
  "/assistants/:assistant/versions/1",
  "/messages",
  "/messages?state=all&search=x",
  "/calls",
  "/calls?text=nothing",
  "/calls?number=x",
  "/calls/new",
  "/calls/:live",
  "/calls/:ended",
  "/calls/01a20000-0000-7000-8000-000000000000",
  "/numbers",
  "/numbers/new?assistant=:assistant",
  "/numbers/new/search?country=FR",
  "/numbers/new/own",
  "/numbers/new/trial",
  "/numbers/new/forward",
  "/numbers/:number",
  "/numbers/:number/answering",
  "/numbers/:number/forwarding?operator=other",
  "/numbers/01a20000-0000-7000-8000-000000000000",
  "/settings/telephony",
  "/settings/telephony/new?provider=vonage",
  "/knowledge",
  "/knowledge/01a20000-0000-7000-8000-000000000000",
  "/files/01a20000-0000-7000-8000-000000000000",
  "/account",
  "/organization",
  "/invitations",
  "/new-password",
  "/nowhere",
];

const LOOKS = [
  { language: "fr", name: "desktop light", viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  { language: "en", name: "telephone dark", viewport: { width: 360, height: 740 }, colorScheme: "dark" },
] as const;

async function requireGoodPage(page: Page, language: string): Promise<void> {
  expect(await page.locator("html").getAttribute("lang")).toBe(language);
  expect(await page.title()).toMatch(/AlloKoli$/);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, "nothing is wider than the screen").toBeLessThanOrEqual(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}

describe.each(LOOKS)("$name, in $language", ({ language, name, ...look }) => {
  let person: BrowserPerson;
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    person = await openBrowser(browser, language, look);
  });
  afterAll(() => person.context.close());

  test.each(SIGNED_OUT)("signed out, %s is accessible", async (path) => {
    await person.page.goto(stack.urls.site + path);
    await requireGoodPage(person.page, language);
  });

  test("a person signs in, with two calls: one has ended, one is live", async () => {
    await signUp(person, stack.urls.site);
    ids["assistant"] = await makeAssistant(person, stack.urls.site);
    const [row] = await stack.sql<{ org_id: string; vapi_assistant_id: string }>(
      "select org_id, vapi_assistant_id from public.assistants where id = $1",
      [ids["assistant"]],
    );
    await person.page.goto(`${stack.urls.site}/numbers/new/trial`);
    await person.page.getByRole("button", { name: person.say("start_number_free_action") }).click();
    await person.page.waitForURL(/\/numbers\/[0-9a-f-]{36}/);
    ids["number"] = /numbers\/([0-9a-f-]{36})/.exec(person.page.url())?.[1] ?? "";
    const ring = (script: object[]) =>
      stack.vapi.ring({ assistantId: row?.vapi_assistant_id, script, from: "+33612345678" });
    await ring([
      { caller: "Bonjour <b>vous</b>" },
      { toolCall: { name: "agenda", arguments: { jour: "jeudi" } } },
      { hangUp: true },
    ]);
    await ring([{ caller: "Allô ?" }, { stay: true }]);
    await vi.waitFor(
      async () => {
        const calls = await stack.sql<{ id: string; status: string }>(
          "select id, status from public.calls where org_id = $1 and (status = 'ended') = (summary is not null)",
          [row?.org_id],
        );
        ids["ended"] = calls.find(({ status }) => status === "ended")?.id ?? "";
        ids["live"] = calls.find(({ status }) => status === "in-progress")?.id ?? "";
        expect([ids["ended"], ids["live"]]).not.toContain("");
      },
      { timeout: 20_000, interval: 100 },
    );
  });

  test.each(SIGNED_IN)("signed in, %s is accessible", async (path) => {
    await person.page.goto(stack.urls.site + path.replaceAll(/:(\w+)/g, (_found, key: string) => ids[key] ?? ""));
    await requireGoodPage(person.page, language);
    await screenshot(person.page, `${name.replace(" ", "-")}${path.replaceAll(/[/?=:]+/g, "-")}`);
  });

  test("the browser reported no errors", () => {
    expect(person.complaints).toEqual([]);
  });
});
