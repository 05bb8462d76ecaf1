import { FILLS } from "@allokoli/shared/limits/testing/fills";
import { PLAN_LIMITS } from "@allokoli/shared/limits/plans";
import type { Browser } from "playwright-core";
import { afterAll, expect, test, vi } from "vitest";
import { shared } from "../shared.ts";
import { startStack, type Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { makeAssistant, openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

// Numbers on bad days: sold, refused, under review, the provider away, the limit reached, sent twice, a viewer.

const PATIENCE = { timeout: 30_000, interval: 200 };

let stack: Stack;
let browser: Browser;
let person: BrowserPerson;
let orgId: string;
shared.beforeAll(async ({ sharedBrowser }) => {
  // Orders look again soon.
  const vars = { "allokoli-telephony": { MIRROR_SWEEP_DELAY_MS: "200" } };
  stack = await startStack({ site: true, vars });
  browser = sharedBrowser;
  person = await openBrowser(browser, "en", { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  await signUp(person, stack.urls.site);
  const assistantId = await makeAssistant(person, stack.urls.site);
  const [row] = await stack.sql<{ org_id: string }>("select org_id from assistants where id = $1", [assistantId]);
  orgId = String(row?.org_id);
  await stack.sql("update organizations set created_at = now() - interval '30 days' where id = $1", [orgId]);
});
afterAll(() => stack.close());

const open = (path: string) => person.page.goto(stack.urls.site + path);
const told = (key: string) => person.page.getByText(person.say(key)).first().waitFor();
const numbers = () =>
  stack.sql<{ id: string; number: string }>(
    "select id, number from phone_numbers where org_id = $1 and deleted_at is null",
    [orgId],
  );

async function look(name: string): Promise<void> {
  const { page } = person;
  await screenshot(page, `numbers-${name}`);
  await requireGoodPage(page);
}

/** Connects an account through its form. */
async function connect(provider: string, fields: Record<string, string>): Promise<void> {
  const { page, say } = person;
  await open(`/settings/telephony/new?provider=${provider}`);
  for (const [name, value] of Object.entries(fields)) await page.locator(`#field-${name}`).fill(value);
  await page.getByRole("button", { name: say("accounts_add") }).click();
}

test("a trial number is taken once, although its page is sent again after Back", async () => {
  const { page, say } = person;
  await open("/numbers/new/trial");
  await look("trial");
  const take = page.getByRole("button", { name: say("start_number_free_action") });
  await take.click();
  await page.waitForURL(/\/numbers\/[0-9a-f-]{36}/);
  const [first] = await numbers();
  await page.goBack();
  await take.click();
  await page.waitForURL(new RegExp(`/numbers/${first?.id}`));
  expect(await numbers()).toHaveLength(1);
  await look("trial-taken");
});

test("a provider that does not answer keeps no account; one's own line is brought from a SIP trunk", async () => {
  const { page, say } = person;
  const { telnyx } = stack.numbers.accounts;
  await stack.numbers.fault({ status: 503 });
  await connect("telnyx", telnyx);
  await told("problem_provider_unavailable");
  await stack.numbers.clearFaults();
  await connect("sip", { gateway: "sip.invalid_name" });
  await told("account_error_gateway");
  await look("trunk-refused");
  await connect("sip", { gateway: "203.0.113.9", name: "Trunk" });
  await told("accounts_done_added");

  await open("/numbers/new/own");
  await page.locator("#field-number").fill("99");
  await page.getByRole("button", { name: say("own_action") }).click();
  await told("number_too_short");
  await look("own-refused");
  await page.locator("#field-number").fill("01 99 00 12 34");
  await page.getByRole("button", { name: say("own_action") }).click();
  await page.waitForURL(/\/numbers\/[0-9a-f-]{36}/);
  expect((await numbers()).map(({ number }) => number)).toContain("+33199001234");
});

test("documents that the provider wants are asked for before the purchase, which waits while they are reviewed", async () => {
  const { page, say } = person;
  await connect("telnyx", stack.numbers.accounts.telnyx);
  await told("accounts_done_added");
  await open("/numbers/new/search?country=FR&type=mobile");
  await told("search_documents");
  await look("search-mobile");
  await page
    .getByRole("link", { name: say("search_choose") })
    .first()
    .click();
  await page.locator("#field-requirementGroupId").fill("not a reference");
  const buy = page.getByRole("main").getByRole("button");
  await buy.click();
  await told("order_error_documents");
  await look("documents-refused");
  await page.locator("#field-requirementGroupId").fill("");
  await buy.click();
  await told("problem_provider_refused");
  expect(stack.numbers.changes()).toEqual([]);
  await page.locator("#field-requirementGroupId").fill(stack.numbers.requirementGroups.underReview);
  await buy.click();
  await page.waitForURL(/\/numbers\/[0-9a-f-]{36}/);
  const current = page.locator('[aria-current="step"]');
  expect(await current.innerText()).toContain(say("numbers_step_buying"));
  await told("numbers_documents_reviewed");
  await look("under-review");
  const order = (await numbers()).find(({ id }) => page.url().includes(id));
  await stack.numbers.review(String(order?.number), "declined");
  await vi.waitFor(async () => {
    await open(`/numbers/${order?.id}`);
    expect(await page.getByText(say("numbers_state_failed_text")).count()).toBe(1);
  }, PATIENCE);
  await look("failed");
  await open("/numbers");
  await look("list");
});

test("a number that somebody else bought is told of; a provider that is silent is named beside the others", async () => {
  const { page, say } = person;
  await open("/numbers/new/search?country=FR&type=local");
  await page
    .getByRole("link", { name: say("search_choose") })
    .first()
    .click();
  await page.waitForURL(/\/buy/);
  const address = page.url();
  await stack.numbers.sell(new URL(address).searchParams.get("number") ?? "");
  await page.getByRole("main").getByRole("button").click();
  await told("problem_provider_refused");
  await page.goto(address);
  await told("buy_gone");
  await look("sold");
  await stack.numbers.fault({ status: 503 });
  await page.goto(address);
  await told("problem_provider_unavailable");
  await open("/numbers/new/search?country=FR&type=local");
  await page.getByText(say("search_silent", { name: "Telnyx" })).waitFor();
  await look("silent");
  await stack.numbers.clearFaults();
  await open("/numbers/new/search?country=FR&type=local&where=Nowhere");
  await told("search_none");
  await open("/numbers/new/search?country=FR&type=local&max=cheap");
  await told("search_error_max");
});

test("one number too many is refused with the limit's name", async () => {
  const { page, say } = person;
  const own = (await numbers()).length;
  await stack.sql(FILLS.phoneNumbers.fill, [orgId, PLAN_LIMITS.starter.phoneNumbers - own + 1]);
  await open("/numbers/new/trial");
  await page.getByRole("button", { name: say("start_number_free_action") }).click();
  await page.getByText(say("limit_phone_numbers")).waitFor();
  await look("limit");
});

test("the database is away: the pages say so, and how to go on", async () => {
  stack.postgres.cut();
  await open("/numbers");
  await told("problem_database_unavailable");
  await look("away");
  await open("/settings/telephony");
  await told("problem_database_unavailable");
  stack.postgres.heal();
  await vi.waitFor(async () => {
    await open("/numbers");
    expect(await person.page.getByRole("main").getByRole("listitem").count()).toBeGreaterThan(0);
  }, PATIENCE);
});

test("a viewer sees the numbers, and is offered nothing that would be refused", async () => {
  const { page } = person;
  const [number] = await numbers();
  const { user: owner } = await stack.newMember(orgId, "owner");
  await stack.sql("update memberships set role = 'viewer' where org_id = $1 and user_id <> $2", [orgId, owner.id]);
  const [account] = await stack.sql<{ id: string }>("select id from telephony_credentials where org_id = $1", [orgId]);
  for (const path of [
    "/numbers",
    `/numbers/${number?.id}`,
    `/numbers/${number?.id}/forwarding`,
    "/settings/telephony",
    `/settings/telephony/${account?.id}`,
  ]) {
    await open(path);
    await page.getByRole("main").getByRole("heading", { level: 1 }).waitFor();
    expect(await page.getByRole("main").locator("form").count(), path).toBe(0);
    const links = await page
      .getByRole("main")
      .getByRole("link")
      .evaluateAll((all) => all.map((link) => link.getAttribute("href")));
    expect(links.filter((href) => /\/(new|answering)\b/.test(String(href)))).toEqual([]);
  }
  await look("viewer");
  for (const path of [
    "/numbers/new",
    "/numbers/new/search",
    "/settings/telephony/new",
    `/numbers/${number?.id}/answering`,
  ]) {
    await open(path);
    await told("problem_role_too_low");
    expect(await page.getByRole("main").locator("form").count(), path).toBe(0);
  }
  expect(person.complaints).toEqual([]);
});
