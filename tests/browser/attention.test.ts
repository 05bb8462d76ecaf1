import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shared } from "../shared.ts";
import type { Organization, Stack } from "../stack.ts";
import { createAssistant } from "../stack/listener.ts";
import { requireGoodPage } from "./good-page.ts";
import { openBrowser, screenshot, signIn, type BrowserPerson } from "./person.ts";

// A page that is open all day says what happens: badges, the title, a line, a sound, a notification.

/** Pages ask every fifteen seconds. */
const WAIT = { timeout: 60_000 };

let stack: Stack;
let browser: Browser;
shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

describe.each([
  { language: "fr", viewport: { width: 390, height: 844 }, colorScheme: "light", title: "Message urgent" },
  { language: "en", viewport: { width: 1280, height: 800 }, colorScheme: "dark", title: "Urgent message" },
] as const)("in $language", ({ language, title, ...look }) => {
  let owner: Organization;
  let person: BrowserPerson;
  let vapiAssistantId: string;
  const badge = (count: string) => person.page.locator(`[data-count=${count}]:not([hidden])`).first();

  beforeAll(async () => {
    owner = await stack.newOrganization();
    await stack.sql("update profiles set locale = $1 where user_id = $2", [language, owner.user.id]);
    ({ vapiAssistantId } = await createAssistant(stack, owner, { tools: [{ type: "takeMessage" }] }));
    person = await openBrowser(browser, language, look);
    // A browser without a screen shows no notifications; this one says which it would show, to who looks elsewhere.
    await person.context.addInitScript(() => {
      const told: string[] = [];
      class Told extends EventTarget {
        static readonly permission = "granted";
        static readonly requestPermission = () => Promise.resolve("granted");
        constructor(title: string) {
          super();
          told.push(title);
        }
      }
      Object.assign(window, { Notification: Told, told });
      Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
    });
    await signIn(person, stack.urls.site, owner.email, owner.password);
    await person.page.waitForURL(`${stack.urls.site}/`);
  });
  afterAll(() => person.context.close());

  test("sound and notifications are this browser's, and turned on with a click", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}/account/alerts`);
    for (const name of ["alerts_sound", "alerts_notifications"]) {
      await page.getByLabel(say(name), { exact: true }).check();
      expect(await page.getByLabel(say(name), { exact: true }).isChecked()).toBe(true);
    }
    await screenshot(page, `attention-settings-${language}`);
    await requireGoodPage(page);
    await page.reload();
    expect(await page.getByLabel(say("alerts_sound"), { exact: true }).isChecked()).toBe(true);
    expect(await page.getByLabel(say("alerts_notifications"), { exact: true }).isChecked()).toBe(true);
  });

  test("an urgent message and a live call are seen on a page that nobody reloads, in every window", async () => {
    const { page, say, context } = person;
    await page.goto(`${stack.urls.site}/assistants`);
    const other = await context.newPage();
    await other.goto(`${stack.urls.site}/knowledge`);
    expect(await badge("openMessages").count()).toBe(0);
    const before = await page.title();
    await stack.vapi.ring({
      assistantId: vapiAssistantId,
      from: "+33639981234",
      script: [
        { caller: "Ma fille a de la fièvre." },
        {
          toolCall: {
            name: "take_message",
            arguments: { message: "Rappelez vite.", callerName: "Inès", isUrgent: true },
          },
        },
        { stay: true },
      ],
    });
    await page.getByRole("link", { name: title }).waitFor(WAIT);
    expect(await badge("openMessages").innerText()).toMatch(/^1/);
    expect(await badge("openMessages").getAttribute("class")).toContain("is-urgent");
    expect(await badge("liveCalls").innerText()).toMatch(/^1/);
    expect(await page.title()).toBe(`(1) ${before}`);
    await other.getByRole("link", { name: title }).waitFor(WAIT);
    const told = await Promise.all([page, other].map((window) => window.evaluate<string[]>("window.told")));
    expect(told.flat(), "one notification, whatever windows are open").toEqual([expect.stringContaining(title)]);
    expect(await page.locator("body").innerText()).not.toMatch(/Inès|Rappelez vite/);
    await screenshot(page, `attention-${language}`);
    await requireGoodPage(page);
    await other.close();

    // It is still news on the next page, and gone when it was closed.
    await page.goto(`${stack.urls.site}/messages`);
    await page.getByRole("link", { name: title }).waitFor();
    await page.getByRole("button", { name: say("attention_close") }).click();
    expect(await page.getByRole("link", { name: title }).count()).toBe(0);
    // Neither a reload nor another page says it again.
    await page.goto(`${stack.urls.site}/numbers`);
    await badge("openMessages").waitFor();
    expect(await page.getByRole("link", { name: title }).count()).toBe(0);
  });

  test("when the message was dealt with, the badge goes", async () => {
    const { page } = person;
    await stack.sql("update caller_messages set handled_at = now() where org_id = $1", [owner.organizationId]);
    await page
      .locator("[data-count=openMessages][hidden]")
      .first()
      .waitFor({ ...WAIT, state: "attached" });
    expect(await page.title()).not.toMatch(/^\(/);
  });

  test("nothing is asked any more when the session is over", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}/account`);
    await page
      .getByRole("button", { name: say("action_sign_out") })
      .last()
      .click();
    await page.waitForURL(/signin/);
    expect(await page.locator("[data-attention]").count()).toBe(0);
    expect(person.complaints).toEqual([]);
  });
});
