import { randomUUID } from "node:crypto";
import type { Browser } from "playwright-core";
import { expect, test } from "vitest";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { makeAssistant, openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

// What a secretary does with calls: sees whom to call back, finds, keeps a search, takes a file, calls several people.

let stack: Stack;
let browser: Browser;
let person: BrowserPerson;
let orgId = "";
const url = (path: string) => stack.urls.site + path;

async function insertCall(given: {
  number: string;
  hoursAgo?: number;
  started?: boolean;
  family?: string;
  reason?: string;
  data?: object;
  summary?: string;
}) {
  const { number, hoursAgo = 1, started = true, family = "caller_hung_up", data = null, summary = null } = given;
  const unanswered = "call.start.error-subscription-concurrency-limit-reached";
  const { reason = started ? "customer-ended-call" : unanswered } = given;
  const at = new Date(Date.now() - hoursAgo * 3_600_000);
  await stack.sql(
    `insert into public.calls
       (id, org_id, direction, status, customer_number, created_at, started_at, ended_at, ended_reason, ended_family,
        duration_ms, structured_data, summary)
     values ($1, $2, 'inbound', 'ended', $3, $4, $5, $4, $6, $7, 65000, $8, $9)`,
    [randomUUID(), orgId, number, at, started ? at : null, reason, family, data, summary],
  );
}

shared.beforeAll(async ({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
  person = await openBrowser(browser, "fr", { viewport: { width: 390, height: 844 } });
  const email = await signUp(person, stack.urls.site);
  await makeAssistant(person, stack.urls.site);
  const [row] = await stack.sql<{ org_id: string }>(
    "select m.org_id from public.memberships m join auth.users u on u.id = m.user_id where u.email = $1",
    [email],
  );
  orgId = row?.org_id ?? "";
  await insertCall({ number: "+33600000001", started: false, family: "plan_limit" });
  await insertCall({ number: "+33600000001", started: false, family: "plan_limit", hoursAgo: 2 });
  await insertCall({ number: "+33600000002", data: { isUrgent: true }, summary: "Forte fièvre." });
  await insertCall({ number: "+33600000003", hoursAgo: 49, family: "voicemail", summary: "=1+1" });
});

async function see(name: string) {
  await screenshot(person.page, name);
  await requireGoodPage(person.page);
}

test("the home page says whom to call back, once for each caller, and when it is done they are gone", async () => {
  const { page, say } = person;
  await page.goto(url("/"));
  await page.getByRole("heading", { name: say("call_back_title") }).waitFor();
  await page.getByText(say("call_back_times", { count: "2" })).waitFor();
  expect(await page.getByRole("link", { name: say("call_back"), exact: true }).getAttribute("href")).toBe(
    "tel:+33600000001",
  );
  await see("calls-home");
  await page.getByRole("button", { name: say("call_back_done") }).click();
  await page.getByText(say("call_back_noted")).waitFor();
  expect(await page.getByRole("heading", { name: say("call_back_title") }).count()).toBe(0);
  await page.getByRole("button", { name: say("action_undo") }).click();
  await page.getByText(say("call_back_open_again")).waitFor();
  await page.getByRole("heading", { name: say("call_back_title") }).waitFor();
});

test("calls stand under their days, with what matters on them", async () => {
  const { page, say } = person;
  await page.goto(url("/calls"));
  const days = await page.getByRole("heading", { level: 2 }).allTextContents();
  expect(days.length).toBeGreaterThanOrEqual(2);
  await page.getByText(say("badge_urgent")).first().waitFor();
  await page.getByText(say("badge_lost")).first().waitFor();
  await see("calls-list");
  await page.getByRole("link", { name: say("calls_to_call_back") }).click();
  await page.getByRole("heading", { name: say("call_back_title") }).waitFor();
  expect(await page.getByText("+33 6 00 00 00 02").count()).toBe(0);
});

test("a search is in the address, and is kept under a name until it is removed", async () => {
  const { page, say } = person;
  await page.goto(url("/calls?endedFamily=voicemail"));
  expect(await page.getByText("+33 6 00 00 00 03").count()).toBe(1);
  expect(await page.getByText("+33 6 00 00 00 02").count()).toBe(0);
  await page.getByText(say("calls_save"), { exact: true }).click();
  await page.getByLabel(say("calls_save_name")).fill("Répondeurs");
  await page.getByRole("button", { name: say("action_save") }).click();
  await page.goto(url("/calls"));
  await page.getByRole("link", { name: "Répondeurs" }).click();
  await page.waitForURL(/endedFamily=voicemail/);
  await see("calls-saved");
  await page.getByRole("button", { name: say("calls_saved_remove", { name: "Répondeurs" }) }).click();
  await page.getByText(say("calls_save"), { exact: true }).waitFor();
});

test("a caller is blocked from their call, seen in the list, and let in again", async () => {
  const { page, say } = person;
  const number = "+33948123456";
  await insertCall({ number, hoursAgo: 3 });
  await page.goto(url("/calls?number=0948123456"));
  await page.getByRole("link", { name: "+33 9 48 12 34 56" }).first().click();
  await page.locator("summary", { hasText: say("blocked_this") }).click();
  await page.getByLabel(say("blocked_note")).fill("Publicité");
  await see("call-block");
  await page.getByRole("button", { name: say("blocked_this") }).click();
  await page.getByText(say("blocked_done")).waitFor();
  await page.getByText(say("blocked_is")).waitFor();
  await insertCall({ number, started: false, family: "blocked", reason: "caller-blocked" });

  await page.goto(url("/numbers"));
  await page.getByRole("link", { name: say("blocked_title") }).click();
  const row = page.getByRole("listitem").filter({ hasText: "+33 9 48 12 34 56" });
  await row.getByText("Publicité").waitFor();
  await row.getByText(say("blocked_hears", { words: say("blocked_answer_usual") })).waitFor();
  await see("blocked-list");
  await row.locator("summary", { hasText: say("blocked_change") }).click();
  await row.getByLabel(say("blocked_answer")).fill("");
  await row.getByRole("button", { name: say("action_save") }).click();
  await row.getByText(say("blocked_hears_nothing")).waitFor();
  await row.getByRole("link", { name: say("blocked_see_calls") }).click();
  await page.getByText(say("badge_blocked"), { exact: true }).first().waitFor();
  await see("blocked-calls");

  await page.goto(url("/numbers/blocked"));
  await page.locator("summary", { hasText: say("blocked_add") }).click();
  await page.getByLabel(say("blocked_number")).fill("12");
  await page.getByRole("button", { name: say("blocked_block"), exact: true }).click();
  await page.getByText(say("number_too_short")).waitFor();
  await page.getByLabel(say("blocked_number")).fill("09 48 12 34 56");
  await page.getByRole("button", { name: say("blocked_block"), exact: true }).click();
  await page.getByText(say("blocked_already")).waitFor();

  await row.getByRole("button", { name: say("blocked_unblock") }).click();
  await page.getByText(say("blocked_undone", { number: "+33 9 48 12 34 56" })).waitFor();
  await page.getByText(say("blocked_empty"), { exact: true }).waitFor();
  await see("blocked-undo");
  await page.getByRole("button", { name: say("action_undo") }).click();
  await row.getByText(say("blocked_hears_nothing")).waitFor();
  await row.getByText("Publicité").waitFor();
  await row.getByRole("button", { name: say("blocked_unblock") }).click();
  await page.getByText(say("blocked_empty"), { exact: true }).waitFor();

  await page.locator("summary", { hasText: say("blocked_hidden_add") }).click();
  await see("blocked-hidden");
  await page.getByRole("button", { name: say("blocked_hidden_add") }).click();
  await page.getByRole("heading", { name: say("blocked_hidden"), exact: true }).waitFor();
  expect(await page.locator("summary", { hasText: say("blocked_hidden_add") }).count()).toBe(0);
});

test("the list is a file for a spreadsheet, in which no caller's words are a formula", async () => {
  const { page } = person;
  const answer = await page.request.get(url("/calls.csv?endedFamily=voicemail"));
  expect(answer.headers()["content-type"]).toBe("text/csv; charset=utf-8");
  const lines = (await answer.text()).trim().split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain("'=1+1");
  expect(lines[1]).toContain("'+33600000003");
});

test("several people are called from a list; a line that is no number is named, and nobody is called", async () => {
  const { page, say } = person;
  await page.goto(url("/calls/new"));
  await page.getByText(say("call_several"), { exact: true }).click();
  await page.getByLabel(say("call_people"), { exact: true }).fill("Mme Roux; 06 00 00 00 11\nM. Petit; 12");
  await page.getByRole("button", { name: say("action_call"), exact: true }).click();
  await page.getByText(/Ligne 2/).waitFor();
  await see("calls-several-refused");
  const placed = "select id from public.calls where org_id = $1 and direction = 'outbound'";
  expect(await stack.sql(placed, [orgId])).toEqual([]);
  await page.getByLabel(say("call_people"), { exact: true }).fill("Mme Roux; 06 00 00 00 11\nM. Petit; 06 00 00 00 12");
  await page.getByRole("button", { name: say("action_call"), exact: true }).click();
  await page.getByRole("heading", { name: say("calls_placed_title") }).waitFor();
  await page.getByText("Mme Roux").waitFor();
  await page.getByText("M. Petit").waitFor();
  await see("calls-several-placed");
  expect(await stack.sql(placed, [orgId])).toHaveLength(2);
  expect(person.complaints).toEqual([]);
});

test("a transfer is tried by a call to oneself, which says what to say", async () => {
  const { page, say } = person;
  const [assistant] = await stack.sql<{ id: string }>("select id from assistants where org_id = $1", [orgId]);
  await page.goto(url(`/assistants/${assistant?.id}/tools`));
  await page.getByRole("button", { name: say("transfer_add") }).click();
  await page.getByLabel(say("transfer_number"), { exact: true }).last().fill("04 78 00 00 00");
  await page.getByLabel(say("transfer_description"), { exact: true }).last().fill("quand la personne demande la garde");
  await page.getByLabel(say("transfer_announcement"), { exact: true }).last().selectOption("summary");
  await page.getByLabel(say("transfer_unanswered")).last().fill("Personne n’est libre.");
  await page
    .getByRole("button", { name: say("action_publish") })
    .first()
    .click();
  await page.getByText(say("done_saved")).waitFor({ timeout: 20_000 });
  await page.goto(url(`/assistants/${assistant?.id}`));
  await page.getByRole("link", { name: say("try_transfer") }).click();
  await page.waitForURL(/\/calls\/new\?/);
  const told = page.getByRole("region", { name: /04 78 00 00 00|4 78 00 00 00/ });
  await told.getByText("quand la personne demande la garde").waitFor();
  await told.getByText("Personne n’est libre.").waitFor();
  expect(await page.getByLabel(say("call_assistant")).inputValue()).toBe(assistant?.id);
  await requireGoodPage(page);
  await screenshot(page, "try-transfer-narrow");
  await page.setViewportSize({ width: 1280, height: 800 });
  await screenshot(page, "try-transfer-wide");
  await page.setViewportSize({ width: 390, height: 844 });
  // What was wrong is said beside it, and the explanation stays.
  await page.getByLabel(say("call_number"), { exact: true }).fill("12");
  await page.getByRole("button", { name: say("action_call"), exact: true }).click();
  await page.locator("[aria-invalid=true]").waitFor({ timeout: 20_000 });
  await told.waitFor();
  await page.getByLabel(say("call_number"), { exact: true }).fill("06 12 34 56 79");
  await page.getByRole("button", { name: say("action_call"), exact: true }).click();
  await page.waitForURL(/\/calls\/[0-9a-f-]{36}\?done=called/, { timeout: 20_000 });
  // A transfer that the assistant does not have is explained to nobody.
  await page.goto(url(`/calls/new?assistant=${assistant?.id}&transfer=15`));
  expect(await page.getByText(say("try_transfer_number")).count()).toBe(0);
});
