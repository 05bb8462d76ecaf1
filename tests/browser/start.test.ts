import { AxeBuilder } from "@axe-core/playwright";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { startStack, type Stack } from "../stack.ts";
import { newAddress, openBrowser, PASSWORD, screenshot, type BrowserPerson } from "./person.ts";

let stack: Stack;
let browser: Browser;
beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ site: true }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await stack.close();
});

const LOOKS = [
  { language: "fr", name: "telephone", viewport: { width: 390, height: 844 }, colorScheme: "light" },
  { language: "en", name: "desktop", viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
] as const;
const TOLD = {
  fr: { trade: "Cabinet de médecin", name: "Nom de l’établissement", doctor: "Nom du médecin", monday: "lundi" },
  en: { trade: "Doctor's practice", name: "Name of the business", doctor: "Name of the doctor", monday: "Monday" },
};

describe.each(LOOKS)("from nothing to a telephone that answers, in $language, on a $name", (look) => {
  const { language, name: screen, ...options } = look;
  const told = TOLD[language];
  let person: BrowserPerson;
  let beganAt = 0;
  const see = async (step: string) => {
    await screenshot(person.page, `start-${screen}-${step}`);
    const { violations } = await new AxeBuilder({ page: person.page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
    const overflow = await person.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, "nothing is wider than the screen").toBeLessThanOrEqual(0);
  };
  beforeAll(async () => {
    person = await openBrowser(browser, language, options);
  });
  afterAll(() => person.context.close());

  test("a person signs up, says where they are, and chooses their trade", async () => {
    const { page, say } = person;
    beganAt = Date.now();
    await page.goto(`${stack.urls.site}/signup`);
    await page.getByLabel(say("field_your_name")).fill("Camille Durand");
    await page.getByLabel(say("field_organization")).fill("Cabinet du Lagon");
    await page.getByLabel(say("signup_place")).selectOption("MQ");
    await page.getByLabel(say("field_email")).fill(newAddress());
    await page.getByLabel(say("field_password"), { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: say("action_sign_up") }).click();
    await page.getByRole("heading", { name: say("templates_title") }).waitFor();
    await see("1-trade");
    await page.getByRole("link", { name: told.trade }).click();
  });

  test("they answer its questions: the name is there already, one row of hours serves all days", async () => {
    const { page, say } = person;
    await page.getByLabel(told.doctor).fill("Docteur Claire Petit");
    expect(await page.getByLabel(told.name).inputValue()).toBe("Cabinet du Lagon");
    const [usual, monday] = [say("hours_usual"), told.monday];
    const field = (end: "from" | "to", day: string, part: string) =>
      page.getByLabel(say(`hours_${end}`, { day, part: say(`hours_${part}`) }));
    await field("from", usual, "first").fill("08:00");
    await field("to", usual, "first").fill("12:00");
    await field("from", usual, "second").fill("14:00");
    await field("to", usual, "second").fill("18:00");
    await page.getByText(say("hours_other_days"), { exact: true }).click();
    await field("from", monday, "first").fill("14:00");
    await field("to", monday, "first").fill("18:00");
    await see("2-questions");
    await page.getByRole("button", { name: say("action_create_assistant") }).click();
    await page.getByRole("heading", { name: say("start_try_title", { name: "Cabinet du Lagon" }) }).waitFor();
    const [saved] = await stack.sql<{ tools: { type: string; hours?: object }[] }>(
      "select tools from public.assistants order by created_at desc limit 1",
    );
    expect(saved?.tools.find(({ type }) => type === "openingHours")?.hours).toMatchObject({
      timeZone: "America/Martinique",
      publicHolidays: "MQ",
      weekly: [
        { days: ["monday", "tuesday", "wednesday", "thursday", "friday"], from: "14:00", to: "18:00" },
        { days: ["tuesday", "wednesday", "thursday", "friday"], from: "08:00", to: "12:00" },
      ],
    });
  });

  test("they try it in writing, and take a number", async () => {
    const { page, say } = person;
    await page.getByLabel(say("chat_message")).fill("Bonjour");
    await page.getByRole("button", { name: say("action_send") }).click();
    await page
      .getByRole("list", { name: say("chat_title") })
      .getByRole("listitem")
      .nth(2)
      .locator("p")
      .waitFor();
    await see("3-try");
    await page.getByRole("link", { name: say("start_continue") }).click();
    await page.getByRole("heading", { name: say("start_number_title") }).waitFor();
    await see("4-number");
    await page.getByRole("button", { name: say("start_number_free_action") }).click();
    await page.waitForURL(/start\/done/);
  });

  test("the number rings, and the assistant answers, within a minute of the first page", async () => {
    const { page, say } = person;
    const ready = page.getByRole("heading", { name: say("start_done_title", { number: "+1" }) });
    await ready.waitFor({ timeout: 45_000 });
    await page.locator('[data-connection="open"]').waitFor();
    const [line] = await stack.sql<{ vapi_phone_number_id: string }>(
      "select vapi_phone_number_id from public.phone_numbers order by created_at desc limit 1",
    );
    await stack.vapi.ring({
      phoneNumberId: line?.vapi_phone_number_id,
      from: "+33612345678",
      speed: 4,
      script: [{ caller: "Allô, c’est bien le cabinet ?" }, { stay: true }],
    });
    await page.getByText(say("home_quote", { text: "Allô, c’est bien le cabinet ?" })).waitFor();
    const seconds = (Date.now() - beganAt) / 1000;
    console.log(`From the first page to an answered call: ${seconds.toFixed(1)} s (${screen}, ${language}).`);
    expect(seconds).toBeLessThan(60);
    await see("5-done");
    await page.getByRole("link", { name: say("start_done_home") }).click();
    await page.getByRole("heading", { name: say("home_title"), exact: true }).waitFor();
    expect(person.complaints).toEqual([]);
  });
});
