import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { shared } from "../shared.ts";
import { isSigned, startReceiver, type Receiver } from "../receiver.ts";
import { startStack, type Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { inMainOf } from "./in-main.ts";
import { placeOf, WHOLE } from "./navigation.ts";
import { makeAssistant, openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

// A developer links another program: a key, a webhook, what it was sent, the log, and what a viewer sees of it.

const PATIENCE = { timeout: 30_000, interval: 200 };
/** Nowhere to break a line in it. */
const LONG = "Anticonstitutionnellement".repeat(8);

let stack: Stack;
let browser: Browser;
let receiver: Receiver;
shared.beforeAll(async ({ sharedBrowser }) => {
  const vars = { "allokoli-deliveries": { RETRY_PACE: "0.00001", SEND_TIMEOUT_MS: "8000" } };
  [stack, receiver] = await Promise.all([startStack({ site: true, vars }), startReceiver()]);
  browser = sharedBrowser;
  stack.allowEgress(receiver.url);
});
afterAll(async () => {
  await stack.close();
  await receiver.close();
});

describe.each([
  { language: "fr", scripts: true, viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  { language: "en", scripts: false, viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const)("in $language, scripts: $scripts, $viewport.width px", ({ language, scripts, ...screen }) => {
  let person: BrowserPerson;
  let assistantId: string;
  let orgId: string;
  let webhook: string;
  let hook: string;
  const at = `/hook-${language}-${scripts}`;
  beforeAll(async () => {
    person = await openBrowser(browser, language, { javaScriptEnabled: scripts, ...screen });
    await signUp(person, stack.urls.site);
    assistantId = await makeAssistant(person, stack.urls.site);
    const [row] = await stack.sql<{ org_id: string }>("select org_id from assistants where id = $1", [assistantId]);
    orgId = String(row?.org_id);
    hook = receiver.url + at;
  });
  afterAll(() => person.context.close());

  const open = (path: string) => person.page.goto(stack.urls.site + path);
  const { main, button, told, see } = inMainOf(() => person);
  const look = async (name: string) => {
    await screenshot(person.page, `developers-${name}-${language}-${scripts}`);
    await requireGoodPage(person.page, scripts);
    expect(person.complaints).toEqual([]);
  };

  test("a key is shown once, works, is changed and revoked", async () => {
    const { page, say } = person;
    await open("/settings/api-keys");
    await see("apikeys_none");
    await look("keys-empty");
    await open("/settings/api-keys/new");
    expect(await page.locator('select[name="role"]').inputValue()).toBe("viewer");
    expect(await main().getByRole("checkbox", { checked: true }).count()).toBe(1);
    await page.getByLabel(say("apikeys_name"), { exact: true }).fill("Essai");
    await page.getByLabel(say("apikeys_scope_calls"), { exact: true }).check();
    await button("apikeys_create").click();
    await see("apikeys_scopes_viewer");
    await look("key-viewer");
    await main().getByRole("link", { name: "Zapier", exact: true }).click();
    await page.waitForURL(/for=zapier/);
    expect(await page.getByLabel(say("apikeys_name"), { exact: true }).inputValue()).toBe("Zapier");
    const boxes = main().getByRole("checkbox");
    expect(await boxes.count()).toBe(4);
    for (const box of await boxes.all()) {
      expect(await box.isChecked()).toBe(true);
      await box.uncheck();
    }
    await page.getByLabel(say("apikeys_name"), { exact: true }).fill(LONG.slice(0, 80));
    await look("key-new");
    // The browser itself would not send a day that has passed.
    await main()
      .locator("form")
      .evaluate((form: HTMLFormElement) => form.setAttribute("novalidate", ""));
    await page.locator('input[name="lastDay"]').fill("2020-01-01");
    await button("apikeys_create").click();
    await see("apikeys_end_error");
    await see("apikeys_scopes_error");
    expect(await page.getByLabel(say("apikeys_name"), { exact: true }).inputValue()).toBe(LONG.slice(0, 80));
    await look("key-refused");
    await page.locator('input[name="lastDay"]').fill("2099-12-31");
    await page.getByLabel(say("apikeys_scope_read"), { exact: true }).check();
    await button("apikeys_create").click();
    await see("apikeys_once");
    const key = await page.getByLabel(say("apikeys_key"), { exact: true }).inputValue();
    expect(key).toMatch(/^alk_[0-9A-Za-z]{49}$/);
    expect(page.url()).not.toContain("alk_");
    await look("key-made");
    const answer = await stack.api("/v1/assistants", { token: key });
    expect(answer.status).toBe(200);

    await open("/settings/api-keys");
    expect(await page.content()).not.toContain(key);
    await look("keys");
    await main()
      .getByRole("link", { name: LONG.slice(0, 80) })
      .click();
    await page.waitForURL(/api-keys\/[0-9a-f-]{36}/);
    await page.getByLabel(say("apikeys_name"), { exact: true }).fill("Zapier <b>gras</b>");
    await button("action_save").click();
    await see("done_saved");
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Zapier <b>gras</b>");
    const [row] = await stack.sql<{ ends: string }>(
      "select to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as ends from api_keys where org_id = $1",
      [orgId],
    );
    expect(row?.ends).toBe("2099-12-31 23:00");
    await main().getByText(say("apikeys_revoke"), { exact: true }).click();
    await look("key");
    await button("apikeys_revoke_confirm", { name: "Zapier <b>gras</b>" }).click();
    await see("done_key_revoked");
    expect((await stack.api("/v1/assistants", { token: key })).status).toBe(401);
  });

  test("a key that somebody else changed meanwhile is not written over", async () => {
    const { page, say } = person;
    const [made] = await stack.sql<{ id: string }>(
      `insert into api_keys (org_id, name, role, scopes, hash, start, last_four, created_by)
       select $1::uuid, 'Make', 'viewer', '{read}', md5($1::text || $2::text) || md5($2::text), 'alk_aaaa', 'bbbb', user_id
       from memberships where org_id = $1::uuid limit 1 returning id`,
      [orgId, at],
    );
    await open(`/settings/api-keys/${made?.id}`);
    await stack.sql("update api_keys set name = 'Theirs', revision = revision + 1 where id = $1", [made?.id]);
    await page.getByLabel(say("apikeys_name"), { exact: true }).fill("Mine");
    await button("action_save").click();
    await see("problem_precondition_failed");
    expect(await page.getByLabel(say("apikeys_name"), { exact: true }).inputValue()).toBe("Mine");
  });

  test("a webhook is added, refused at its fields first, and its secret signs what arrives", async () => {
    const { page, say } = person;
    await open("/settings/webhooks");
    await see("webhooks_none");
    await look("webhooks-empty");
    await open("/settings/webhooks/new");
    await page.getByLabel(say("webhooks_url"), { exact: true }).fill("ftp://crm.example/x");
    await button("webhooks_create").click();
    await see("webhooks_url_error");
    await page.getByLabel(say("webhooks_types_some"), { exact: true }).check();
    await button("webhooks_create").click();
    await see("webhooks_types_error");
    expect(await page.getByLabel(say("webhooks_url"), { exact: true }).inputValue()).toBe("ftp://crm.example/x");
    await look("webhook-refused");
    await page.getByLabel(say("webhooks_url"), { exact: true }).fill(hook);
    await page.locator('input[name="description"]').fill(LONG);
    await main().getByText(say("events_group_assistants"), { exact: true }).click();
    await page.locator('input[value="assistant.updated"]').check();
    await look("webhook-new");
    await button("webhooks_create").click();
    await see("secret_once");
    const secret = await page.locator("#secret").inputValue();
    expect(secret).toMatch(/^whsec_/);
    expect(page.url()).not.toContain("whsec_");
    await look("webhook-made");
    await main()
      .getByRole("link", { name: say("webhooks_open") })
      .click();
    await page.waitForURL(/webhooks\/[0-9a-f-]{36}$/);
    webhook = page.url();
    await see("deliveries_none");
    expect(await page.content()).not.toContain(secret);

    await button("webhooks_ping").click();
    await page.waitForURL(/deliveries\/[0-9a-f-]{36}/);
    await see("done_pinged");
    const [ping] = receiver.at(at);
    expect(ping !== undefined && isSigned(ping, secret)).toBe(true);
    expect(await main().innerText()).toContain("merci");
    await look("ping");
    // What the event's page shows is what was sent, byte for byte.
    await main()
      .getByRole("link", { name: ping?.body.id ?? "" })
      .click();
    await page.waitForURL(/events\/[0-9a-f-]{36}/);
    const bytes = await page.getByRole("group", { name: say("events_bytes") }).textContent();
    expect(bytes?.trim()).toBe(ping?.text);
    await look("event");
  });

  test("deliveries are found by state; what did not arrive is sent again, one, all, or a range", async () => {
    const { page, say } = person;
    let isDown = true;
    receiver.answer(at, ({ body }) =>
      isDown && body.type !== "ping" ? { status: 500, body: `en panne ${LONG}` } : { status: 200, body: "merci" },
    );
    await open(`/assistants/${assistantId}/edit`);
    await page.getByLabel(say("assistant_name"), { exact: true }).fill("Accueil");
    await page.getByRole("button", { name: say("action_publish") }).click();
    await see("done_saved");
    await vi.waitFor(async () => {
      await page.goto(`${webhook}?state=failed`);
      expect(await main().getByRole("link", { name: "assistant.updated" }).count()).toBe(1);
    }, PATIENCE);
    await look("deliveries-failed");
    await main().getByRole("link", { name: "assistant.updated" }).click();
    await page.waitForURL(/deliveries/);
    await see("deliveries_failed");
    expect(await main().innerText()).toContain("en panne");
    await look("delivery-failed");
    isDown = false;
    const before = receiver.at(at).length;
    await page.goto(webhook);
    await button("again_failed").click();
    await see("replay_one");
    await vi.waitFor(() => expect(receiver.at(at)).toHaveLength(before + 1), PATIENCE);
    await vi.waitFor(async () => {
      await page.goto(`${webhook}?state=failed`);
      expect(await told("deliveries_none_found").count()).toBe(1);
    }, PATIENCE);
    await page.goto(webhook);
    await button("again_failed").click();
    await see("replay_none");

    await main().getByText(say("replay_title"), { exact: true }).click();
    await page.locator('input[name="to"]').fill("2020-01-01T08:00");
    await button("replay_action").click();
    await see("replay_to_error");
    await look("replay-refused");
    await page.locator('input[name="to"]').fill("");
    await button("replay_action").click();
    await see("replay_one");
    await vi.waitFor(() => expect(receiver.at(at)).toHaveLength(before + 2), PATIENCE);

    await main().getByRole("link", { name: "assistant.updated" }).click();
    await button("deliveries_retry").click();
    await see("done_retried");
    await vi.waitFor(() => expect(receiver.at(at)).toHaveLength(before + 3), PATIENCE);
  });

  test("a webhook is paused and resumed, changed, given another secret, and deleted", async () => {
    const { page, say } = person;
    await page.goto(webhook);
    await button("webhooks_pause").click();
    await see("done_webhook_paused");
    await see("webhooks_paused_text");
    await look("paused");
    await button("webhooks_resume").click();
    await see("done_webhook_resumed");
    await page.goto(`${webhook}?tab=settings`);
    expect(await page.locator('input[value="assistant.updated"]').isChecked()).toBe(true);
    await page.locator('input[name="description"]').fill("Le dossier");
    await button("action_save").click();
    await see("done_saved");
    await main().getByText(say("secret_rotate"), { exact: true }).click();
    await look("webhook-settings");
    await button("secret_rotate_action").click();
    await see("secret_once");
    const secret = await page.locator("#secret").inputValue();
    await look("rotated");
    await page.goto(webhook);
    await button("webhooks_ping").click();
    await page.waitForURL(/deliveries\/[0-9a-f-]{36}/);
    const last = receiver.at(at).at(-1);
    expect(last !== undefined && isSigned(last, secret)).toBe(true);
    await page.goto(`${webhook}?tab=settings`);
    await main().getByText(say("webhooks_delete"), { exact: true }).click();
    await button("webhooks_delete_confirm").click();
    await see("done_deleted");
    const gone = await page.goto(webhook);
    expect(gone?.status()).toBe(404);
    await look("gone");
  });

  test("events and the log are found by what, who and when", async () => {
    const { page, say } = person;
    await open("/settings/events");
    await look("events");
    await page.getByLabel(say("events_type"), { exact: true }).selectOption("assistant.updated");
    await button("action_search").click();
    await page.waitForURL(/type=assistant\.updated/);
    expect(await main().getByRole("link", { name: "assistant.updated" }).count()).toBe(1);
    await open("/settings/events?from=2020-01-01&to=2020-01-02");
    await see("events_none_found");

    await open("/settings/logs");
    expect(await main().innerText()).toContain("Camille Durand");
    await look("log");
    await main().getByText(say("filters_more"), { exact: true }).click();
    await page.getByLabel(say("logs_what"), { exact: true }).selectOption("webhook.deleted");
    await page.getByLabel(say("logs_who"), { exact: true }).selectOption({ label: "Camille Durand" });
    await button("action_search").click();
    await page.waitForURL(/action=webhook\.deleted/);
    expect(await main().getByRole("heading", { level: 3 }).count()).toBe(1);
    await open("/settings/logs?action=assistant.updated");
    await main().getByText(say("logs_details")).first().click();
    await look("log-details");
    await main()
      .getByRole("link", { name: say("logs_see_change") })
      .click();
    await page.waitForURL(/versions\/2$/);
  });

  test.runIf(scripts)("a navigation that does not fit opens where one is, and the page stays at its top", async () => {
    const { page } = person;
    await open("/settings/logs");
    await expect.poll(() => placeOf(page, ".shell-nav"), PATIENCE).toEqual(WHOLE);
    await look("sidebar");
    await page.setViewportSize({ width: 390, height: 844 });
    try {
      for (const path of [
        "/settings/connect",
        `/assistants/${assistantId}/versions`,
        `/assistants/${assistantId}/edit`,
      ]) {
        await open(path);
        await expect.poll(() => placeOf(page, ".tabs"), PATIENCE).toEqual(WHOLE);
      }
      await open("/settings/connect");
      await look("tabs-narrow");
      await open("/settings/logs");
      await page.getByRole("button", { name: person.say("nav_more"), exact: true }).click();
      await expect.poll(() => placeOf(page, ".shell-more"), PATIENCE).toEqual(WHOLE);
    } finally {
      await page.setViewportSize(screen.viewport);
    }
  });

  test("how to connect is told in code and in steps; an assistant's tools get another secret", async () => {
    const { page, say } = person;
    await open("/settings/connect");
    await look("connect");
    expect(await page.getByLabel(say("connect_address"), { exact: true }).inputValue()).toBe(stack.urls.api);
    const docs = await main()
      .getByRole("link", { name: say("connect_docs") })
      .getAttribute("href");
    expect((await fetch(docs ?? "")).status).toBe(200);
    for (const language of ["Python", "PHP", "Go"]) await main().getByText(language, { exact: true }).click();
    const boxes = main().locator("pre");
    expect(await boxes.count()).toBeGreaterThan(3);
    for (const box of await boxes.all())
      expect(await box.evaluate((pre) => pre.scrollHeight - pre.clientHeight)).toBeLessThanOrEqual(0);
    await look("connect-code");
    await main().getByText(say("secret_rotate"), { exact: true }).click();
    await button("secret_rotate_action").click();
    await see("secret_once");
    expect(await page.locator("#secret").inputValue()).toMatch(/^whsec_/);
    await look("connect-secret");
    await main().getByRole("link", { name: "Zapier", exact: true }).click();
    await see("zapier_hear");
    await look("connect-zapier");
    await main().getByRole("link", { name: "Make", exact: true }).click();
    await see("make_hear");
    await look("connect-make");
    await main()
      .getByRole("link", { name: say("connect_tab_mcp"), exact: true })
      .click();
    await see("mcp_title");
    expect(await page.getByLabel(say("mcp_address"), { exact: true }).inputValue()).toBe(`${stack.urls.api}/mcp`);
    for (const program of ["Claude Desktop", "Cursor", "Visual Studio Code"])
      await main().getByText(program, { exact: true }).click();
    await look("connect-mcp");
  });

  test("a viewer reads what there is, and is offered nothing that would be refused", async () => {
    const { page, say } = person;
    await open("/settings/webhooks/new");
    await page.getByLabel(say("webhooks_url"), { exact: true }).fill(hook);
    await button("webhooks_create").click();
    await main()
      .getByRole("link", { name: say("webhooks_open") })
      .click();
    await page.waitForURL(/webhooks\/[0-9a-f-]{36}$/);
    webhook = page.url();
    await button("webhooks_ping").click();
    await page.waitForURL(/deliveries\/[0-9a-f-]{36}/);
    const delivery = new URL(page.url()).pathname;
    const { user: owner } = await stack.newMember(orgId, "owner");
    await stack.sql("update memberships set role = 'viewer' where org_id = $1 and user_id <> $2", [orgId, owner.id]);
    for (const path of ["/settings/webhooks", new URL(webhook).pathname, "/settings/events", "/settings/connect"]) {
      await open(path);
      await main().getByRole("heading", { level: 1 }).waitFor(PATIENCE);
      expect(await main().locator('form[method="post"]').count(), path).toBe(0);
      const hrefs = await main()
        .getByRole("link")
        .evaluateAll((all) => all.map((link) => link.getAttribute("href")));
      expect(hrefs.filter((href) => /\/new|api-keys|logs|deliveries/.test(String(href)))).toEqual([]);
      await look(`viewer${path.replaceAll(/[/:]+/g, "-").replace(/-[0-9a-f]{8}-[0-9a-f-]{27}/, "-one")}`);
    }
    for (const path of ["/settings/api-keys", "/settings/logs", "/settings/webhooks/new", delivery]) {
      const answer = await open(path);
      expect(answer?.status(), path).toBe(403);
      await see("problem_role_too_low");
    }
  });
});
