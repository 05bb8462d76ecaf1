import type { Browser } from "playwright-core";
import { expect, test } from "vitest";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { openBrowser, PASSWORD, screenshot, signUp, type BrowserPerson } from "./person.ts";

let stack: Stack;
let browser: Browser;
let person: BrowserPerson;
let email: string;
shared.beforeAll(async ({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
  person = await openBrowser(browser, "fr");
  email = await signUp(person, stack.urls.site);
});

const form = () => `${stack.urls.site}/assistants/new/garage`;
const name = () => person.page.locator("[name='answer.name']");
const more = () => person.page.locator("[name='answer.more']");
const LONG = "Nous sommes derrière la gare. ".repeat(30).trim();

async function begin() {
  await person.page.goto(form());
  await name().fill("Garage du Pont");
  await more().fill(LONG);
}

test("a reload and a change of language lose nothing that was typed", async () => {
  const { page, say } = person;
  await begin();
  await page.reload();
  await page.getByText(say("draft_restored")).waitFor();
  expect([await name().inputValue(), await more().inputValue()]).toEqual(["Garage du Pont", LONG]);
  await screenshot(page, "draft-restored");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByText("What you had written is back.").waitFor();
  expect(await more().inputValue()).toBe(LONG);
  await page.getByRole("button", { name: "Français" }).click();
});

test("a session that ends while typing loses nothing either", async () => {
  const { page, context, say } = person;
  await begin();
  const cookies = await context.cookies();
  await context.clearCookies();
  await context.addCookies(cookies.filter(({ name }) => !name.startsWith("allokoli-session")));
  await page.getByRole("button", { name: say("action_create_assistant") }).click();
  await page.waitForURL(/\/signin/);
  await page.getByLabel(say("field_email")).fill(email);
  await page.getByLabel(say("field_password"), { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: say("action_sign_in") }).click();
  await page.getByText(say("draft_restored")).waitFor();
  expect([await name().inputValue(), await more().inputValue()]).toEqual(["Garage du Pont", LONG]);
});

test("the page as it is saved is one click away", async () => {
  const { page, say } = person;
  await begin();
  await page.reload();
  await page.getByRole("button", { name: say("draft_discard") }).click();
  await page.waitForFunction(() => !document.querySelector("[data-draft-notice]:not([hidden])"));
  expect(await more().inputValue()).toBe("");
});

test("Back and send again makes no second assistant, and the next form is empty", async () => {
  const { page, say } = person;
  await begin();
  await page.getByRole("button", { name: say("action_create_assistant") }).click();
  await page.waitForURL(/start\/try/);
  const first = page.url();
  await page.goBack();
  await name().fill("Garage du Pont");
  await more().fill(LONG);
  await page.getByRole("button", { name: say("action_create_assistant") }).click();
  await page.waitForURL(/start\/try/);
  expect(page.url()).toBe(first);
  const made = await stack.sql("select id from public.assistants where name = 'Garage du Pont'");
  expect(made).toHaveLength(1);
  await page.goto(form());
  expect(await more().inputValue()).toBe("");
});

test("rows that were added and taken away are as they were left", async () => {
  const { page, say } = person;
  const row = (number: number) => page.locator(`#transfer-${number}`);
  await page.goto(`${stack.urls.site}/assistants/new/form`);
  const add = page.getByRole("button", { name: say("transfer_add") });
  for (let number = 0; number < 3; number += 1) {
    await add.click();
    await row(number).locator("input[type=tel], input").first().fill(`06 39 98 12 3${number}`);
  }
  await row(1)
    .getByRole("button", { name: say("row_remove") })
    .click();
  await page.reload();
  await page.getByText(say("draft_restored")).waitFor();
  expect(await page.locator("[data-rows=transfer] > [data-row]").count()).toBe(2);
  expect(await row(0).locator("input").first().inputValue()).toBe("06 39 98 12 30");
  expect(await row(2).locator("input").first().inputValue()).toBe("06 39 98 12 32");
  // A further one gets a number of its own.
  await add.click();
  await row(3).waitFor();
});

test("another person at the same computer finds nothing of it", async () => {
  const { page, say } = person;
  await begin();
  await page.getByRole("button", { name: say("action_sign_out") }).click();
  await page.waitForURL(/signin/);
  const kept = await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("draft:")));
  expect(kept).toEqual([]);
});
