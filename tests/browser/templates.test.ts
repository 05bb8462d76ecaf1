import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

let stack: Stack;
let browser: Browser;
shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

const TOLD = {
  fr: { trade: "Cabinet de médecin", name: "Nom de l’établissement", doctor: "Nom du médecin", monday: "lundi" },
  en: { trade: "Doctor's practice", name: "Name of the business", doctor: "Name of the doctor", monday: "Monday" },
};

describe.each(["fr", "en"] as const)("an assistant from a trade, without scripts, in %s", (language) => {
  const told = TOLD[language];
  let person: BrowserPerson;
  let email: string;
  beforeAll(async () => {
    const withScripts = await openBrowser(browser, language);
    email = await signUp(withScripts, stack.urls.site);
    person = await openBrowser(browser, language, {
      javaScriptEnabled: false,
      storageState: await withScripts.context.storageState(),
      viewport: { width: 1280, height: 800 },
    });
    await withScripts.context.close();
  });
  afterAll(() => person.context.close());

  const saved = async () => {
    const [row] = await stack.sql<{ name: string; ai_notice: string; language: string; tools: { type: string }[] }>(
      `select name, ai_notice, language, tools from public.assistants where org_id in
       (select m.org_id from public.memberships m join auth.users u on u.id = m.user_id where u.email = $1)`,
      [email],
    );
    return row;
  };

  test("the trade is chosen, and the error of an answer is shown at its question", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}/assistants/new`);
    await screenshot(page, `${language}-templates`);
    await page.getByRole("link", { name: told.trade }).click();
    await page.getByLabel(told.name).fill("Cabinet des Tilleuls");
    await page.getByLabel(told.doctor).fill("Docteur Claire Petit");
    await page.getByText(say("hours_other_days")).click();
    const part = say("hours_first");
    await page.getByLabel(say("hours_from", { day: told.monday, part })).fill("09:00");
    await page.locator("[name='answer.aiNotice']").fill("Hé !");
    await page.locator("[name='answer.transferNumber']").fill("12");
    await page.getByRole("button", { name: say("action_create_assistant") }).click();
    for (const problem of ["assistant_error_ai_notice", "number_too_short", "template_error_hours"]) {
      await page.getByText(say(problem)).waitFor();
    }
    expect(await page.getByLabel(told.name).inputValue()).toBe("Cabinet des Tilleuls");
    await screenshot(page, `${language}-template-refused`);
    expect(await saved()).toBeUndefined();
  });

  test("corrected, the answers give an assistant that says what it is", async () => {
    const { page, say } = person;
    const notice = language === "fr" ? "Ici l’assistant vocal du cabinet." : "This is our voice assistant.";
    await page.getByLabel(say("hours_to", { day: told.monday, part: say("hours_first") })).fill("18:00");
    await page.locator("[name='answer.aiNotice']").fill(notice);
    await page.locator("[name='answer.transferNumber']").fill("04 78 00 00 00");
    await page.getByRole("button", { name: say("action_create_assistant") }).click();
    await page.waitForURL(/\/assistants\/[0-9a-f-]{36}/);
    await page.getByRole("heading", { name: say("start_try_title", { name: "Cabinet des Tilleuls" }) }).waitFor();
    await screenshot(page, `${language}-template-assistant`);
    expect(await saved()).toMatchObject({
      ai_notice: notice,
      tools: [{ type: "takeMessage" }, { type: "openingHours" }, { type: "transferCall" }, { type: "endCall" }],
    });
  });

  test("its form keeps the notice, whatever else is changed, and does not remove it", async () => {
    const { page, say } = person;
    const before = await saved();
    await page.getByRole("link", { name: say("start_try_change") }).click();
    const [field, name] = [page.getByLabel(say("assistant_ai_notice")), page.getByLabel(say("assistant_name"))];
    expect(await field.inputValue()).toBe(before?.ai_notice);
    await name.fill("Accueil");
    await page.getByRole("button", { name: say("action_publish") }).click();
    await page.waitForURL(/edit\?done=saved/);
    const tabs = page.getByRole("navigation", { name: say("assistant_tabs") });
    await tabs.getByRole("link", { name: say("assistant_tab_tools") }).click();
    await page.getByLabel(say("hours_to", { day: say("hours_usual"), part: say("hours_first") })).fill("19:00");
    await screenshot(page, `${language}-template-edited`);
    await page.getByRole("button", { name: say("action_publish") }).click();
    await page.waitForURL(/tools\?done=saved/);
    const after = await saved();
    expect(after).toEqual({ ...before, name: "Accueil", tools: expect.any(Array) });
    expect(after?.tools.find(({ type }) => type === "openingHours")).toMatchObject({
      hours: { weekly: [{ days: ["monday"], from: "09:00", to: "19:00" }] },
    });
    expect(after?.tools.map(({ type }) => type).toSorted()).toEqual(before?.tools.map(({ type }) => type).toSorted());

    await tabs.getByRole("link", { name: say("assistant_tab_edit") }).click();
    // Bypasses the browser's own check.
    await field.fill("Bonjour");
    await page.getByRole("button", { name: say("action_publish") }).click();
    await page.getByText(say("assistant_error_ai_notice")).first().waitFor();
    await screenshot(page, `${language}-notice-refused`);
    expect((await saved())?.ai_notice).toBe(before?.ai_notice);
  });
});
