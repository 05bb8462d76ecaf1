import type { Browser } from "playwright-core";
import { expect, test } from "vitest";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { openBrowser, PASSWORD, screenshot, signIn, signUp, type BrowserPerson } from "./person.ts";

// What belongs to a person and not to a browser: their language, how the site looks, their password, where they work.

let stack: Stack;
let browser: Browser;
let person: BrowserPerson;
let email: string;
shared.beforeAll(async ({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
  person = await openBrowser(browser, "fr");
  email = await signUp(person, stack.urls.site);
});

const elsewhere = async (password = PASSWORD) => {
  const other = await openBrowser(browser, "fr");
  await signIn(other, stack.urls.site, email, password);
  await other.page.waitForURL(`${stack.urls.site}/`);
  return other;
};

test("language and appearance are the account's, in every browser", async () => {
  const { page, say } = person;
  await page.goto(`${stack.urls.site}/account`);
  await page.getByLabel(say("account_theme")).selectOption("dark");
  await page.getByLabel(say("account_language")).selectOption("en");
  await page.getByRole("button", { name: say("action_save"), exact: true }).click();
  await page.waitForURL(/\/account/);
  await screenshot(page, "account");
  const other = await elsewhere();
  const html = other.page.locator("html");
  await other.page.getByRole("heading", { name: "Today", exact: true }).waitFor();
  expect([await html.getAttribute("lang"), await html.getAttribute("data-theme")]).toEqual(["en", "dark"]);
  const background = await other.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(background).toBe("rgb(15, 21, 19)");
  // The switch at the foot of a page counts for the account as well.
  await other.page.getByRole("button", { name: "Français" }).click();
  await other.page.getByRole("heading", { name: say("home_title"), exact: true }).waitFor();
  await other.context.close();
  const third = await elsewhere();
  await third.page.getByRole("heading", { name: say("home_title"), exact: true }).waitFor();
  await third.context.close();
});

test("a new password needs the old one", async () => {
  const { page, say } = person;
  await page.goto(`${stack.urls.site}/account`);
  await page.getByRole("button", { name: "Français" }).click();
  const change = async (current: string) => {
    await page.getByLabel(say("account_current_password")).fill(current);
    await page.getByLabel(say("field_new_password")).fill("une toute nouvelle phrase 44");
    await page.getByRole("button", { name: say("action_save_password") }).click();
  };
  await change("ce n’est pas elle");
  await page.getByText(say("account_wrong_password")).waitFor();
  await change(PASSWORD);
  await page.getByText(say("done_password")).waitFor();
  const other = await elsewhere("une toute nouvelle phrase 44");
  await other.context.close();
});

test("who joined another organization lands there in a new browser, and changes with one click", async () => {
  const { organizationId } = await stack.newOrganization();
  await stack.sql("update public.organizations set name = 'Cabinet invitant' where id = $1", [organizationId]);
  await stack.sql(
    `insert into public.memberships (org_id, user_id, role, created_at)
     select $1, id, 'member', now() from auth.users where email = $2`,
    [organizationId, email],
  );
  const { page, say, context } = await elsewhere("une toute nouvelle phrase 44");
  const menu = page.getByRole("button", { name: "Cabinet invitant" });
  await menu.click();
  await page.getByRole("button", { name: "Cabinet du Parc" }).click();
  await page.getByRole("button", { name: "Cabinet du Parc" }).waitFor();
  await page.getByRole("heading", { name: say("home_title"), exact: true }).waitFor();
  await context.close();
});

test("who runs two businesses makes a second organization, and works there at once", async () => {
  const { page, say, context } = await elsewhere("une toute nouvelle phrase 44");
  await page.goto(`${stack.urls.site}/organizations`);
  await page.getByLabel(say("field_organization")).fill("Cabinet du Port");
  await page.getByLabel(say("organization_zone")).selectOption("America/Martinique");
  await page.getByRole("button", { name: say("organizations_create") }).click();
  await page.waitForURL(`${stack.urls.site}/assistants/new`);
  await page.getByRole("button", { name: "Cabinet du Port" }).waitFor();
  await page.goto(`${stack.urls.site}/organizations`);
  await screenshot(page, "organizations");
  const other = page.getByRole("listitem").filter({ hasText: "Cabinet du Parc" });
  await other.getByRole("button", { name: say("organizations_open") }).click();
  await page.getByRole("heading", { name: say("home_title"), exact: true }).waitFor();
  await page.getByRole("button", { name: "Cabinet du Parc" }).waitFor();
  const zones = await stack.sql("select time_zone from organizations where name = 'Cabinet du Port'");
  expect(zones).toEqual([{ time_zone: "America/Martinique" }]);
  await context.close();
});

test("a link from a mail opens in the organization that it is about, and in no other than one's own", async () => {
  const { page, context } = await elsewhere("une toute nouvelle phrase 44");
  const [parc] = await stack.sql<{ id: string }>(
    `select o.id from organizations o join memberships m on m.org_id = o.id join auth.users u on u.id = m.user_id
     where u.email = $1 and o.name = 'Cabinet du Parc'`,
    [email],
  );
  const here = page.locator(".organization-name");
  expect(await here.innerText()).not.toContain("Cabinet du Parc");
  await page.goto(`${stack.urls.site}/messages?state=all&organization=${parc?.id}`);
  expect(page.url()).toBe(`${stack.urls.site}/messages?state=all`);
  expect(await here.innerText()).toContain("Cabinet du Parc");
  const { organizationId } = await stack.newOrganization();
  const answer = await page.goto(`${stack.urls.site}/messages?organization=${organizationId}`);
  expect([answer?.status(), await here.innerText()]).toEqual([200, expect.stringContaining("Cabinet du Parc")]);
  await context.close();
});
