import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shared } from "../shared.ts";
import type { Organization, Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { inMainOf } from "./in-main.ts";
import { openBrowser, screenshot, signIn, type BrowserPerson } from "./person.ts";

// Assistants that hand a call over to each other: made, ordered, told when, used by a number, and gone.

let stack: Stack;
let browser: Browser;
shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

const NAMES = ["Accueil", "Rendez-vous <b>du</b> cabinet", "Comptabilité"] as const;
const [FIRST, SECOND, THIRD] = NAMES;
const WHEN = "la personne veut un <i>rendez-vous</i>";

describe.each([
  { language: "fr", scripts: true, viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  { language: "en", scripts: false, viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const)("in $language, scripts: $scripts", ({ language, scripts, ...screen }) => {
  let person: BrowserPerson;
  let owner: Organization;
  let squadId = "";
  beforeAll(async () => {
    owner = await stack.newOrganization();
    await stack.sql("update profiles set locale = $2 where user_id = $1", [owner.user.id, language]);
    person = await openBrowser(browser, language, { javaScriptEnabled: scripts, ...screen });
    await signIn(person, stack.urls.site, owner.email, owner.password);
    await person.page.waitForURL(`${stack.urls.site}/`);
  });
  afterAll(() => person.context.close());

  const open = (path: string) => person.page.goto(stack.urls.site + path);
  const { main, button } = inMainOf(() => person);
  const told = (key: string, values?: Record<string, string>) =>
    main().getByText(person.say(key, values)).first().waitFor();
  const outline = () => person.page.getByRole("region", { name: person.say("squads_outline") });
  const look = async (name: string) => {
    await screenshot(person.page, `squads-${name}-${language}`);
    await requireGoodPage(person.page, scripts);
  };
  const confirm = async (summary: string, action: string) => {
    await main().locator("summary").filter({ hasText: summary }).click();
    await main().getByRole("button", { name: action, exact: true }).click();
  };

  test("without an assistant the way to one is shown; a squad is refused at its row, and then made", async () => {
    const { page, say } = person;
    await open("/squads");
    await told("squads_empty");
    await look("empty");
    await main()
      .getByRole("link", { name: say("squads_new") })
      .first()
      .click();
    await told("squads_no_assistants");
    for (const name of NAMES) {
      const answer = await stack.api("/v1/assistants", { ...owner, method: "POST", json: { name } });
      expect(answer.status).toBe(201);
    }
    await open("/squads/new");
    await page.getByLabel(say("squads_name"), { exact: true }).fill("Équipe <b>du</b> matin");
    const choices = () => page.getByLabel(say("squads_member"), { exact: true });
    await choices().nth(0).selectOption({ label: FIRST });
    await choices().nth(1).selectOption({ label: FIRST });
    await button("squads_create").click();
    await told("squads_member_twice");
    await look("refused");
    expect(await page.getByLabel(say("squads_name"), { exact: true }).inputValue()).toBe("Équipe <b>du</b> matin");
    await choices().nth(1).selectOption({ label: SECOND });
    await button("squads_create").click();
    await told("squads_done_created");
    squadId = /squads\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Équipe <b>du</b> matin");
    expect(await outline().innerText()).toContain(say("squads_unreached"));
    await look("made");
  });

  test("a handoff is said in words: one without « when » is refused at its field, then read in the outline", async () => {
    const { page, say } = person;
    await main()
      .getByRole("link", { name: `${say("squads_edit_handoffs")} : ${FIRST}` })
      .click();
    await page.waitForURL(/member=/);
    await button("squads_handoff_add").click();
    await button("squads_save_handoffs").click();
    await told("squads_when_error", { max: "900" });
    await look("handoff-refused");
    await page.getByLabel(say("squads_when"), { exact: true }).fill(WHEN);
    await page.getByLabel(new RegExp(say("squads_message"))).fill("Je vous passe ma collègue.");
    await button("squads_save_handoffs").click();
    await told("squads_done_step");
    const text = await outline().innerText();
    expect(text).toContain(say("squads_hands_over", { name: SECOND, when: WHEN }));
    expect(text).toContain(say("squads_saying", { message: "Je vous passe ma collègue." }));
    expect(text).not.toContain(say("squads_unreached"));
    await look("handoffs");
  });

  test("a member is added, moved and taken away, and the handoffs to it go too", async () => {
    const { page, say } = person;
    await main()
      .locator("summary")
      .filter({ hasText: say("squads_add") })
      .click();
    await page.getByLabel(say("squads_member"), { exact: true }).selectOption({ label: THIRD });
    await button("squads_add_confirm").click();
    await told("squads_done_added");
    await button("squads_up_name", { name: THIRD }).click();
    await told("squads_done_step");
    const names = () => main().getByRole("heading", { level: 3 }).allInnerTexts();
    expect((await names()).map((name) => name.replace(/^\d+\.\s*/, ""))).toEqual([FIRST, THIRD, SECOND]);
    await button("squads_down_name", { name: FIRST }).click();
    await told("squads_done_step");
    expect(await outline().getByRole("listitem").first().innerText()).toContain(THIRD);
    await look("three");
    await confirm(say("squads_remove_name", { name: SECOND }), say("squads_remove_confirm", { name: SECOND }));
    await told("squads_done_left");
    expect(await outline().innerText()).not.toContain(SECOND);
  });

  test("nothing of it is published yet: the draft says what it changes, is tried, and is published", async () => {
    const { page, say } = person;
    const published = async () =>
      (await (await stack.api(`/v1/squads/${squadId}`, owner)).json()) as { members: { name: string }[] };
    expect((await published()).members.map(({ name }) => name)).toEqual([FIRST, SECOND]);
    await open("/squads");
    await told("draft_waits_badge");
    await open(`/squads/${squadId}`);
    await main()
      .getByRole("link", { name: say("draft_see") })
      .click();
    await page.getByRole("heading", { name: say("draft_changes") }).waitFor();
    expect(await page.locator("ins").filter({ hasText: THIRD }).count()).toBeGreaterThan(0);
    if (scripts) {
      const conversation = page.getByRole("list", { name: say("chat_title") });
      await page.getByLabel(say("chat_message")).fill("Bonjour");
      await button("action_send").click();
      await expect.poll(() => conversation.locator(".line-assistant p").count(), { timeout: 20_000 }).toBe(1);
      expect(await conversation.locator(".line-assistant").innerText()).toContain(THIRD);
    }
    await look("draft");
    await button("draft_publish").click();
    await told("workflow_published_done");
    expect((await published()).members.map(({ name }) => name)).toEqual([THIRD, FIRST]);
    expect(await outline().innerText()).not.toContain(SECOND);
    await look("published");
  });

  test("what it was before stands beside what it is, and comes back in one click", async () => {
    const { page, say } = person;
    const versions = page.getByRole("region", { name: say("workflow_versions") });
    await versions.getByRole("link").first().click();
    await page.getByRole("heading", { name: say("squads_order") }).waitFor();
    await look("version");
    await button("version_restore_this").click();
    await told("workflow_restored_done");
    expect(await outline().innerText()).toContain(SECOND);
  });

  test("somebody else's change of the draft is told first, and what was written stays", async () => {
    const { page, say } = person;
    await open(`/squads/${squadId}/edit`);
    const put = await stack.api(`/v1/squads/${squadId}/draft`, { ...owner, method: "PUT", json: { name: "De nuit" } });
    expect(put.status).toBe(200);
    const name = page.getByLabel(say("squads_name"), { exact: true });
    await name.fill("De jour");
    await button("squads_rename").click();
    await told("squads_theirs_first");
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("De nuit");
    expect(await name.inputValue()).toBe("De jour");
    await look("theirs-first");
    await button("squads_rename").click();
    await told("squads_done_step");
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("De jour");
  });

  test("what somebody else published meanwhile is shown, and the draft is taken further over it", async () => {
    const { page } = person;
    const answer = await stack.api(`/v1/squads/${squadId}`, owner);
    const { members } = (await answer.json()) as { members: { assistantId: string }[] };
    const json = { members: members.slice(0, 1).map(({ assistantId }) => ({ assistantId })) };
    expect((await stack.api(`/v1/squads/${squadId}`, { ...owner, method: "PATCH", json })).status).toBe(200);
    await open(`/squads/${squadId}/edit`);
    await told("draft_behind_short");
    await button("action_publish").click();
    await told("draft_behind_text");
    await look("draft-behind");
    await button("draft_rebase").click();
    await told("draft_rebased");
    await button("draft_publish").click();
    await told("workflow_published_done");
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("De jour");
    expect(await outline().innerText()).not.toContain(SECOND);
  });

  test("a squad that answers a number stays until the number has another answerer", async () => {
    const { say } = person;
    await open(`/squads/${squadId}`);
    await told("squads_numbers_none");
    const json = { provider: "vapi", name: "Ligne du matin", areaCode: "701" };
    const ordered = await stack.api("/v1/phone-numbers/provision", { ...owner, method: "POST", json });
    expect(ordered.status).toBe(201);
    const { id } = (await ordered.json()) as { id: string };
    const answers = (squad: string | null) =>
      stack.sql("update phone_numbers set squad_id = $2 where id = $1", [id, squad]);
    await answers(squadId);
    await confirm(say("squads_delete"), say("squads_delete"));
    await told("squads_delete_used");
    expect(
      await main()
        .getByRole("link")
        .evaluateAll((all) => all.map((link) => link.getAttribute("href"))),
    ).toContain(`/numbers/${id}`);
    await look("used");
    await answers(null);
    await open(`/squads/${squadId}`);
    await confirm(say("squads_delete"), say("squads_delete"));
    await told("done_deleted");
    await told("squads_empty");
    const gone = await open(`/squads/${squadId}`);
    expect(gone?.status()).toBe(404);
    await look("gone");
  });
});

test("a viewer reads who speaks when, and is offered nothing that would be refused", async () => {
  const owner = await stack.newOrganization();
  const post = async (path: string, json: object) => {
    const answer = await stack.api(path, { ...owner, method: "POST", json });
    return ((await answer.json()) as { id: string }).id;
  };
  const assistantId = await post("/v1/assistants", { name: FIRST });
  const squadId = await post("/v1/squads", { name: "Équipe", members: [{ assistantId }] });
  const viewer = await stack.newMember(owner.organizationId, "viewer");
  const person = await openBrowser(browser, "fr", { viewport: { width: 390, height: 844 } });
  await signIn(person, stack.urls.site, viewer.email, viewer.password);
  await person.page.waitForURL(`${stack.urls.site}/`);
  const main = person.page.getByRole("main");
  for (const path of ["/squads", `/squads/${squadId}`]) {
    await person.page.goto(stack.urls.site + path);
    await main.getByRole("heading", { level: 1 }).waitFor();
    expect(await main.locator('form[method="post"]').count()).toBe(0);
    expect(await main.locator('a[href="/squads/new"]').count()).toBe(0);
    await requireGoodPage(person.page);
  }
  await screenshot(person.page, "squads-viewer");
  expect(await main.innerText()).toContain(person.say("squads_answers"));
  const refused = await person.page.goto(`${stack.urls.site}/squads/new`);
  expect(refused?.status()).toBe(403);
  await person.context.close();
});
