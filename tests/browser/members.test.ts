import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { newAddress, openBrowser, signUp, type BrowserPerson } from "./person.ts";

let stack: Stack;
let browser: Browser;
shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

/** API keys of the organization that the person joined, like those of the API but without the key itself. */
const makeKeysOf = (email: string, names: string[]) =>
  stack.sql(
    `insert into api_keys (org_id, name, role, scopes, hash, start, last_four, created_by)
     select m.org_id, name, 'member', '{read}', encode(sha256((u.id || name)::bytea), 'hex'), 'alk_1234', '5678', u.id
     from auth.users u
     join memberships m on m.user_id = u.id and m.role = 'admin'
     cross join unnest($2::text[]) as name
     where u.email = $1`,
    [email, names],
  );

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
    await signUp(owner, stack.urls.site);
  });
  afterAll(async () => {
    await Promise.all([owner.context.close(), guest.context.close()]);
  });

  test("an owner sees what the plan allows, and invites somebody by mail", async () => {
    const { page, say } = owner;
    // The address of mails and bookmarks from before.
    await page.goto(`${stack.urls.site}/organization`);
    await page.getByText(say("limit_calls_at_once")).waitFor();
    await page
      .getByRole("link", { name: say("nav_members"), exact: true })
      .first()
      .click();
    await page.getByLabel(say("field_email")).fill(email);
    await page.getByRole("button", { name: say("invite_action") }).click();
    await page.getByText(say("done_invited")).waitFor();
    await page.getByText(email, { exact: true }).waitFor();
  });

  test("the person who follows the mail joins, and is among the members", async () => {
    const { page, say } = guest;
    await expect.poll(() => stack.auth.mails(email).length, { timeout: 15_000 }).toBe(1);
    await page.goto(stack.auth.mails(email)[0]?.link ?? "");
    await page.getByRole("button", { name: say("action_continue") }).click();
    await page.waitForURL(`${stack.urls.site}/invitations`);
    await page.getByRole("button", { name: say("invitations_accept", { organization: "Cabinet du Parc" }) }).click();
    await page.getByText(say("done_joined")).waitFor();
    await page.getByText(`(${say("members_you")})`).waitFor();
  });

  test("the owner gives another role, and cannot leave as the last owner", async () => {
    const { page, say } = owner;
    await page.goto(`${stack.urls.site}/settings/members`);
    const guestRow = page.getByRole("listitem").filter({ hasText: email });
    await guestRow.getByRole("combobox").selectOption("viewer");
    await guestRow.getByRole("button", { name: say("members_change_role") }).click();
    await page.getByText(say("done_role")).waitFor();
    await page.getByText(say("members_leave"), { exact: true }).click();
    await page.getByRole("button", { name: say("members_leave_confirm") }).click();
    await page.getByText(say("members_last_owner")).waitFor();
  });

  test("an admin's API keys end when they are demoted, except one that the owner keeps", async () => {
    const { page, say } = owner;
    await page.goto(`${stack.urls.site}/settings/members`);
    const guestRow = page.getByRole("listitem").filter({ hasText: email });
    await guestRow.getByRole("combobox").selectOption("admin");
    await guestRow.getByRole("button", { name: say("members_change_role") }).click();
    await page.getByText(say("done_role")).waitFor();
    expect(await page.getByRole("status").innerText()).toBe(say("done_role"));
    await makeKeysOf(email, ["Zapier", "Make", "n8n"]);

    await page.goto(`${stack.urls.site}/settings/members`);
    // Role queries find only visible elements: the keys are hidden until somebody chooses an action that would end them.
    expect(await guestRow.getByRole("checkbox").count()).toBe(0);
    await guestRow.getByText(say("members_remove", { name: email })).click();
    const confirmation = guestRow.getByRole("group", { name: say("members_keys_removed") });
    await confirmation.getByLabel(say("members_keep_key", { name: "Zapier" })).waitFor();
    expect(await guestRow.getByRole("checkbox").count()).toBe(3);
    expect(await guestRow.getByRole("checkbox", { checked: true }).count()).toBe(0);
    await guestRow.getByText(say("members_remove", { name: email })).click();

    await guestRow.getByText(say("members_change_role_of", { name: email })).click();
    await guestRow.getByRole("combobox").selectOption("viewer");
    const demotion = guestRow.getByRole("group", { name: say("members_keys_demoted") });
    await demotion.getByLabel(say("members_keep_key", { name: "Zapier" })).check();
    expect(await guestRow.getByRole("checkbox").count()).toBe(3);
    await guestRow.getByRole("button", { name: say("members_change_role") }).click();
    await page.getByText(say("done_role")).waitFor();
    const settled = { fr: "Clés API : 2 révoquées, 1 gardée par vous.", en: "API keys: 2 revoked, 1 kept by you." };
    expect(await page.getByRole("status").innerText()).toBe(`${say("done_role")} ${settled[language]}`);
    const keys = await stack.sql<{ name: string; is_over: boolean; is_kept: boolean }>(
      `select name, revoked_at is not null as is_over, kept_by is not null as is_kept
       from api_keys where created_by = (select id from auth.users where email = $1) order by lower(name)`,
      [email],
    );
    expect(keys).toEqual([
      { name: "Make", is_over: true, is_kept: false },
      { name: "n8n", is_over: true, is_kept: false },
      { name: "Zapier", is_over: false, is_kept: true },
    ]);
    // The owner is now responsible for it, and the page says so before they leave.
    await page.getByText(say("members_leave"), { exact: true }).click();
    await page.getByText(say("members_keys_left", { names: "Zapier" })).waitFor();
  });

  test("a made-up address shows nothing about keys", async () => {
    const { page, say } = owner;
    await page.goto(`${stack.urls.site}/settings/members?done=role&revoked=%3Cb%3E&kept=-1`);
    expect(await page.getByRole("status").innerText()).toBe(say("done_role"));
  });

  test("the guest leaves, and the page says what happened to their key", async () => {
    await owner.page.goto(`${stack.urls.site}/settings/members`);
    const guestRow = owner.page.getByRole("listitem").filter({ hasText: email });
    await guestRow.getByRole("combobox").selectOption("admin");
    await guestRow.getByRole("button", { name: owner.say("members_change_role") }).click();
    await owner.page.getByText(owner.say("done_role")).waitFor();
    await makeKeysOf(email, ["Pipedrive"]);
    const { page, say } = guest;
    await page.goto(`${stack.urls.site}/settings/members`);
    await page.getByText(say("members_leave"), { exact: true }).click();
    await page.getByRole("button", { name: say("members_leave_confirm") }).click();
    await page.getByText(say("done_left")).waitFor();
    const settled = { fr: "Clés API : 1 révoquée.", en: "API keys: 1 revoked." };
    await page.getByText(`${say("done_left")} ${settled[language]}`, { exact: true }).waitFor();
    await owner.page.goto(`${stack.urls.site}/settings/members`);
    expect(await owner.page.getByText(email).count()).toBe(0);
  });

  test("the browser reported no errors", () => {
    expect([...owner.complaints, ...guest.complaints]).toEqual([]);
  });
});
