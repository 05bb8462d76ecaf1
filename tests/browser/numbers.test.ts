import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { ASSISTANT_NAME, makeAssistant, openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

// A practice gets a telephone number: its account, the purchase, who answers when, the line that is forwarded to it.

/** Holidays a few days ahead would close every day that the page shows. */
const NEXT_YEAR = new Date().getUTCFullYear() + 1;
const PATIENCE = { timeout: 30_000, interval: 200 };

let stack: Stack;
let browser: Browser;
shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

describe.each([
  { language: "fr", scripts: true, viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  { language: "en", scripts: false, viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const)("in $language, scripts: $scripts", ({ language, scripts, ...screen }) => {
  let person: BrowserPerson;
  let orgId: string;
  let bought = { id: "", number: "" };
  beforeAll(async () => {
    person = await openBrowser(browser, language, { javaScriptEnabled: scripts, ...screen });
    await signUp(person, stack.urls.site);
    const assistantId = await makeAssistant(person, stack.urls.site);
    const [row] = await stack.sql<{ org_id: string }>("select org_id from assistants where id = $1", [assistantId]);
    orgId = String(row?.org_id);
    await stack.sql(
      "update organizations set plan = 'business', created_at = now() - interval '30 days' where id = $1",
      [orgId],
    );
  });
  afterAll(() => person.context.close());

  const open = (path: string) => person.page.goto(stack.urls.site + path);
  const button = (key: string, values?: Record<string, string>) =>
    person.page.getByRole("main").getByRole("button", { name: person.say(key, values) });
  const look = async (name: string) => {
    const { page } = person;
    await screenshot(page, `numbers-${name}-${language}`);
    await requireGoodPage(page, scripts);
  };

  test("without an account, the way to one is shown; a wrong one is refused at its field, and what was typed stays", async () => {
    const { page, say } = person;
    await open("/numbers");
    await look("empty");
    await page
      .getByRole("main")
      .getByRole("link", { name: say("numbers_new") })
      .first()
      .click();
    await page.waitForURL(/\/numbers\/new$/);
    await look("new");
    await page.getByRole("link", { name: say("numbers_way_buy") }).click();
    await page.getByText(say("accounts_none"), { exact: true }).waitFor();
    await page.getByRole("link", { name: say("accounts_new") }).click();
    await page.waitForURL(/\/settings\/telephony\/new$/);
    const { accountSid, authToken } = stack.numbers.accounts.twilio;
    await page.getByLabel(say("account_sid")).fill(accountSid);
    await page.getByLabel(say("account_token")).fill("wrong");
    await page.getByLabel(say("accounts_name")).fill("Twilio <b>du</b> cabinet");
    await button("accounts_add").click();
    await page.getByText(say("account_error_secret")).waitFor();
    expect(await page.getByLabel(say("account_sid")).inputValue()).toBe(accountSid);
    await look("account-refused");
    await page.getByLabel(say("account_token")).fill(authToken);
    await button("accounts_add").click();
    await page.getByText(say("accounts_done_added")).waitFor();
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Twilio <b>du</b> cabinet");
    expect(await page.content()).not.toContain(authToken);
    await look("account");
  });

  test("a number is found and bought once, however often the button is pressed, after its price was said", async () => {
    const { page, say } = person;
    const before = stack.numbers.changes().length;
    await open("/numbers/new/search");
    await page.getByLabel(say("search_where")).fill("01");
    await button("action_search").click();
    await page.waitForURL(/where=01/);
    const offer = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: say("search_choose") }) });
    expect(await offer.first().innerText()).toContain("€");
    await look("search");
    await offer.first().getByRole("link").click();
    await page.waitForURL(/\/numbers\/new\/buy/);
    const address = page.url();
    bought.number = new URL(address).searchParams.get("number") ?? "";
    for (const text of ["buy_ends_text", "buy_minutes"]) expect(await page.getByText(say(text)).isVisible()).toBe(true);
    await look("buy");
    const buy = page.getByRole("main").getByRole("button");
    if (scripts) await buy.dblclick();
    else await buy.click();
    await page.waitForURL(/\/numbers\/[0-9a-f-]{36}/);
    bought.id = /numbers\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
    await page.goto(address);
    await page.getByText(say("buy_yours_already")).waitFor();
    expect(await page.getByRole("main").getByRole("button").count()).toBe(0);
    const deeds = stack.numbers.changes().slice(before);
    expect(deeds.map(({ change, number }) => [change, number])).toEqual([["bought", bought.number]]);
    await vi.waitFor(async () => {
      await open(`/numbers/${bought.id}`);
      expect(await page.getByText(say("numbers_call_it"), { exact: true }).count()).toBe(1);
    }, PATIENCE);
    await look("bought");
  });

  test("hours, a public holiday and days off are saved, and the coming days are told as calls will be answered", async () => {
    const { page, say } = person;
    await open(`/numbers/${bought.id}/answering`);
    await page.getByLabel(say("answering_by_hours"), { exact: true }).check();
    await page
      .getByLabel(say("answering_open"), { exact: true })
      .selectOption({ label: say("answerer_choose_transfer") });
    await page.locator('input[name="open.number"]').fill("99");
    await page.getByLabel(say("answering_closed"), { exact: true }).selectOption({ label: ASSISTANT_NAME });
    for (const [name, value] of [
      ["hours.usual.0.from", "09:00"],
      ["hours.usual.0.to", "12:30"],
      ["exceptions.0.from", `${NEXT_YEAR}-08-02`],
      ["exceptions.0.to", `${NEXT_YEAR}-08-01`],
      ["exceptions.0.name", "Congés <b>d’été</b>"],
    ] as const)
      await page.locator(`input[name="${name}"]`).fill(value);
    await look("answering");
    await button("action_save").click();
    await page.getByText(say("exceptions_error_dates")).waitFor();
    await page.locator('input[name="exceptions.0.to"]').fill(`${NEXT_YEAR}-08-15`);
    await button("action_save").click();
    await page.getByText(say("number_too_short")).waitFor();
    expect(await page.locator('input[name="exceptions.0.name"]').inputValue()).toBe("Congés <b>d’été</b>");
    await look("answering-refused");
    await page.locator('input[name="open.number"]').fill("06 39 98 12 34");
    await page.locator('select[name="fallback.type"]').selectOption("number");
    await page.locator('input[name="fallback.number"]').fill("01 99 00 99 99");
    await button("action_save").click();
    await page.getByText(say("done_saved")).waitFor();
    const [row] = await stack.sql<{
      hours: { exceptions: { date: string; open: object[] }[]; publicHolidays: string };
    }>("select hours from phone_numbers where id = $1", [bought.id]);
    expect(row?.hours.exceptions).toHaveLength(14);
    expect(row?.hours.publicHolidays).toBe("FR");
    const preview = page.locator("dl").first();
    expect(await preview.locator("dt").count()).toBe(7);
    expect(await preview.innerText()).toContain("+33 6 39 98 12 34");
    await look("hours");
  });

  test("somebody else's change is told before mine replaces it", async () => {
    const { page, say } = person;
    await open(`/numbers/${bought.id}/answering`);
    await stack.sql("update phone_numbers set name = 'Ligne de nuit', revision = revision + 1 where id = $1", [
      bought.id,
    ]);
    await page.locator("#field-name").fill("Accueil du matin");
    await button("action_save").click();
    await page.getByText(say("answering_theirs_first")).waitFor();
    expect(await page.getByText("Ligne de nuit").count()).toBeGreaterThan(0);
    expect(await page.locator("#field-name").inputValue()).toBe("Accueil du matin");
    await look("theirs-first");
    await button("action_save").click();
    await page.getByText(say("done_saved")).waitFor();
    const [row] = await stack.sql<{ name: string }>("select name from phone_numbers where id = $1", [bought.id]);
    expect(row?.name).toBe("Accueil du matin");
  });

  test("a forwarded line is explained by operator, and its test call is seen to arrive", async () => {
    const { page, say } = person;
    await open(`/numbers/${bought.id}/forwarding`);
    await page.getByRole("link", { name: say("operator_free") }).click();
    await page.waitForURL(/operator=free/);
    const national = `0${bought.number.slice(3)}`;
    expect(await page.getByText(`*21*${national}#`, { exact: true }).isVisible()).toBe(true);
    expect(await page.getByText(`**61*${bought.number}*11*20#`, { exact: true }).isVisible()).toBe(true);
    await look("forwarding");
    if (scripts) await page.locator('[data-connection="open"]').waitFor();
    // Whatever the hour is, the assistant answers.
    const [row] = await stack.sql<{ vapi: string }>(
      "update phone_numbers set hours = null where id = $1 returning vapi_phone_number_id as vapi",
      [bought.id],
    );
    await stack.vapi.ring({
      phoneNumberId: row?.vapi,
      from: "+33612345678",
      script: [{ caller: "Allô ?" }, { hangUp: true }],
    });
    if (scripts) await page.getByText(say("arrival_title")).waitFor({ timeout: 30_000 });
    else {
      const again = page.getByRole("link", { name: say("arrival_look") });
      await vi.waitFor(async () => {
        const before = page.url();
        if ((await again.count()) > 0) await again.click();
        await page.waitForURL((url) => url.href !== before);
        expect(await page.getByText(say("arrival_title")).count()).toBe(1);
      }, PATIENCE);
    }
    expect(await page.getByRole("main").innerText()).toContain("+33 6 12 34 56 78");
    await look("arrived");
  });

  test("an account in use cannot be deleted; a released number goes back to its provider", async () => {
    const { page, say } = person;
    const before = stack.numbers.changes().length;
    await open("/settings/telephony");
    await look("accounts");
    await page
      .getByRole("main")
      .getByRole("link", { name: /Twilio/ })
      .click();
    await page.getByText(say("accounts_release_first")).waitFor();
    await page.getByRole("link", { name: /33/ }).first().click();
    await page.getByText(say("release"), { exact: true }).click();
    await page.getByRole("button", { name: /33/ }).click();
    await page.getByText(say("numbers_done_released")).waitFor();
    await vi.waitFor(() => {
      const deeds = stack.numbers.changes().slice(before);
      expect(deeds.map(({ change, number }) => [change, number])).toEqual([["released", bought.number]]);
    }, PATIENCE);
  });
});
