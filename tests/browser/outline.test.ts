import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

// A workflow without a script of the page's: its outline, a list with forms, and what comes in from Vapi.
const PATIENCE = 30_000;

let stack: Stack;
let browser: Browser;
shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

describe("without scripts", () => {
  let person: BrowserPerson;
  beforeAll(async () => {
    person = await openBrowser(browser, "fr", { javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    await signUp(person, stack.urls.site);
  });
  afterAll(() => person.context.close());

  test("a workflow is made, changed step by step, and published", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}/workflows/new`);
    await page.getByLabel(say("workflow_name"), { exact: true }).fill("Sans script");
    await page.getByRole("button", { name: say("workflow_create") }).click();
    await page
      .getByRole("link", { name: say("workflow_edit_outline") })
      .first()
      .click();
    await page.waitForURL(/outline$/);
    const urgent = page
      .locator("details")
      .filter({ has: page.locator("summary", { hasText: say("model_emergency") }) });
    await urgent.getByLabel(say("editor_number"), { exact: true }).fill("01 23");
    await urgent.getByRole("button", { name: say("outline_save") }).click();
    await page.getByText(say("editor_error_field")).waitFor();
    await urgent.getByLabel(say("editor_number"), { exact: true }).fill("01 23 45 67 89");
    await urgent.getByRole("button", { name: say("outline_save") }).click();
    await page.getByText(say("outline_done")).waitFor();
    await page.getByLabel(say("outline_add_kind")).selectOption({ value: "conversation" });
    await page.getByLabel(say("outline_add_after"), { exact: true }).selectOption({ label: say("model_message") });
    await page.locator("#add-name").fill("Horaires");
    await page.getByRole("button", { name: say("outline_add_action"), exact: true }).click();
    await page.locator("summary", { hasText: "Horaires" }).waitFor();
    await requireGoodPage(page, false);
    const added = page.locator("details").filter({ has: page.locator("summary", { hasText: "Horaires" }) });
    await added.getByRole("button", { name: say("outline_remove"), exact: true }).click();
    await page.getByText(say("outline_done")).waitFor();
    const another = page.locator("form").filter({ has: page.getByLabel(say("editor_note_new"), { exact: true }) });
    await another.getByLabel(say("editor_note_new"), { exact: true }).fill("Demander <b>au docteur</b>.");
    await another.getByRole("button", { name: say("editor_note_add"), exact: true }).click();
    await page.getByText(say("outline_done")).waitFor();
    const kept = page.getByLabel(say("editor_note_text"), { exact: true });
    expect(await kept.inputValue()).toBe("Demander <b>au docteur</b>.");
    await kept.fill("Vu.");
    await page.getByRole("button", { name: say("editor_note_save"), exact: true }).click();
    await page.getByText(say("outline_done")).waitFor();
    expect(await kept.inputValue()).toBe("Vu.");
    await screenshot(page, "outline-notes");
    await requireGoodPage(page, false);
    await page.getByRole("button", { name: say("editor_note_remove"), exact: true }).click();
    await page.getByText(say("outline_done")).waitFor();
    expect(await kept.count()).toBe(0);
    await page.goto(page.url().replace(/\/outline.*/, ""));
    await page.getByRole("button", { name: say("workflow_draft_publish") }).click();
    await page.getByText(say("workflow_published_done")).waitFor();
    await page.getByText(say("workflow_ready")).waitFor({ timeout: PATIENCE });
    await requireGoodPage(page, false);
  });

  test("a former workflow of Vapi's comes in, with what could not be carried over", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}/workflows/new`);
    await page.locator("summary", { hasText: say("workflow_import") }).click();
    const field = page.getByLabel(say("workflow_import_json"));
    await field.fill("bonjour");
    await page.getByRole("button", { name: say("workflow_import_action"), exact: true }).click();
    await page.getByText(say("workflow_import_bad")).waitFor();
    const nodes = [
      {
        type: "conversation",
        name: "intake",
        isStart: true,
        prompt: "Demande le motif.",
        voice: { provider: "azure" },
      },
      { type: "tool", name: "bye", tool: { type: "endCall" } },
    ];
    const edges = [{ from: "intake", to: "bye", condition: { type: "ai", prompt: "l'appelant a tout dit" } }];
    await field.fill(JSON.stringify({ name: "Ancien", nodes, edges }));
    await page.getByRole("button", { name: say("workflow_import_action"), exact: true }).click();
    await page.getByText(say("workflow_imported", { name: "Ancien" })).waitFor();
    await requireGoodPage(page, false);
  });
});
