import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { startHouse, type House } from "../house.ts";
import { newAddress, openBrowser, signUp, type BrowserPerson } from "./person.ts";

let house: House;
let browser: Browser;
beforeAll(async () => {
  [house, browser] = await Promise.all([startHouse({ site: true }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await house.close();
});

describe.each([
  { language: "fr", scripts: true },
  { language: "en", scripts: false },
] as const)("in $language, scripts: $scripts", ({ language, scripts }) => {
  let owner: BrowserPerson;
  let guest: BrowserPerson;
  const email = newAddress();
  beforeAll(async () => {
    const options = { javaScriptEnabled: scripts };
    owner = await openBrowser(browser, language, options);
    guest = await openBrowser(browser, language, options);
    await signUp(owner, house.urls.site);
  });
  afterAll(async () => {
    await Promise.all([owner.context.close(), guest.context.close()]);
  });

  test("an owner sees what the plan allows, and invites somebody by mail", async () => {
    const { page, say } = owner;
    await page.goto(`${house.urls.site}/organization`);
    await page.getByText(say("limit_calls_at_once")).waitFor();
    await page.getByLabel(say("field_email")).fill(email);
    await page.getByRole("button", { name: say("invite_action") }).click();
    await page.getByText(say("done_invited")).waitFor();
    await page.getByText(email, { exact: true }).waitFor();
  });

  test("whoever follows the mail joins, and is among the members", async () => {
    const { page, say } = guest;
    await expect.poll(() => house.auth.mails(email).length, { timeout: 15_000 }).toBe(1);
    await page.goto(house.auth.mails(email)[0]?.link ?? "");
    await page.getByRole("button", { name: say("action_continue") }).click();
    await page.waitForURL(`${house.urls.site}/invitations`);
    await page.getByRole("button", { name: say("invitations_accept", { organization: "Cabinet du Parc" }) }).click();
    await page.getByText(say("done_joined")).waitFor();
    await page.getByText(`(${say("members_you")})`).waitFor();
  });

  test("the owner gives another role, and cannot leave as the last owner", async () => {
    const { page, say } = owner;
    await page.goto(`${house.urls.site}/organization`);
    const guestRow = page.getByRole("listitem").filter({ hasText: email });
    await guestRow.getByRole("combobox").selectOption("viewer");
    await guestRow.getByRole("button", { name: say("members_change_role") }).click();
    await page.getByText(say("done_role")).waitFor();
    await page.getByText(say("members_leave"), { exact: true }).click();
    await page.getByRole("button", { name: say("members_leave_confirm") }).click();
    await page.getByText(say("members_last_owner")).waitFor();
  });

  test("the guest leaves", async () => {
    const { page, say } = guest;
    await page.goto(`${house.urls.site}/organization`);
    await page.getByText(say("members_leave"), { exact: true }).click();
    await page.getByRole("button", { name: say("members_leave_confirm") }).click();
    await page.getByText(say("done_left")).waitFor();
    await owner.page.goto(`${house.urls.site}/organization`);
    expect(await owner.page.getByText(email).count()).toBe(0);
  });

  test("the browser had nothing to complain of", () => {
    expect([...owner.complaints, ...guest.complaints]).toEqual([]);
  });
});
