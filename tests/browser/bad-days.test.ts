import type { Browser } from "playwright-core";
import { afterAll, describe, expect, test, vi } from "vitest";
import { shared } from "../shared.ts";
import { startStack, type Organization, type Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { openBrowser, screenshot, signIn, type BrowserPerson } from "./person.ts";

// What goes wrong on a bad day, each with a sentence and a way on. Others have files of their own: a session that ends
// while somebody types and Back after sending (drafts), a refused field (templates), a viewer's eyes (viewer), the
// provider, Auth or Postgres away (failures), a word of 300 letters (pages).

const WAIT = { timeout: 30_000, interval: 200 };

let stack: Stack;
let browser: Browser;
let owner: Organization;
let person: BrowserPerson;

shared.beforeAll(async ({ sharedBrowser }) => {
  stack = await startStack({ site: true });
  browser = sharedBrowser;
  owner = await stack.newOrganization();
  person = await openBrowser(browser, "fr");
  await enter(person, owner);
});
afterAll(() => stack.close());

const url = (path: string) => stack.urls.site + path;
async function enter(who: BrowserPerson, { email, password }: { email: string; password: string }) {
  await signIn(who, stack.urls.site, email, password);
  await who.page.waitForURL(url("/"));
}
const leaveMessage = (body: string) =>
  stack.sql("insert into caller_messages (org_id, tool_call_id, body) values ($1, $2, $3)", [
    owner.organizationId,
    `bad-day-${body}`,
    body,
  ]);
const assistantsNamed = (name: string) =>
  stack.sql("select 1 from assistants where org_id = $1 and name = $2", [owner.organizationId, name]);

test("a double click creates one assistant", async () => {
  const { page, say } = person;
  await page.goto(url("/assistants/new/form"));
  await page.getByLabel(say("assistant_name"), { exact: true }).fill("Une seule fois");
  await page.getByLabel(say("assistant_first_message"), { exact: true }).fill("Bonjour.");
  await page.getByLabel(say("assistant_system_prompt"), { exact: true }).fill("Tu accueilles.");
  await page.getByRole("button", { name: say("action_create_assistant") }).dblclick();
  await page.waitForURL(/\/assistants\/[0-9a-f-]{36}/);
  expect(await assistantsNamed("Une seule fois")).toHaveLength(1);
});

test("a message that a colleague has dealt with meanwhile can be dealt with again, and says no error", async () => {
  const { page, say, context } = person;
  await leaveMessage("Dans deux onglets.");
  await page.goto(url("/messages"));
  const other = await context.newPage();
  await other.goto(url("/messages"));
  for (const tab of [page, other]) {
    const message = tab.getByRole("listitem").filter({ hasText: "Dans deux onglets." });
    await message.getByRole("button", { name: say("messages_handle") }).click();
    await tab.getByText(say("messages_done_handled")).waitFor();
    await tab.getByText(say("messages_none_open")).waitFor();
  }
  await other.close();
});

test("a part whose service is away says so, and the rest of the page stands", async () => {
  const { page, say } = person;
  await stack.sql("alter table caller_messages rename to caller_messages_away");
  try {
    const answer = await page.goto(url("/"));
    expect(answer?.status()).toBe(200);
    await page.getByText(say("problem_internal")).first().waitFor();
    await page.getByRole("heading", { name: say("home_live") }).waitFor();
    await screenshot(page, "bad-day-service-away");
    await requireGoodPage(page);
  } finally {
    await stack.sql("alter table caller_messages_away rename to caller_messages");
  }
  await page.reload();
  expect(await page.getByText(say("problem_internal")).count()).toBe(0);
});

describe("a slow API", () => {
  test("at 300 ms a round trip every page is whole, and says while it works that it does", async () => {
    const { page, say } = person;
    stack.postgres.roundTripMs = 300;
    try {
      for (const path of ["/", "/messages", "/calls", "/assistants", "/numbers", "/knowledge", "/account"]) {
        const answer = await page.goto(url(path), { timeout: 60_000 });
        expect([path, answer?.status()]).toEqual([path, 200]);
      }
      await page.goto(url("/assistants/new/form"));
      await page.getByLabel(say("assistant_name"), { exact: true }).fill("Lentement");
      await page.getByLabel(say("assistant_first_message"), { exact: true }).fill("Bonjour.");
      await page.getByLabel(say("assistant_system_prompt"), { exact: true }).fill("Tu accueilles.");
      let wasBusy = false;
      await page.exposeFunction("tellBusy", () => (wasBusy = true));
      await page.evaluate(() => {
        new MutationObserver(() => {
          if (document.querySelector("button[aria-disabled=true] .spinner") !== null) Reflect.get(window, "tellBusy")();
        }).observe(document.body, { childList: true, subtree: true });
      });
      await page.getByRole("button", { name: say("action_create_assistant") }).click();
      await page.waitForURL(/\/assistants\/[0-9a-f-]{36}/, { timeout: 60_000 });
      expect(wasBusy).toBe(true);
    } finally {
      stack.postgres.roundTripMs = 0;
    }
  });

  test("at 10 s a page answers within bounds, with a sentence, and works again afterwards", async () => {
    const { page, say } = person;
    stack.postgres.roundTripMs = 10_000;
    try {
      const answer = await page.goto(url("/calls"), { timeout: 90_000 });
      expect(answer?.status()).toBe(503);
      await page.getByText(say("problem_database_unavailable")).first().waitFor();
      await screenshot(page, "bad-day-ten-seconds");
    } finally {
      stack.postgres.roundTripMs = 0;
    }
    await vi.waitFor(async () => expect((await page.goto(url("/calls")))?.status()).toBe(200), WAIT);
  });
});

test("over slow 3G the page can be read and its form sent before any script has come", async () => {
  const slow = await openBrowser(browser, "fr", { viewport: { width: 390, height: 844 } });
  await enter(slow, owner);
  await leaveMessage("Par un réseau lent.");
  const cdp = await slow.context.newCDPSession(slow.page);
  await cdp.send("Network.enable");
  await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
  await cdp.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 400,
    downloadThroughput: 50_000,
    uploadThroughput: 50_000,
  });
  const scripts: string[] = [];
  await slow.page.route("**/*.js", async (route) => {
    scripts.push(route.request().url());
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    await route.continue().catch(() => undefined);
  });
  const { page, say } = slow;
  await page.goto(url("/messages"), { waitUntil: "commit", timeout: 60_000 });
  const message = page.getByRole("listitem").filter({ hasText: "Par un réseau lent." });
  await message.getByRole("button", { name: say("messages_handle") }).click({ timeout: 60_000 });
  await page.getByText(say("messages_done_handled")).waitFor({ timeout: 60_000 });
  await slow.context.close();
});

