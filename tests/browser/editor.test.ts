import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { startStack, type Stack } from "../stack.ts";
import { openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

let stack: Stack;
let browser: Browser;
beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ site: true }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await stack.close();
});

describe("look", () => {
  let person: BrowserPerson;
  beforeAll(async () => {
    person = await openBrowser(browser, "fr", { viewport: { width: 1280, height: 900 } });
    await signUp(person, stack.urls.site);
  });
  test("shots", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}/workflows`);
    await screenshot(page, "wf-empty");
    await page.goto(`${stack.urls.site}/workflows/new`);
    await page.getByLabel(say("workflow_name")).fill("Standard du cabinet");
    await screenshot(page, "wf-new");
    await page.getByRole("button", { name: say("workflow_create") }).click();
    await page.waitForURL(/edit$/);
    await page.locator(".step-card").first().waitFor({ timeout: 20000 }).catch(() => undefined);
    await page.waitForTimeout(1500);
    await screenshot(page, "wf-edit");
    console.log(person.complaints);
    await page.locator(".step-card").nth(1).click().catch(() => undefined);
    await page.waitForTimeout(500);
    await screenshot(page, "wf-edit-node");
    await page.goto(page.url().replace("/edit", "/outline"));
    await screenshot(page, "wf-outline");
    await page.goto(page.url().replace("/outline", ""));
    await screenshot(page, "wf-page");
    expect(person.complaints).toEqual([]);
  });
});
