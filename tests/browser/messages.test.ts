import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { makeAssistant, openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

let stack: Stack;
let browser: Browser;
shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

const ORDINARY = { message: "Un rendez-vous la semaine prochaine, si possible.", callerName: "Paul Roche" };
const URGENT = {
  message: "Ma fille a 40 de fièvre, rappelez-moi <b>vite</b>.",
  callerName: "Inès Morel",
  callerNumber: "06 39 98 12 34",
  isUrgent: true,
};

describe.each([
  { language: "fr", scripts: true, viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  { language: "en", scripts: false, viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const)("in $language, scripts: $scripts", ({ language, scripts, ...look }) => {
  let person: BrowserPerson;
  let orgId: string;
  beforeAll(async () => {
    person = await openBrowser(browser, language, { javaScriptEnabled: scripts, ...look });
    await signUp(person, stack.urls.site);
  });
  afterAll(() => person.context.close());
  const item = (text: string) => person.page.getByRole("listitem").filter({ hasText: text });

  test("messages that callers left come with the urgent one first, on the home page too", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}/messages`);
    await page.getByText(say("messages_none_open")).waitFor();
    const assistantId = await makeAssistant(person, stack.urls.site);
    const [assistant] = await stack.sql<{ org_id: string; vapi_assistant_id: string }>(
      `update assistants set tools = '[{"type":"takeMessage"}]' where id = $1 returning org_id, vapi_assistant_id`,
      [assistantId],
    );
    orgId = String(assistant?.org_id);
    for (const taken of [URGENT, ORDINARY]) {
      await stack.vapi.ring({
        assistantId: assistant?.vapi_assistant_id,
        from: "+33612345678",
        script: [{ caller: "Bonjour." }, { toolCall: { name: "take_message", arguments: taken } }, { hangUp: true }],
      });
      await vi.waitFor(
        async () =>
          expect(
            await stack.sql("select 1 from caller_messages where org_id = $1 and caller_name = $2", [
              orgId,
              taken.callerName,
            ]),
          ).toHaveLength(1),
        { timeout: 30_000 },
      );
    }
    await page.goto(stack.urls.site);
    const todo = page.getByRole("region", { name: say("home_to_do") });
    expect(await todo.getByRole("listitem").first().innerText()).toContain("Inès Morel");
    await screenshot(page, `home-to-do-${language}`);
    await todo.getByRole("link", { name: say("home_all_messages") }).click();
    await page.waitForURL(/\/messages$/);
    expect(await page.getByRole("listitem").first().innerText()).toContain("40 de fièvre, rappelez-moi <b>vite</b>.");
    expect(await page.getByRole("listitem").count()).toBe(2);
    expect(await item("Inès").getByText(say("messages_urgent"), { exact: true }).isVisible()).toBe(true);
    const dial = item("Inès").getByRole("link", { name: say("messages_call_back", { number: "+33 6 39 98 12 34" }) });
    expect(await dial.getAttribute("href")).toBe("tel:+33639981234");
    await screenshot(page, `messages-${language}`);
  });

  test("one is assigned with a note, found by a number, done, and taken back", async () => {
    const { page, say } = person;
    const urgent = item("Inès");
    await urgent.getByText(say("messages_assign_or_note")).click();
    await urgent.getByLabel(say("messages_assign"), { exact: true }).selectOption({ label: "Camille Durand" });
    await urgent.getByLabel(say("messages_note")).fill("Rappelée à 10 h,\nelle passe à midi.");
    await urgent.getByRole("button", { name: say("action_save") }).click();
    await page.getByText(say("done_saved")).waitFor();
    await item("Inès")
      .getByText(say("messages_assigned_to", { name: "Camille Durand" }))
      .waitFor();
    await item("Inès").getByText("elle passe à midi.").first().waitFor();
    await screenshot(page, `messages-assigned-${language}`);

    await page.getByLabel(say("messages_search"), { exact: true }).fill("06 39 98");
    await page
      .getByRole("main")
      .getByRole("button", { name: say("action_search") })
      .click();
    await page.waitForURL(/search=/);
    expect(await page.getByRole("listitem").allInnerTexts()).toEqual([expect.stringContaining("Inès")]);

    await item("Inès")
      .getByRole("button", { name: say("messages_handle") })
      .click();
    await page.getByText(say("messages_none_found"), { exact: true }).waitFor();
    await page.getByRole("button", { name: say("action_undo") }).click();
    await page.getByText(say("messages_done_reopened")).waitFor();
    await item("Inès")
      .getByRole("button", { name: say("messages_handle") })
      .click();
    await page.getByText(say("messages_done_handled")).waitFor();
    await page.goto(`${stack.urls.site}/messages`);
    expect(await page.getByRole("listitem").allInnerTexts()).toEqual([expect.stringContaining("Paul")]);
    await page.getByRole("link", { name: say("messages_handled"), exact: true }).click();
    await item("Inès")
      .getByRole("link", { name: say("messages_see_call") })
      .click();
    await page.waitForURL(/\/calls\/[0-9a-f-]{36}$/);
  });

  test("a viewer reads and calls back, and is offered nothing that would be refused", async () => {
    const { page, say } = person;
    const { user: owner } = await stack.newMember(orgId, "owner");
    await stack.sql("update memberships set role = 'viewer' where org_id = $1 and user_id <> $2", [orgId, owner.id]);
    await page.goto(`${stack.urls.site}/messages?state=all`);
    expect(await page.getByRole("listitem").count()).toBe(2);
    expect(await item("Inès").getByRole("link").count()).toBe(2);
    expect(await page.getByRole("main").getByRole("button").allInnerTexts()).toEqual([say("action_search")]);
    await requireGoodPage(page, scripts);
  });
});
