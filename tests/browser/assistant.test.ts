import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

// An assistant's pages: what it lacks, its parts as forms, what was refused, two people at once, and its versions.

let stack: Stack;
let browser: Browser;
shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

const LONG_WORD = "Rindfleischetikettierungsueberwachungsaufgabe".repeat(7);
const MOMENT = '{{ "now" | date: "%A %d/%m/%Y, %H:%M", "Europe/Paris" }}';

/** An assistant of the person's, made through the site's own address of the API. */
async function make({ context }: BrowserPerson, settings: Record<string, unknown>): Promise<string> {
  const answer = await context.request.post(`${stack.urls.site}/api/assistants`, {
    headers: { origin: stack.urls.site },
    data: settings,
  });
  expect(answer.status()).toBe(201);
  const { id } = (await answer.json()) as { id: string };
  return id;
}

type Saved = {
  name: string;
  system_prompt: string;
  first_message: string;
  ai_notice: string | null;
  voice: string;
  pronunciations: object[];
  tools: object[];
  version: number;
};
async function saved(id: string): Promise<Saved | undefined> {
  const [row] = await stack.sql<Saved>("select * from public.assistants where id = $1", [id]);
  return row;
}

describe.each([
  { language: "fr", scripts: true, viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  { language: "en", scripts: false, viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const)("in $language, scripts: $scripts", ({ language, scripts, ...look }) => {
  let person: BrowserPerson;
  let id: string;
  let home: string;
  const notice = language === "fr" ? "Ici l’assistant vocal du cabinet." : "This is our voice assistant.";
  const tab = (key: string) =>
    person.page
      .getByRole("navigation", { name: person.say("assistant_tabs") })
      .getByRole("link", { name: person.say(key), exact: true });
  const save = () => person.page.getByRole("button", { name: person.say("action_publish"), exact: true }).click();
  const shot = (name: string) => screenshot(person.page, `assistant-${name}-${language}`);

  beforeAll(async () => {
    const withScripts = await openBrowser(browser, language);
    await signUp(withScripts, stack.urls.site);
    id = await make(withScripts, {
      name: "Accueil",
      language,
      systemPrompt: `Tu es la secrétaire du cabinet ${LONG_WORD}. L’appel a commencé le ${MOMENT}.`,
      firstMessage: `Bonjour, cabinet ${LONG_WORD}.`,
    });
    home = `${stack.urls.site}/assistants/${id}`;
    person = await openBrowser(browser, language, {
      javaScriptEnabled: scripts,
      storageState: await withScripts.context.storageState(),
      ...look,
    });
    await withScripts.context.close();
  });
  afterAll(() => person.context.close());

  test("it says what it lacks and the one thing to do next, and no sign of a machine", async () => {
    const { page, say } = person;
    await page.goto(home);
    await page.getByText(say("missing_notice")).waitFor();
    await page.getByText(say("missing_number")).waitFor();
    expect(await page.getByText(say("sync_synced"), { exact: true }).count()).toBe(0);
    const text = await page.getByRole("main").innerText();
    expect(text).toContain(say("prompt_moment"));
    expect(text).not.toMatch(/\{\{|gpt|Neural|0\.4|0,4|assistant-speaks/);
    await requireGoodPage(page, scripts);
    await shot("overview");
    await page.getByRole("link", { name: say("missing_notice_action") }).click();
    await page.waitForURL(/\/edit#field-aiNotice$/);
  });

  test("Enter in a field saves, and the moment of the call stays what it was", async () => {
    const { page, say } = person;
    expect(await page.getByLabel(say("assistant_system_prompt")).inputValue()).toContain(`[${say("prompt_moment")}]`);
    await requireGoodPage(page, scripts);
    await shot("edit");
    await page.getByLabel(say("assistant_ai_notice")).fill(notice);
    await page.getByLabel(say("assistant_name"), { exact: true }).fill("Secrétariat");
    await page.getByLabel(say("assistant_name"), { exact: true }).press("Enter");
    await page.getByText(say("done_saved")).waitFor();
    const now = await saved(id);
    expect(now).toMatchObject({ name: "Secrétariat", ai_notice: notice, version: 2 });
    expect(now?.system_prompt).toContain(MOMENT);
  });

  test("without instructions nothing is saved: the browser asks for them, and so does the page", async () => {
    const { page, say } = person;
    const instructions = page.getByLabel(say("assistant_system_prompt"));
    const before = await instructions.inputValue();
    await instructions.fill("");
    await page.getByLabel(say("assistant_name"), { exact: true }).press("Enter");
    expect(await instructions.evaluate((field: HTMLTextAreaElement) => field.validity.valueMissing)).toBe(true);
    expect((await saved(id))?.version).toBe(2);
    await instructions.fill("  ");
    await save();
    await page.getByText(say("assistant_error_no_prompt")).first().waitFor();
    expect((await saved(id))?.version).toBe(2);
    expect(before).not.toBe("");
  });

  test("what it can do: messages are ticked, a row is added where one is, and a refusal leads to each fault", async () => {
    const { page, say } = person;
    await page.goto(home);
    await tab("assistant_tab_tools").click();
    await page.getByLabel(say("tool_take_message")).check();
    await page.getByRole("button", { name: say("transfer_add") }).click();
    if (scripts) {
      expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("transfer.0.number");
      expect(page.url()).toMatch(/\/tools$/);
    } else {
      expect(page.url()).toMatch(/#transfer-0$/);
      expect(await page.locator("#transfer-0").evaluate((row) => row.getBoundingClientRect().top)).toBeLessThan(800);
    }
    expect(await page.getByLabel(say("tool_take_message")).isChecked()).toBe(true);
    await page.getByRole("button", { name: say("transfer_add") }).click();
    const [row, second] = [page.locator("#transfer-0"), page.locator("#transfer-1")];
    await second.waitFor();
    for (const each of [row, second]) {
      await each.getByLabel(say("transfer_announcement"), { exact: true }).selectOption("message");
    }
    await row.getByLabel(say("transfer_number")).fill("12");
    await second.getByLabel(say("transfer_number")).fill("04 78 00 00 00");
    await save();
    const summary = page.getByRole("alert");
    await summary.getByText(say("errors_title", { count: "2" })).waitFor();
    const hasFocus = () => summary.evaluate((element) => element === document.activeElement);
    await expect.poll(hasFocus, { timeout: 20_000 }).toBe(true);
    await requireGoodPage(page, scripts);
    await shot("tools-refused");
    await summary.getByRole("link", { name: say("transfer_row", { number: "2" }) }).click();
    expect(new URL(page.url()).hash).toBe("#field-transfer.1.announcementText");
    for (const each of [row, second]) {
      await each
        .getByLabel(say("transfer_announcement_text"), { exact: true })
        .fill("Un patient demande à vous parler.");
    }
    await save();
    await summary.getByText(say("number_too_short")).waitFor();
    await row.getByRole("button", { name: say("row_remove") }).click();
    await expect.poll(() => page.locator("[data-rows=transfer] > [data-row]").count(), { timeout: 20_000 }).toBe(1);
    await page.getByLabel(say("transfer_unanswered")).last().fill("Personne n’est libre.");
    await save();
    await page.getByText(say("done_saved")).waitFor();
    await requireGoodPage(page, scripts);
    await shot("tools");
    expect((await saved(id))?.tools).toEqual([
      { type: "takeMessage" },
      {
        type: "transferCall",
        number: "+33478000000",
        announcement: { kind: "message", text: "Un patient demande à vous parler." },
        unanswered: { message: "Personne n’est libre.", hangsUp: false },
      },
    ]);
  });

  test("its voice is chosen among those of its language, and names are said as one wants", async () => {
    const { page, say } = person;
    await tab("assistant_tab_voice").click();
    await page.getByRole("main").getByLabel(say("assistant_language"), { exact: true }).selectOption("de");
    await save();
    await page.getByText(say("assistant_error_voice_language")).first().waitFor();
    await page.getByRole("main").getByLabel(say("assistant_language"), { exact: true }).selectOption(language);
    await page.getByRole("radio", { name: language === "fr" ? /^Henri/ : /^Guy/ }).check();
    await page.getByRole("button", { name: say("pronunciation_add") }).click();
    await page.getByLabel(say("pronunciation_word")).fill("Guehenno");
    await page.getByLabel(say("pronunciation_spoken")).fill("Guéno");
    await save();
    await page.getByText(say("done_saved")).waitFor();
    await requireGoodPage(page, scripts);
    await shot("voice");
    const voice = language === "fr" ? "fr-FR-HenriNeural" : "en-US-GuyNeural";
    expect(await saved(id)).toMatchObject({ voice, pronunciations: [{ word: "Guehenno", spoken: "Guéno" }] });
  });

  test("two people change it: what differs is put together, and of the same field one chooses", async () => {
    const { page, say, context } = person;
    await page.goto(`${home}/edit`);
    const other = await context.newPage();
    await other.goto(`${home}/edit`);
    const end = say("assistant_end_message");
    await other.getByLabel(end, { exact: true }).fill("À bientôt.");
    await other.getByRole("button", { name: say("action_publish"), exact: true }).click();
    await other.getByText(say("done_saved")).waitFor();
    // Another field of the same part: nobody is asked.
    await page.getByLabel(say("assistant_summary_prompt"), { exact: true }).fill("En une phrase.");
    await save();
    await page.getByText(say("done_merged")).waitFor();
    // The same field, and another one of theirs beside it.
    await other.goto(`${home}/edit`);
    await page.goto(`${home}/edit`);
    await other.getByLabel(say("assistant_first_message"), { exact: true }).fill("Cabinet, bonjour !");
    await other.getByLabel(say("assistant_success_prompt"), { exact: true }).fill("Un message est pris.");
    await other.getByRole("button", { name: say("action_publish"), exact: true }).click();
    await other.getByText(say("done_saved")).waitFor();
    await page.getByLabel(say("assistant_first_message"), { exact: true }).fill("Bonjour, le cabinet !");
    await page.getByLabel(say("assistant_name"), { exact: true }).fill("Standard");
    await save();
    const note = page.getByRole("alert");
    await note.getByText(say("conflict_title", { who: "Camille Durand" })).waitFor();
    expect(await note.getByText("Cabinet, bonjour !").count()).toBe(1);
    expect(await note.getByText("Bonjour, le cabinet !").count()).toBe(1);
    expect(await page.getByLabel(say("assistant_success_prompt"), { exact: true }).inputValue()).toBe(
      "Un message est pris.",
    );
    await requireGoodPage(page, scripts);
    await shot("conflict");
    await note.getByRole("radio", { name: say("conflict_theirs", { who: "Camille Durand" }) }).check();
    await save();
    await page.getByText(say("done_saved")).waitFor();
    expect(await saved(id)).toMatchObject({
      name: "Standard",
      first_message: "Cabinet, bonjour !",
      end_call_message: "À bientôt.",
      summary_prompt: "En une phrase.",
      success_prompt: "Un message est pris.",
    });
    await other.close();
  });

  test("a draft waits beside what is published, is tried, and is published with all its parts", async () => {
    const { page, say } = person;
    const before = await saved(id);
    await page.goto(`${home}/edit`);
    await page.getByLabel(say("assistant_first_message"), { exact: true }).fill("Bonjour du brouillon.");
    await page.getByRole("button", { name: say("draft_keep"), exact: true }).click();
    await page.getByText(say("draft_kept")).waitFor();
    expect(await saved(id)).toMatchObject({ first_message: before?.first_message, version: before?.version });
    expect(await page.getByLabel(say("assistant_first_message"), { exact: true }).inputValue()).toBe(
      "Bonjour du brouillon.",
    );
    await requireGoodPage(page, scripts);
    await shot("edit-with-draft");
    // Another part goes into the same draft.
    await tab("assistant_tab_tools").click();
    await page.getByLabel(say("tool_take_message")).uncheck();
    await page.getByRole("button", { name: say("draft_keep"), exact: true }).click();
    await page.getByText(say("draft_kept")).waitFor();
    await page.goto(`${stack.urls.site}/assistants`);
    await page.getByText(say("draft_waits_badge"), { exact: true }).waitFor();
    await page.goto(home);
    await page.getByRole("link", { name: say("draft_see") }).click();
    await page.getByRole("heading", { name: say("draft_changes") }).waitFor();
    expect(await page.locator("ins").filter({ hasText: "brouillon" }).count()).toBe(1);
    if (scripts) {
      const conversation = page.getByRole("list", { name: say("chat_title") });
      await conversation.getByText("Bonjour du brouillon.").waitFor();
      await page.getByLabel(say("chat_message")).fill("Êtes-vous ouverts ?");
      await page.getByRole("button", { name: say("action_send"), exact: true }).click();
      await expect
        .poll(() => conversation.locator(".line-assistant p").count(), { timeout: 20_000 })
        .toBeGreaterThanOrEqual(2);
    }
    await requireGoodPage(page, scripts);
    await shot("draft");
    expect((await saved(id))?.version).toBe(before?.version);
    await page.getByRole("button", { name: say("draft_publish"), exact: true }).click();
    await page.getByText(say("workflow_published_done")).waitFor();
    const after = await saved(id);
    expect(after).toMatchObject({ first_message: "Bonjour du brouillon.", version: (before?.version ?? 0) + 1 });
    expect(after?.tools).toEqual(before?.tools.filter((tool) => !("type" in tool) || tool.type !== "takeMessage"));
  });

  test("a draft is taken further over what somebody else published, and where both changed the same one chooses", async () => {
    const { page, say, context } = person;
    await page.goto(`${home}/edit`);
    await page.getByLabel(say("assistant_name"), { exact: true }).fill("Accueil de jour");
    await page.getByLabel(say("assistant_end_message"), { exact: true }).fill("À tout de suite.");
    const other = await context.newPage();
    await other.goto(`${home}/edit`);
    await page.getByRole("button", { name: say("draft_keep"), exact: true }).click();
    await page.getByText(say("draft_kept")).waitFor();
    // They publish without having seen the draft: it is not published with theirs.
    await other.getByLabel(say("assistant_name"), { exact: true }).fill("Accueil de nuit");
    await other.getByLabel(say("assistant_first_message"), { exact: true }).fill("Bonsoir.");
    await other.getByRole("button", { name: say("action_publish"), exact: true }).click();
    await other.getByText(say("done_saved")).waitFor();
    await other.close();
    expect(await saved(id)).toMatchObject({ name: "Accueil de nuit", end_call_message: "À bientôt." });
    await page.goto(`${home}/edit`);
    await page.getByText(say("draft_behind_short")).waitFor();
    // Whoever publishes all the same is shown what there is, and nothing is published.
    await page.getByRole("button", { name: say("action_publish"), exact: true }).click();
    await page.getByRole("heading", { name: say("draft_behind", { who: "Camille Durand" }) }).waitFor();
    expect(await page.getByRole("button", { name: say("draft_publish"), exact: true }).count()).toBe(0);
    await requireGoodPage(page, scripts);
    await shot("draft-behind");
    await page.getByRole("radio", { name: say("draft_in_it") }).check();
    await page.getByRole("button", { name: say("draft_rebase"), exact: true }).click();
    await page.getByText(say("draft_rebased")).waitFor();
    await page.getByRole("button", { name: say("draft_publish"), exact: true }).click();
    await page.getByText(say("workflow_published_done")).waitFor();
    expect(await saved(id)).toMatchObject({
      name: "Accueil de jour",
      first_message: "Bonsoir.",
      end_call_message: "À tout de suite.",
    });
    // And one that nobody wants is discarded.
    await page.goto(`${home}/edit`);
    await page.getByLabel(say("assistant_name"), { exact: true }).fill("Secrétariat");
    await page.getByRole("button", { name: say("draft_keep"), exact: true }).click();
    await page.goto(`${home}/draft`);
    await page
      .locator("summary")
      .filter({ hasText: say("draft_drop") })
      .click();
    await page.getByRole("button", { name: say("draft_drop"), exact: true }).click();
    await page.getByText(say("workflow_discarded_done")).waitFor();
    expect(await page.getByRole("link", { name: say("draft_see") }).count()).toBe(0);
  });

  test("versions stand side by side, with what changed marked, and one is restored", async () => {
    const { page, say } = person;
    await tab("assistant_tab_versions").click();
    await requireGoodPage(page, scripts);
    await shot("versions");
    await page.getByRole("link", { name: say("assistant_version", { version: "2" }), exact: true }).click();
    await page.getByRole("heading", { name: say("pronunciation_title") }).waitFor();
    expect(await page.locator("ins").filter({ hasText: "Guéno" }).count()).toBe(1);
    expect(await page.locator("del").filter({ hasText: "Secrétariat" }).count()).toBe(1);
    expect(await page.getByRole("main").innerText()).not.toMatch(/\{\{|Neural|transferCall/);
    await requireGoodPage(page, scripts);
    await shot("compared");
    await page.getByRole("button", { name: say("version_restore_this") }).click();
    await page.getByText(say("done_restored")).waitFor();
    expect(await saved(id)).toMatchObject({ name: "Secrétariat", pronunciations: [], ai_notice: notice });
  });

  test("what the voice service refuses is said in our words, at its field", async () => {
    const { page, say } = person;
    await page.goto(`${home}/voice`);
    await page.getByText(say("advanced_settings")).click();
    await page.getByLabel(say("transcriber_language"), { exact: true }).fill("zz");
    await save();
    await page.getByRole("alert").getByText(say("assistant_error_transcriber_language")).waitFor();
    await requireGoodPage(page, scripts);
    await shot("refused-by-voice");
  });

  test("the browser reported no errors", () => {
    expect(person.complaints).toEqual([]);
  });
});
