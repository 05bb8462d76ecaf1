import type { Browser } from "playwright-core";
import { expect, test, vi } from "vitest";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { makeAssistant, openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

// What a viewer sees: everything, and nothing to click or fill in that the API would refuse.

let stack: Stack;
let browser: Browser;
let person: BrowserPerson;
let assistantId: string;
const calls: Record<string, string> = {};

shared.beforeAll(async ({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
  person = await openBrowser(browser, "fr");
  await signUp(person, stack.urls.site);
  assistantId = await makeAssistant(person, stack.urls.site);
  const [row] = await stack.sql<{ org_id: string; vapi: string }>(
    "select org_id, vapi_assistant_id as vapi from assistants where id = $1",
    [assistantId],
  );
  // A second version, so that there is one to restore.
  await person.page.goto(`${stack.urls.site}/assistants/${assistantId}/edit`);
  await person.page.getByLabel(person.say("assistant_name"), { exact: true }).fill("Accueil");
  await person.page.getByRole("button", { name: person.say("action_publish"), exact: true }).click();
  await person.page.getByText(person.say("done_saved")).waitFor();
  for (const [status, last] of [
    ["ended", { hangUp: true }],
    ["in-progress", { stay: true }],
  ] as const) {
    await stack.vapi.ring({ assistantId: row?.vapi, from: "+33612345678", script: [{ caller: "Allô ?" }, last] });
    await vi.waitFor(
      async () => {
        const [call] = await stack.sql<{ id: string }>("select id from calls where org_id = $1 and status = $2", [
          row?.org_id,
          status,
        ]);
        if (call === undefined) throw new Error(`no call ${status} yet`);
        calls[status] = call.id;
      },
      { timeout: 30_000 },
    );
  }
  const { user: owner } = await stack.newMember(String(row?.org_id), "owner");
  await stack.sql("update memberships set role = 'viewer' where org_id = $1 and user_id <> $2", [
    row?.org_id,
    owner.id,
  ]);
});

/** In the page itself, not in the shell around it. */
const inMain = () => person.page.getByRole("main");

test.each([
  "/",
  "/messages",
  "/calls",
  "/calls/:ended",
  "/calls/:live",
  "/assistants",
  "/assistants/:assistant",
  "/numbers",
  "/settings/telephony",
  "/assistants/:assistant/versions",
  "/assistants/:assistant/versions/1",
  "/knowledge",
])("%s offers a viewer nothing that would be refused", async (path) => {
  const ids: Record<string, string | undefined> = {
    ":ended": calls["ended"],
    ":live": calls["in-progress"],
    ":assistant": assistantId,
  };
  const address = path.replace(/:\w+/, (name) => ids[name] ?? "");
  await person.page.goto(stack.urls.site + address);
  if (path === "/calls/:live") await person.page.locator('[data-connection="open"]').waitFor();
  await inMain().getByRole("heading", { level: 1 }).waitFor();
  expect(await inMain().locator('form[method="post"]').count()).toBe(0);
  await screenshot(person.page, `viewer${path.replaceAll(/[/:]+/g, "-")}`);
  const search = person.say("action_search");
  const buttons = (await inMain().getByRole("button").allInnerTexts()).filter((name) => name !== search);
  expect(buttons).toEqual([]);
  const links = await inMain()
    .getByRole("link")
    .evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  expect(links.filter((href) => /\/(new|edit|templates)\b/.test(String(href)))).toEqual([]);
});

test.each([
  "/assistants/new",
  "/assistants/new/form",
  "/assistants/new/doctor",
  "/assistants/:assistant/edit",
  "/assistants/:assistant/voice",
  "/assistants/:assistant/tools",
  "/assistants/:assistant/talk",
  "/assistants/:assistant/start/try",
  "/calls/new",
  "/numbers/new",
  "/numbers/new/search",
  "/settings/telephony/new",
])("%s tells a viewer at once that it is not for them", async (path) => {
  const answer = await person.page.goto(stack.urls.site + path.replace(":assistant", assistantId));
  expect(answer?.status()).toBe(403);
  await inMain()
    .getByRole("heading", { name: person.say("problem_role_too_low") })
    .waitFor();
  expect(await inMain().locator("form").count()).toBe(0);
  await screenshot(person.page, `viewer-refused${path.replaceAll(/[/:]+/g, "-")}`);
});
