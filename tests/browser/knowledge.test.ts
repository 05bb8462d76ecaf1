import { request } from "node:http";
import type { Browser, Page } from "playwright-core";
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

const HOURS =
  "# Horaires\n\nOuvert le samedi matin.\n\n# Tarifs\n\nConsultation : 30 euros. <b>Visite</b> : 45 euros.\n";
const file = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
/** Nowhere to break a line in it. */
const LONG = `${"photo".repeat(40)}.pdf`;
const WAIT = { timeout: 30_000, interval: 200 };

describe.each([
  { language: "fr", scripts: true, viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  { language: "en", scripts: false, viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const)("in $language, scripts: $scripts, $viewport.width px", ({ language, scripts, ...look }) => {
  let person: BrowserPerson;
  let base = "";
  let fileAddress = "";
  const name = `${language}-${scripts}`;
  beforeAll(async () => {
    person = await openBrowser(browser, language, { javaScriptEnabled: scripts, ...look });
    await signUp(person, stack.urls.site);
  });
  afterAll(() => person.context.close());

  async function requireGoodShot(page: Page, shot: string): Promise<void> {
    await screenshot(page, `knowledge-${shot}-${name}`);
    await requireGoodPage(page, scripts);
    expect(person.complaints).toEqual([]);
  }
  const row = (text: string) => person.page.getByRole("listitem").filter({ hasText: text });
  /** Chooses a file; without scripts, the form is sent. */
  async function give(...files: ReturnType<typeof file>[]): Promise<void> {
    const { page, say } = person;
    if (scripts) {
      await page.getByText(say("knowledge_upload_drop")).waitFor();
      await page.getByLabel(say("knowledge_upload_choose")).setInputFiles(files);
      return;
    }
    for (const one of files) {
      await page.getByLabel(say("knowledge_upload_file")).setInputFiles(one);
      await page.getByRole("button", { name: say("knowledge_upload_send") }).click();
      await page.getByText(say("knowledge_done_file")).waitFor();
    }
  }
  /** With scripts the page looks itself; without, one reloads. */
  const untilShown = (text: string, state: string) =>
    vi.waitFor(async () => {
      if (!scripts) await person.page.reload();
      expect(await row(text).getByText(person.say(state), { exact: true }).count()).toBe(1);
    }, WAIT);

  test("a base is made from nothing, and a name that is refused stays in its field", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}/knowledge`);
    await page.getByText(say("knowledge_empty"), { exact: true }).waitFor();
    await requireGoodShot(page, "empty");
    const field = page.getByLabel(say("knowledge_name"), { exact: true });
    await field.evaluate((input) => input.removeAttribute("maxlength")).catch(() => undefined);
    await field.fill("x".repeat(scripts ? 81 : 80));
    if (scripts) {
      await page.getByRole("button", { name: say("knowledge_create") }).click();
      await page.getByText(say("knowledge_name_error", { max: "80" })).waitFor();
      expect(await field.inputValue()).toHaveLength(81);
      await requireGoodShot(page, "refused");
    }
    await field.fill("Questions des patients");
    await page.getByLabel(new RegExp(say("knowledge_description"))).fill("Horaires <b>et</b> tarifs");
    await page.getByRole("button", { name: say("knowledge_create") }).click();
    await page.getByText(say("knowledge_done_base")).waitFor();
    await page.getByText("Horaires <b>et</b> tarifs").waitFor();
    base = new URL(page.url()).pathname;
    await requireGoodShot(page, "new");
  });

  test("files are dropped in, read, and one that cannot be read says the way out", async () => {
    const { page, say } = person;
    await give(file("horaires.md", HOURS), file(LONG, "no PDF at all"));
    await untilShown("horaires.md", "knowledge_file_ready");
    await untilShown(LONG, "knowledge_file_failed");
    await row(LONG).getByText(say("knowledge_failure_type_mismatch")).waitFor();
    await row("horaires.md")
      .getByText(say("knowledge_passages_many", { count: "2" }))
      .waitFor();
    expect(await row("horaires.md").count()).toBe(1);
    await requireGoodShot(page, "files");
  });

  test("what was read of a file is shown, it is downloaded unchanged, and replaced without a gap", async () => {
    const { page, say } = person;
    await page.getByRole("link", { name: "horaires.md" }).click();
    await page.getByText("Consultation : 30 euros.").waitFor();
    fileAddress = new URL(page.url()).pathname;
    await requireGoodShot(page, "file");
    const href = await page.getByRole("link", { name: say("knowledge_file_download") }).getAttribute("href");
    const content = await person.context.request.get(stack.urls.site + href);
    expect([content.headers()["content-disposition"]?.slice(0, 10), await content.text()]).toEqual([
      "attachment",
      HOURS,
    ]);
    await page.getByText(say("knowledge_file_replace"), { exact: true }).click();
    await page
      .getByLabel(say("knowledge_upload_file"))
      .setInputFiles(file("horaires 2027.md", HOURS.replace("samedi", "dimanche")));
    await page.getByRole("button", { name: say("knowledge_file_replace_send") }).click();
    await page.waitForURL(/replaces=/);
    await vi.waitFor(async () => {
      if (!scripts) await page.reload();
      expect(await page.getByText(say("knowledge_replaces_ready", { name: "horaires.md" })).count()).toBe(1);
    }, WAIT);
    await requireGoodShot(page, "replaced");
    await page.getByRole("button", { name: say("knowledge_replaces_delete") }).click();
    await page.getByText(say("done_deleted")).waitFor();
    await page.getByText("Ouvert le dimanche matin.").waitFor();
    expect((await page.goto(stack.urls.site + fileAddress))?.status()).toBe(404);
  });

  test("it is asked as a caller would ask", async () => {
    const { page, say } = person;
    await page.goto(stack.urls.site + base);
    await page.getByRole("link", { name: say("knowledge_tab_try"), exact: true }).click();
    await page.getByLabel(say("knowledge_try_question")).fill("Combien coute une consultaton ?");
    await page
      .getByRole("main")
      .getByRole("button", { name: say("knowledge_try_ask") })
      .click();
    await page.getByText("<b>Visite</b> : 45 euros.").or(page.getByText("Visite : 45 euros.")).waitFor();
    await page.getByRole("link", { name: "horaires 2027.md" }).waitFor();
    await requireGoodShot(page, "try");
    await page.getByLabel(say("knowledge_try_question")).fill("Avez-vous une piscine ?");
    await page
      .getByRole("main")
      .getByRole("button", { name: say("knowledge_try_ask") })
      .click();
    await page.getByText(say("knowledge_try_none"), { exact: true }).waitFor();
    await requireGoodShot(page, "try-none");
  });

  test("what callers asked in vain is listed with the call, answered there, and found from then on", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}${base}?tab=questions`);
    await page.getByText(say("knowledge_questions_empty"), { exact: true }).waitFor();
    const assistantId = await makeAssistant(person, stack.urls.site);
    const baseId = base.split("/").at(-1);
    const change = await person.context.request.patch(`${stack.urls.site}/api/assistants/${assistantId}`, {
      data: { knowledgeBaseIds: [baseId] },
      headers: { origin: stack.urls.site },
    });
    const { vapiAssistantId } = (await change.json()) as { vapiAssistantId: string };
    const there = await stack.vapi.api(`/assistant/${vapiAssistantId}`);
    const { model } = (await there.json()) as { model: { tools: { function?: { name: string } }[] } };
    const tool = model.tools.map((one) => one.function?.name).find((found) => found?.startsWith("search_"));
    await stack.vapi.ring({
      assistantId: vapiAssistantId,
      from: "+33612345678",
      script: [
        { caller: "Bonjour." },
        { toolCall: { name: tool, arguments: { question: "Avez-vous <b>une piscine</b> 24h/24 ?" } } },
        { toolCall: { name: tool, arguments: { question: "Parlez-vous le klingon ?" } } },
        { hangUp: true },
      ],
    });
    await vi.waitFor(async () => {
      await page.goto(stack.urls.site + base);
      expect(await page.getByText(say("knowledge_tab_questions_count", { count: "2" })).count()).toBe(1);
    }, WAIT);
    expect(await page.getByText(say("knowledge_used_by")).count()).toBe(1);
    await page.getByText(say("knowledge_tab_questions_count", { count: "2" })).click();
    await requireGoodShot(page, "questions");
    const pool = row("Avez-vous <b>une piscine</b>");
    await pool.getByRole("link", { name: say("knowledge_questions_call") }).waitFor();
    await pool.getByText(say("knowledge_answer_add")).click();
    await pool.getByLabel(say("knowledge_answer")).fill("Non, pas de piscine,\nmais un sauna.");
    await requireGoodShot(page, "answer");
    await pool.getByRole("button", { name: say("knowledge_answer_save") }).click();
    await page.getByText(say("knowledge_done_answered")).waitFor();
    expect(await pool.count()).toBe(0);
    await row("klingon")
      .getByRole("button", { name: say("knowledge_dismiss") })
      .click();
    await page.getByText(say("knowledge_questions_empty"), { exact: true }).waitFor();
    await vi.waitFor(async () => {
      await page.goto(`${stack.urls.site}${base}?tab=try&question=piscine`);
      expect(await page.getByText("mais un sauna.").count()).toBe(1);
    }, WAIT);
    await page.getByRole("link", { name: /^(Réponse|Answer) - .*24h-24/ }).waitFor();
  });

  test("it is renamed beside somebody else's change, and cannot be deleted while it is used", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}${base}?tab=settings`);
    await page.getByText(say("knowledge_delete_used")).waitFor();
    await person.context.request.patch(`${stack.urls.site}/api${base.replace("/knowledge/", "/knowledge-bases/")}`, {
      data: { name: "À eux" },
      headers: { origin: stack.urls.site },
    });
    const field = page.getByLabel(say("knowledge_name"), { exact: true });
    await field.fill("À moi");
    await page.getByRole("button", { name: say("action_save") }).click();
    await page.getByText(say("knowledge_saved_meanwhile", { value: "À eux" })).waitFor();
    expect(await field.inputValue()).toBe("À moi");
    await requireGoodShot(page, "meanwhile");
    await page.getByRole("button", { name: say("action_save") }).click();
    await page.getByText(say("done_saved")).waitFor();
    await page.getByRole("heading", { name: "À moi" }).waitFor();

    await page.goto(`${stack.urls.site}/knowledge`);
    await requireGoodShot(page, "list");
    if (await page.getByText(say("knowledge_new"), { exact: true }).isVisible())
      await page.getByText(say("knowledge_new"), { exact: true }).click();
    await page.getByLabel(say("knowledge_name"), { exact: true }).fill("Pour rien");
    await page.getByRole("button", { name: say("knowledge_create") }).click();
    await page.getByRole("link", { name: say("knowledge_tab_settings") }).click();
    await page.getByText(say("knowledge_delete"), { exact: true }).click();
    await page.getByRole("button", { name: say("knowledge_delete_confirm") }).click();
    await page.waitForURL(/\/knowledge(\?done=deleted)?$/);
    expect(await row("Pour rien").count()).toBe(0);
  });

  test("a viewer reads and asks, and is offered nothing that would be refused", async () => {
    const { page, say } = person;
    const [row] = await stack.sql<{ org_id: string }>("select org_id from knowledge_bases where id = $1", [
      base.split("/").at(-1),
    ]);
    const { user: owner } = await stack.newMember(String(row?.org_id), "owner");
    await stack.sql("update memberships set role = 'viewer' where org_id = $1 and user_id <> $2", [
      row?.org_id,
      owner.id,
    ]);
    const [one] = await stack.sql<{ id: string }>(
      "select id from files where org_id = $1 and state = 'ready' limit 1",
      [row?.org_id],
    );
    for (const path of [
      "/knowledge",
      base,
      `${base}?tab=try`,
      `${base}?tab=questions`,
      `${base}?tab=settings`,
      `/files/${one?.id}`,
    ]) {
      await page.goto(stack.urls.site + path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      expect(await page.getByRole("main").locator('form[method="post"]').count(), path).toBe(0);
      const buttons = await page.getByRole("main").getByRole("button").allInnerTexts();
      expect(
        buttons.filter((text) => text !== say("knowledge_try_ask")),
        path,
      ).toEqual([]);
    }
    await requireGoodShot(page, "viewer-file");
  });
});

test("a file that is too large is refused with the way out, and one that fails on the way goes again as the same file", async () => {
  const person = await openBrowser(browser, "fr");
  const { page, say } = person;
  await signUp(person, stack.urls.site);
  await page.goto(`${stack.urls.site}/knowledge`);
  await page.getByLabel(say("knowledge_name"), { exact: true }).fill("Base");
  await page.getByRole("button", { name: say("knowledge_create") }).click();
  const input = page.getByLabel(say("knowledge_upload_choose"));
  await input.waitFor();
  const full = { name: "plein.txt", mimeType: "text/plain", buffer: Buffer.alloc(25 * 1024 * 1024 + 1) };
  // So many bytes take a busy machine a while to hand to the browser.
  await input.setInputFiles(full, { timeout: 90_000 });
  await page.getByText(say("knowledge_upload_too_large")).waitFor();
  const keys: string[] = [];
  await page.route("**/api/files", (route) => {
    keys.push(route.request().headers()["idempotency-key"] ?? "");
    return keys.length === 1 ? route.abort() : route.continue();
  });
  await input.setInputFiles(file("une.txt", "Une fois."));
  await page.getByText(say("problem_offline"), { exact: false }).waitFor();
  await screenshot(page, "knowledge-upload-failed");
  await page.getByRole("button", { name: say("action_retry") }).click();
  await page.getByText(say("knowledge_upload_reading")).waitFor();
  expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
  await person.context.close();
});

test("a file streams through the site: it is refused before its end has come", async () => {
  const person = await openBrowser(browser, "fr");
  await signUp(person, stack.urls.site);
  const cookie = (await person.context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const headers = { cookie, origin: stack.urls.site, "content-type": "multipart/form-data; boundary=b" };
  const sent = request(`${stack.urls.site}/api/files`, { method: "POST", headers });
  const status = new Promise((resolve, reject) => {
    sent.on("response", ({ statusCode }) => resolve(statusCode)).on("error", reject);
  });
  sent.write('--b\r\ncontent-disposition: form-data; name="folder"; filename="a.txt"\r\n\r\nhalf of it');
  expect(await status).toBe(422);
  sent.destroy();
  await person.context.close();
});

test("without the knowledge service the page says so and the rest of the site stands", async () => {
  const person = await openBrowser(browser, "fr");
  const { page, say } = person;
  await signUp(person, stack.urls.site);
  stack.postgres.cut();
  try {
    const answer = await page.goto(`${stack.urls.site}/knowledge`);
    expect(answer?.status()).toBe(503);
    await page.getByText(say("problem_database_unavailable")).first().waitFor();
  } finally {
    stack.postgres.heal();
  }
  await person.context.close();
});
