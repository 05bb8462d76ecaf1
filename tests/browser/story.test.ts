import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import {
  makeAssistant,
  newAddress,
  openBrowser,
  screenshot,
  signIn,
  signUp,
  type BrowserPerson,
  type Language,
} from "./person.ts";

let stack: Stack;
let browser: Browser;
shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

const SPOKEN = {
  fr: {
    caller: "Bonjour, je voudrais un rendez-vous jeudi matin.",
    answer: "Jeudi à dix heures, cela vous convient ?",
    more: "C’est parfait, merci.",
  },
  en: {
    caller: "Hello, I would like an appointment on Thursday morning.",
    answer: "Thursday at ten, does that suit you?",
    more: "That is perfect, thank you.",
  },
};

/** The line stays open after these words, until somebody hangs up. */
const scriptOf = (language: Language) => {
  const { caller, answer, more } = SPOKEN[language];
  return [{ caller, assistant: answer }, { caller: more, assistant: false }, { stay: true }];
};

describe.each(["fr", "en"] as const)("one phone call, end to end, in %s", (language) => {
  const spoken = SPOKEN[language];
  let owner: BrowserPerson;
  let colleague: BrowserPerson;
  let callPath = "";

  beforeAll(async () => {
    owner = await openBrowser(browser, language, { viewport: { width: 1280, height: 800 } });
    colleague = await openBrowser(browser, language, { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  });
  afterAll(async () => {
    await Promise.all([owner.context.close(), colleague.context.close()]);
  });

  test("a person signs up, and sees what to do next", async () => {
    const { page, say } = owner;
    await page.goto(stack.urls.site);
    await screenshot(page, `${language}-01-landing`);
    expect(await page.locator("html").getAttribute("lang")).toBe(language);
    await page
      .getByRole("link", { name: say("action_sign_up") })
      .first()
      .click();
    await page.waitForURL("**/signup");
    await screenshot(page, `${language}-02-sign-up`);
    const email = await signUp(owner, stack.urls.site, newAddress());
    await page.getByRole("heading", { name: say("steps_title") }).waitFor();
    await screenshot(page, `${language}-03-first-steps`);

    const [membership] = await stack.sql<{ org_id: string }>(
      "select m.org_id from public.memberships m join auth.users u on u.id = m.user_id where u.email = $1",
      [email],
    );
    const member = await stack.newMember(membership?.org_id ?? "", "member");
    await stack.sql("update public.profiles set locale = $1 where email = $2", [language, member.email]);
    await signIn(colleague, stack.urls.site, member.email, member.password);
    await colleague.page.waitForURL(`${stack.urls.site}/`);
  });

  test("they create an assistant, and try it in writing", async () => {
    const { page, say } = owner;
    await page.getByRole("link", { name: say("step_assistant") }).click();
    await page.getByRole("heading", { name: say("templates_title") }).waitFor();
    await screenshot(page, `${language}-04-new-assistant`);
    await makeAssistant(owner, stack.urls.site);
    await page.getByLabel(say("chat_message")).fill(spoken.caller);
    await page.getByRole("button", { name: say("action_send") }).click();
    await page
      .getByRole("list", { name: say("chat_title") })
      .getByRole("listitem")
      .nth(2)
      .locator("p")
      .waitFor();
    await screenshot(page, `${language}-05-assistant`);
  });

  test("the telephone rings, and two people watch the words appear", async () => {
    const { page, say } = owner;
    await page.goto(stack.urls.site);
    await page.locator('[data-connection="open"]').waitFor();
    const [assistant] = await stack.sql<{ vapi_assistant_id: string }>(
      "select vapi_assistant_id from public.assistants order by created_at desc limit 1",
    );
    const assistantId = assistant?.vapi_assistant_id;
    await stack.vapi.ring({ assistantId, speed: 4, script: scriptOf(language), from: "+33612345678" });

    const row = page.getByRole("link", { name: "+33 6 12 34 56 78" });
    await row.waitFor();
    await page.getByText(spoken.more).waitFor();
    await screenshot(page, `${language}-06-home-live`);
    await row.click();
    await page.waitForURL(/\/calls\/[0-9a-f-]{36}/);
    callPath = new URL(page.url()).pathname;

    await colleague.page.goto(`${stack.urls.site}/calls?status=live`);
    await colleague.page.getByRole("link", { name: "+33 6 12 34 56 78" }).click();
    for (const watcher of [owner, colleague]) {
      for (const text of [spoken.caller, spoken.answer, spoken.more]) await watcher.page.getByText(text).waitFor();
      await watcher.page.getByText(say("connection_open")).waitFor();
    }
    await screenshot(page, `${language}-07-live-call`);
    await screenshot(colleague.page, `${language}-08-live-call-telephone`);
  });

  test("one has the assistant say something, and both see it", async () => {
    const { page, say } = colleague;
    const sentence = language === "fr" ? "Un instant, je vérifie l’agenda." : "One moment, I am checking the diary.";
    // Before its script runs the form would send itself, and the page would be loaded again.
    await expect.poll(() => page.locator("astro-island[ssr]").count(), { timeout: 20_000 }).toBe(0);
    for (const watcher of [owner, colleague]) await watcher.page.locator('[data-connection="open"]').waitFor();
    await page.getByLabel(say("say_label")).fill(sentence);
    await page.getByRole("button", { name: say("action_say") }).click();
    for (const watcher of [owner, colleague]) await watcher.page.getByRole("listitem").getByText(sentence).waitFor();
  });

  test("someone hangs up, and both see the report", async () => {
    const { page, say } = owner;
    await page.getByRole("button", { name: say("action_hang_up") }).click();
    const dialog = page.getByRole("alertdialog");
    await dialog.waitFor();
    await screenshot(page, `${language}-09-hang-up`);
    await dialog.getByRole("button", { name: say("action_hang_up") }).click();
    for (const [index, watcher] of [owner, colleague].entries()) {
      await watcher.page.getByRole("heading", { name: say("report_summary") }).waitFor();
      await watcher.page.getByText(say("ended_by_team")).waitFor();
      await screenshot(watcher.page, `${language}-10-report-${index + 1}`);
    }
    const spokenLines = await page
      .getByRole("list", { name: say("script_label") })
      .locator(".said")
      .allTextContents();
    expect(spokenLines.filter((line) => line === spoken.caller)).toHaveLength(1);
    expect(spokenLines).toContain(spoken.more);
  });

  test("the call is in the history, and is found by its words", async () => {
    const { page, say } = owner;
    await page.goto(`${stack.urls.site}/calls`);
    await page.getByRole("link", { name: "+33 6 12 34 56 78" }).waitFor();
    await screenshot(page, `${language}-11-history`);
    await page.getByLabel(say("filter_text")).fill(language === "fr" ? "jeudi" : "Thursday");
    await page
      .getByRole("main")
      .getByRole("button", { name: say("action_search") })
      .click();
    await page.waitForURL(/text=/);
    expect(await page.getByRole("link", { name: "+33 6 12 34 56 78" }).getAttribute("href")).toBe(callPath);
    await page.getByLabel(say("filter_text")).fill("hippopotame");
    await page
      .getByRole("main")
      .getByRole("button", { name: say("action_search") })
      .click();
    await page.getByText(say("calls_none_found"), { exact: true }).waitFor();
  });

  test("nothing failed in either browser, and no script can read a token", async () => {
    for (const { page, context, complaints } of [owner, colleague]) {
      expect(complaints).toEqual([]);
      expect(await page.evaluate(() => document.cookie)).not.toContain("session");
      const kept = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
      // What was typed, and how much waits: neither is a token.
      expect(kept.filter((key) => !key.startsWith("draft:") && key !== "attention")).toEqual([]);
      const session = (await context.cookies()).filter(({ name }) => name.startsWith("allokoli-session"));
      expect(session.length).toBeGreaterThan(0);
      expect(session.every(({ httpOnly, sameSite }) => httpOnly && sameSite === "Lax")).toBe(true);
    }
  });
});