test("without scripts a secretary reads, deals with a message, and looks into a call", async () => {
  const plain = await openBrowser(browser, "fr", { javaScriptEnabled: false });
  await enter(plain, owner);
  await leaveMessage("Sans script.");
  const { page, say } = plain;
  await page.goto(url("/messages"));
  const message = page.getByRole("listitem").filter({ hasText: "Sans script." });
  await message.getByText(say("messages_assign_or_note")).click();
  await message.getByLabel(say("messages_note")).fill("Noté.");
  await message.getByRole("button", { name: say("action_save") }).click();
  await page.getByText(say("done_saved")).waitFor();
  await page.getByRole("button", { name: say("messages_handle") }).click();
  await page.getByText(say("messages_done_handled")).waitFor();
  await page
    .getByRole("link", { name: say("nav_calls") })
    .first()
    .click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await plain.context.close();
});

test("10,000 calls: the list has its pages, finds one of them, and gives all in a file", async () => {
  const { page, say } = person;
  await stack.sql(
    `insert into calls (org_id, direction, status, customer_number, created_at, started_at, ended_at, ended_family, duration_ms, summary)
     select $1, 'inbound', 'ended', '+336398' || lpad(n::text, 5, '0'), now() - n * interval '11 minutes',
       now() - n * interval '11 minutes', now() - n * interval '11 minutes', 'caller_hung_up', 60000, 'Appel ' || n
     from generate_series(1, 10000) n`,
    [owner.organizationId],
  );
  await page.goto(url("/calls"));
  await page.getByText("+33 6 39 80 00 01").waitFor();
  await page.getByRole("link", { name: say("pager_next") }).click();
  await page.waitForURL(/cursor=/);
  expect(await page.getByText("+33 6 39 80 00 01").count()).toBe(0);
  await requireGoodPage(page);
  await page.goto(url("/calls?number=06 39 80 95 00"));
  await page.getByText("+33 6 39 80 95 00").waitFor();
  const file = await page.request.get(url("/calls.csv"), { timeout: 120_000 });
  expect((await file.text()).trimEnd().split("\n").length).toBeGreaterThan(10_000);
});

test("a removed member is told so, and where to go on; what they typed changes nothing", async () => {
  const member = await stack.newMember(owner.organizationId, "member");
  const removed = await openBrowser(browser, "fr");
  await enter(removed, member);
  const { page, say } = removed;
  await page.goto(url("/assistants/new/form"));
  await page.getByLabel(say("assistant_name"), { exact: true }).fill("Trop tard");
  await page.getByLabel(say("assistant_first_message"), { exact: true }).fill("Bonjour.");
  await page.getByLabel(say("assistant_system_prompt"), { exact: true }).fill("Tu accueilles.");
  await stack.sql("delete from memberships where org_id = $1 and user_id = $2", [owner.organizationId, member.user.id]);
  await page.getByRole("button", { name: say("action_create_assistant") }).click();
  await page.getByText(say("problem_not_a_member")).first().waitFor();
  await screenshot(page, "bad-day-removed");
  expect(await assistantsNamed("Trop tard")).toEqual([]);
  await page.goto(url("/"));
  await screenshot(page, "bad-day-removed-home");
  await page.getByRole("main").getByRole("link").first().waitFor();
  await removed.context.close();
});

test("the browser reported no errors", () => {
  expect(person.complaints).toEqual([]);
});
