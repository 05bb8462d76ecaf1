import { FILLS } from "@allokoli/shared/limits/testing/fills";
import { PLAN_LIMITS } from "@allokoli/shared/limits/plans";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { makeAssistant, openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

let stack: Stack;
let browser: Browser;
shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

describe.each(["fr", "en"] as const)("in %s", (language) => {
  let owner: BrowserPerson;
  let email: string;
  beforeAll(async () => {
    owner = await openBrowser(browser, language, { javaScriptEnabled: language === "fr" });
    email = await signUp(owner, stack.urls.site);
    await makeAssistant(owner, stack.urls.site);
  });
  afterAll(() => owner.context.close());

  test("a new organization sees its limits for a day, and every other limit", async () => {
    const { page, say } = owner;
    await page.goto(`${stack.urls.site}/settings/organization`);
    await page.getByText(say("limit_calls_out"), { exact: true }).waitFor();
    await page.getByText(say("limits_more")).click();
    for (const name of ["limit_functions", "limit_versions", "limit_test_runs", "limit_streams", "limit_members"])
      await page.locator("main").getByText(say(name), { exact: true }).waitFor();
    await screenshot(page, `${language}-limits`);
  });

  test("a call before the address is confirmed is refused, and the page says what to do", async () => {
    const { page, say } = owner;
    await stack.sql("update auth.users set email_confirmed_at = null where email = $1", [email]);
    await page.goto(`${stack.urls.site}/calls/new`);
    await page.getByLabel(say("call_number")).fill("06 12 34 56 78");
    await page.getByRole("button", { name: say("action_call"), exact: true }).click();
    await page.getByText(say("problem_address_not_verified")).waitFor();
    await page.getByText(say("problem_address_not_verified_next")).waitFor();
  });

  test("one assistant too many is refused, and the page names the limit", async () => {
    const { page, say } = owner;
    const allowed = PLAN_LIMITS.starter.assistants;
    const [org] = await stack.sql<{ id: string }>(
      "select org_id as id from memberships join auth.users u on u.id = user_id where u.email = $1",
      [email],
    );
    await stack.sql(FILLS.assistants.fill, [org?.id, allowed - 1]);
    await page.goto(`${stack.urls.site}/assistants/new/form`);
    await page.getByLabel(say("assistant_name"), { exact: true }).fill("Un de trop");
    await page.getByLabel(say("assistant_system_prompt"), { exact: true }).fill("Vous répondez.");
    await page.getByRole("button", { name: say("action_create_assistant") }).click();
    const told = { limit: say("limit_assistants"), used: String(allowed), allowed: String(allowed) };
    await page.getByText(say("problem_limit_reached", told)).waitFor();
  });
});
