import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { openBrowser, signUp, type BrowserPerson } from "./person.ts";

let stack: Stack;
let browser: Browser;
shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

describe.each([
  { language: "fr", scripts: true },
  { language: "en", scripts: false },
] as const)("whoever leaves for good, in $language, scripts: $scripts", ({ language, scripts }) => {
  let person: BrowserPerson;
  let email: string;
  beforeAll(async () => {
    person = await openBrowser(browser, language, { javaScriptEnabled: scripts });
    email = await signUp(person, stack.urls.site);
  });
  afterAll(() => person.context.close());

  const confirm = async (words: string, action: string, confirmation: string) => {
    const { page } = person;
    const field = page.getByLabel(words);
    if (!(await field.isVisible())) await page.locator("summary", { hasText: action }).click();
    await field.fill(confirmation);
    await page.getByRole("button", { name: action }).click();
  };
  const endAccount = (address: string) =>
    confirm(person.say("account_delete_email"), person.say("account_delete"), address);
  const endOrganization = (name: string) =>
    confirm(person.say("organization_delete_name"), person.say("organization_delete"), name);

  test("is told that an organization would be left without an owner, and the way there", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}/account`);
    await endAccount("quelquun@cabinet.example");
    await page.getByText(say("account_delete_wrong")).waitFor();
    await endAccount(email);
    await page.getByText(say("account_delete_owner")).waitFor();
    await requireGoodPage(page, scripts);
    await page.getByRole("link", { name: say("account_delete_owner_link") }).click();
    await page.getByRole("heading", { level: 1, name: say("organizations_title") }).waitFor();
  });

  test("deletes the organization by its name, and then the account", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}/settings/organization`);
    const name = await page.getByLabel(say("field_organization")).inputValue();
    await endOrganization("autre");
    await page.getByText(say("organization_delete_wrong")).waitFor();
    await requireGoodPage(page, scripts);
    await endOrganization(name);
    await page.getByText(say("organization_deleted")).waitFor();
    await requireGoodPage(page, scripts);
    await page.goto(`${stack.urls.site}/account`);
    await endAccount(email);
    await page.getByText(say("account_deleted")).waitFor();
    await page.goto(`${stack.urls.site}/account`);
    await page.getByRole("heading", { name: say("signin_title") }).waitFor();
    expect(await stack.sql("select id from auth.users where email = $1", [email])).toEqual([]);
    expect(person.complaints).toEqual([]);
  });
});
