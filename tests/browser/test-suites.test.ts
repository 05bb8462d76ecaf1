import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { shared } from "../shared.ts";
import type { Organization, Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { inMainOf } from "./in-main.ts";
import { openBrowser, screenshot, signIn, type BrowserPerson } from "./person.ts";

// Simulated callers: a suite is written, run and compared, stopped and deleted; a real call becomes a test.

const PATIENCE = { timeout: 60_000, interval: 300 };

let stack: Stack;
let browser: Browser;
shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

const SUITE = "Rendez-vous <b>du</b> matin";
const ASSISTANT = "Accueil du cabinet";

describe.each([
  { language: "fr", scripts: true, viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  { language: "en", scripts: false, viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const)("in $language, scripts: $scripts", ({ language, scripts, ...screen }) => {
  let person: BrowserPerson;
  let owner: Organization;
  let suite = "";
  let assistantId = "";
  beforeAll(async () => {
    owner = await stack.newOrganization();
    await stack.sql("update profiles set locale = $2 where user_id = $1", [owner.user.id, language]);
    const made = await stack.api("/v1/assistants", { ...owner, method: "POST", json: { name: ASSISTANT } });
    assistantId = ((await made.json()) as { id: string }).id;
    person = await openBrowser(browser, language, { javaScriptEnabled: scripts, ...screen });
    await signIn(person, stack.urls.site, owner.email, owner.password);
    await person.page.waitForURL(`${stack.urls.site}/`);
  });
  afterAll(() => person.context.close());

  const open = (path: string) => person.page.goto(stack.urls.site + path);
  const { main, button } = inMainOf(() => person);
  const field = (key: string) => main().getByLabel(person.say(key), { exact: true });
  const told = (key: string, values?: Record<string, string>) =>
    main().getByText(person.say(key, values)).first().waitFor();
  const look = async (name: string) => {
    await screenshot(person.page, `test-suites-${name}-${language}`);
    await requireGoodPage(person.page, scripts);
  };
  const confirm = async (key: string) => {
    await main()
      .locator("summary")
      .filter({ hasText: person.say(key) })
      .click();
    await button(key).click();
  };
  const text = () => main().innerText();
  /** A test through its form; leaves the browser on its page. */
  const write = async (name: string, rubric: string, script = "Vous voulez un rendez-vous mardi.", attempts = "1") => {
    await open(`${suite}/tests/new`);
    await field("tests_name").fill(name);
    await field("tests_script").fill(script);
    await field("tests_rubric").fill(rubric);
    await field("tests_attempts").fill(attempts);
    await button("tests_create").click();
    await told("tests_done_test");
  };
  /** Until the run on the page has ended: with scripts the page moves by itself. */
  const ended = () =>
    vi.waitFor(async () => {
      if (!scripts) await person.page.reload();
      expect(
        await main()
          .locator("summary")
          .filter({ hasText: person.say("tests_run_delete") })
          .count(),
      ).toBe(1);
    }, PATIENCE);

  test("a suite is created, and its first test is refused at its criteria before it is taken", async () => {
    const { page, say } = person;
    await open("/tests");
    await told("tests_empty");
    await look("empty");
    await main()
      .getByRole("link", { name: say("tests_new_suite") })
      .first()
      .click();
    await page.waitForURL(/\/tests\/new$/);
    await field("tests_suite_name").fill(SUITE);
    await button("tests_create_suite").click();
    await told("tests_done_suite");
    suite = new URL(page.url()).pathname;
    await look("suite-empty");
    await main()
      .getByRole("link", { name: say("tests_new") })
      .first()
      .click();
    await field("tests_name").fill("Mardi <i>matin</i>");
    await field("tests_script").fill("Vous voulez un rendez-vous mardi.");
    await button("tests_create").click();
    await told("tests_rubrics_error", { max: "10" });
    await look("test-refused");
    expect(await field("tests_name").inputValue()).toBe("Mardi <i>matin</i>");
    await field("tests_rubric").first().fill("Un jour est convenu.");
    await button("tests_rubric_add").click();
    await field("tests_rubric").nth(1).fill("L’assistant a souri. [skip]");
    await field("tests_rubric_kind").nth(1).selectOption("noted");
    await button("tests_create").click();
    await told("tests_done_test");
    await look("test");
    await write("Une fois sur deux", "Il est poli. [false on 2]", undefined, "2");
  });

  test("a run needs a test; its page goes on until it ends, with verdicts, reasons and what varies", async () => {
    const { page, say } = person;
    await open(suite);
    await look("suite");
    for (const box of await main().locator('input[name="test"]').all()) await box.uncheck();
    await button("tests_run_start").click();
    await told("tests_run_none_chosen");
    for (const box of await main().locator('input[name="test"]').all()) await box.check();
    await main().locator("#field-target").selectOption({ label: ASSISTANT });
    await button("tests_run_start").click();
    await told("tests_done_run");
    await ended();
    for (const key of ["tests_run_not_passed", "tests_flaky", "tests_flaky_text"]) await told(key);
    await told("tests_compare_none", { name: ASSISTANT });
    await told("tests_progress_done", { done: "3", total: "3" });
    expect(await text()).toContain("Il est poli. [false on 2]");
    await look("run");
    await main()
      .getByRole("link", { name: `${say("tests_attempt", { number: "2" })} : Une fois sur deux` })
      .click();
    await page.waitForURL(/\/attempts\//);
    await told("tests_failed");
    await told("tests_caller");
    await look("attempt");
    await main()
      .getByRole("link", { name: say("tests_attempt_before") })
      .click();
    await told("tests_passed");
  });

  test("the next run says what turned bad and what turned good", async () => {
    const { page, say } = person;
    await open(suite);
    await main().getByRole("link", { name: "Mardi <i>matin</i>" }).click();
    await field("tests_rubric").first().fill("Un jour est convenu. [false]");
    await button("action_save").click();
    await told("done_saved");
    await open(suite);
    await main().getByRole("link", { name: "Une fois sur deux" }).click();
    await field("tests_rubric").first().fill("Il est poli.");
    await button("action_save").click();
    await told("done_saved");
    await open(suite);
    await main().locator("#run-name").fill("Avant l’ouverture");
    await button("tests_run_start").click();
    await told("tests_done_run");
    await ended();
    const sides = page.getByRole("region", { name: say("tests_compare") });
    const compared = await sides.innerText();
    expect(compared).toMatch(new RegExp(`${say("tests_compare_red")}\\s+Mardi <i>matin</i>`));
    expect(compared).toMatch(new RegExp(`${say("tests_compare_green")}\\s+Une fois sur deux`));
    await look("compared");
  });

  test("somebody else's change of a test is told before mine replaces it", async () => {
    const { page } = person;
    await open(suite);
    await main().getByRole("link", { name: "Une fois sur deux" }).click();
    await page.waitForURL(/\/tests\/[0-9a-f-]{36}$/);
    const json = { script: "Vous voulez <b>annuler</b>." };
    const path = `/v1${new URL(page.url()).pathname.replace("/tests/", "/test-suites/")}`;
    expect((await stack.api(path, { ...owner, method: "PATCH", json })).status).toBe(200);
    await field("tests_name").fill("Deux fois sur deux");
    await button("action_save").click();
    await told("tests_theirs_first");
    expect(await text()).toContain("Vous voulez <b>annuler</b>.");
    expect(await field("tests_name").inputValue()).toBe("Deux fois sur deux");
    await look("theirs-first");
    await button("action_save").click();
    await told("done_saved");
    await confirm("tests_delete");
    await told("done_deleted");
  });

  test("a run without an end is stopped, renamed and deleted; its suite waits for that", async () => {
    const { page, say } = person;
    await write("Sans fin", "Il est poli.", "Vous ne raccrochez jamais. [endless]");
    await open(suite);
    await button("tests_run_start").click();
    await told("tests_done_run");
    const run = new URL(page.url()).pathname;
    await look("running");
    await open(suite);
    await confirm("tests_suite_delete");
    await told("tests_suite_busy");
    await look("suite-busy");
    await open(run);
    await confirm("tests_cancel");
    await page.waitForURL(/done=stopping/);
    await ended();
    await told("tests_canceled");
    await field("tests_run_name").fill("Arrêté <b>hier</b>");
    await button("tests_rename").click();
    await told("done_saved");
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Arrêté <b>hier</b>");
    await confirm("tests_run_delete");
    await told("done_deleted");
    expect(await text()).not.toContain(say("tests_running"));
  });

  test("a real call becomes a test, without what identifies the person, to be read first", async () => {
    const { say } = person;
    const [assistant] = await stack.sql<{ vapi: string }>(
      "select vapi_assistant_id as vapi from assistants where id = $1",
      [assistantId],
    );
    const script = [{ caller: "Bonjour, je m'appelle Camille Durand, je voudrais un vaccin." }, { hangUp: true }];
    await stack.vapi.ring({ assistantId: assistant?.vapi, from: "+33612345678", script });
    const callId = await vi.waitFor(async () => {
      const [call] = await stack.sql<{ id: string }>("select id from calls where org_id = $1 and status = 'ended'", [
        owner.organizationId,
      ]);
      if (call === undefined) throw new Error("the call has not ended yet");
      return call.id;
    }, PATIENCE);
    await open(`/calls/${callId}`);
    await main()
      .getByRole("link", { name: say("tests_from_call") })
      .click();
    await told("tests_from_call_choose");
    await look("of-call-suite");
    await main().getByRole("link", { name: SUITE }).click();
    await told("tests_of_call_title");
    await look("of-call");
    await button("tests_of_call_make").click();
    await told("tests_done_of_call");
    await told("tests_of_call_read");
    const written = await field("tests_script").inputValue();
    expect(written).toContain("vaccin");
    expect(written).not.toMatch(/Camille|Durand/);
    await look("of-call-read");
    await open(`${suite}/tests/new?call=01a20000-0000-7000-8000-000000000000`);
    await told("tests_of_call_gone");
  });

  test("a suite is renamed and deleted with all that is in it", async () => {
    const { page, say } = person;
    await open(suite);
    await main()
      .locator("summary")
      .filter({ hasText: say("tests_suite_edit") })
      .click();
    await field("tests_suite_name").fill("Rendez-vous de l’après-midi");
    await button("action_save").click();
    await told("done_saved");
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Rendez-vous de l’après-midi");
    await confirm("tests_suite_delete");
    await told("done_deleted");
    expect((await open(suite))?.status()).toBe(404);
    await look("gone");
  });
});

test("a viewer reads tests and runs, and is offered nothing that would be refused", async () => {
  const owner = await stack.newOrganization();
  const post = async (path: string, json: object) => {
    const answer = await stack.api(path, { ...owner, method: "POST", json });
    expect(answer.status).toBe(201);
    return (await answer.json()) as { id: string; results?: { id: string }[] };
  };
  const { id: assistantId } = await post("/v1/assistants", { name: ASSISTANT });
  const { id } = await post("/v1/test-suites", { name: SUITE });
  const rubrics = [{ text: "Un jour est convenu." }];
  const made = await post(`/v1/test-suites/${id}/tests`, { name: "Mardi", script: "Un rendez-vous.", rubrics });
  const run = await post(`/v1/test-suites/${id}/runs`, { assistantId });
  const viewer = await stack.newMember(owner.organizationId, "viewer");
  const person = await openBrowser(browser, "fr", { viewport: { width: 390, height: 844 } });
  await signIn(person, stack.urls.site, viewer.email, viewer.password);
  await person.page.waitForURL(`${stack.urls.site}/`);
  const main = person.page.getByRole("main");
  const here = `/tests/${id}`;
  const paths = ["/tests", here, `${here}/tests/${made.id}`, `${here}/runs/${run.id}`];
  for (const path of [...paths, `${here}/runs/${run.id}/attempts/${run.results?.[0]?.id}`]) {
    await person.page.goto(stack.urls.site + path);
    await main.getByRole("heading", { level: 1 }).waitFor();
    expect(await main.locator('form[method="post"], a[href$="/new"]').count()).toBe(0);
    await requireGoodPage(person.page);
  }
  for (const path of ["/tests/new", `${here}/tests/new`]) {
    expect((await person.page.goto(stack.urls.site + path))?.status()).toBe(403);
  }
  expect(person.complaints).toEqual([]);
  await person.context.close();
});
