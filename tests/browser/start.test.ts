import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { treeOf, withKeyboard, withMouse } from "./hands.ts";
import { newAddress, openBrowser, PASSWORD, screenshot, type BrowserPerson } from "./person.ts";

let stack: Stack;
let browser: Browser;
shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

const LOOKS = [
  { language: "fr", name: "telephone", hands: withMouse, viewport: { width: 390, height: 844 }, colorScheme: "light" },
  { language: "en", name: "desktop", hands: withKeyboard, viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
] as const;
const TOLD = {
  fr: { trade: "Cabinet de médecin", name: "Nom de l’établissement", doctor: "Nom du médecin", monday: "lundi" },
  en: { trade: "Doctor's practice", name: "Name of the business", doctor: "Name of the doctor", monday: "Monday" },
};

describe.each(LOOKS)("from nothing to a telephone that answers, in $language, on a $name", (look) => {
  const { language, name: screen, hands, ...options } = look;
  const told = TOLD[language];
  let person: BrowserPerson;
  let beganAt = 0;
  const see = async (step: string) => {
    await screenshot(person.page, `start-${screen}-${step}`);
    await requireGoodPage(person.page);
    await expect(await treeOf(person.page)).toMatchFileSnapshot(`trees/start-${language}-${step}.txt`);
  };
  beforeAll(async () => {
    person = await openBrowser(browser, language, options);
  });
  afterAll(() => person.context.close());

  test("a person signs up, says where they are, and chooses their trade", async () => {
    const { page, say } = person;
    beganAt = Date.now();
    await page.goto(`${stack.urls.site}/signup`);
    await hands.write(page.getByLabel(say("field_your_name")), "Camille Durand");
    await hands.write(page.getByLabel(say("field_organization")), "Cabinet du Lagon");
    const place = page.getByLabel(say("signup_place"));
    await hands.choose(place, (await place.locator("option[value=MQ]").textContent()) ?? "");
    await hands.write(page.getByLabel(say("field_email")), newAddress());
    await hands.write(page.getByLabel(say("field_password"), { exact: true }), PASSWORD);
    await hands.press(page.getByRole("button", { name: say("action_sign_up") }));
    await page.getByRole("heading", { name: say("templates_title") }).waitFor();
    await see("1-trade");
    await hands.press(page.getByRole("link", { name: told.trade }));
  });

  test("they answer its questions: the name is there already, one row of hours serves all days", async () => {
    const { page, say } = person;
    await hands.write(page.getByLabel(told.doctor), "Docteur Claire Petit");
    expect(await page.getByLabel(told.name).inputValue()).toBe("Cabinet du Lagon");
    const [usual, monday] = [say("hours_usual"), told.monday];
    const field = (end: "from" | "to", day: string, part: string) =>
      page.getByLabel(say(`hours_${end}`, { day, part: say(`hours_${part}`) }));
    await hands.write(field("from", usual, "first"), "08:00");
    await hands.write(field("to", usual, "first"), "12:00");
    await hands.write(field("from", usual, "second"), "14:00");
    await hands.write(field("to", usual, "second"), "18:00");
    await hands.press(page.getByText(say("hours_other_days"), { exact: true }));
    await hands.write(field("from", monday, "first"), "14:00");
    await hands.write(field("to", monday, "first"), "18:00");
    await see("2-questions");
    await hands.press(page.getByRole("button", { name: say("action_create_assistant") }));
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
    await hands.write(page.getByLabel(say("chat_message")), "Bonjour");
    await hands.press(page.getByRole("button", { name: say("action_send") }));
    await page
      .getByRole("list", { name: say("chat_title") })
      .getByRole("listitem")
      .nth(2)
      .locator("p")
      .waitFor();
    await see("3-try");
    await hands.press(page.getByRole("link", { name: say("start_continue") }));
    await page.getByRole("heading", { name: say("start_number_title") }).waitFor();
    await see("4-number");
    await hands.press(page.getByRole("button", { name: say("start_number_free_action") }));
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
    // Keys go through every field of a form, one after the other; on a busy machine that alone takes a minute.
    expect(seconds).toBeLessThan(hands === withMouse ? 60 : 180);
    await page.getByText("Bonjour ! Comment puis-je vous aider ?").waitFor();
    await see("5-done");
    await hands.press(page.getByRole("link", { name: say("start_done_home") }));
    await page.getByRole("heading", { name: say("home_title"), exact: true }).waitFor();
    expect(person.complaints).toEqual([]);
  });
});
