import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { shared } from "../shared.ts";
import { startStack, type Organization, type Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { inMainOf } from "./in-main.ts";
import { openBrowser, screenshot, signIn, type BrowserPerson } from "./person.ts";

// Before a draft answers the telephone: the tests that have to pass, and the hour; and a suite that is run by itself.

const PATIENCE = { timeout: 90_000, interval: 500 };

let stack: Stack;
let browser: Browser;
shared.beforeAll(async ({ sharedBrowser }) => {
  stack = await startStack({
    site: true,
    vars: {
      "allokoli-assistants": { MIRROR_SWEEP_DELAY_MS: "300" },
    },
  });
  browser = sharedBrowser;
});
afterAll(() => stack.close());

describe.each([
  { language: "fr", scripts: true, viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  { language: "en", scripts: false, viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const)("in $language, scripts: $scripts", ({ language, scripts, ...screen }) => {
  let person: BrowserPerson;
  let owner: Organization;
  let assistant = "";
  let suite = "";
  const send = async (method: string, path: string, json: unknown) => {
    const answer = await stack.api(path, { ...owner, method, json });
    expect(answer.status, path).toBeLessThan(300);
    return (await answer.json()) as { id: string };
  };
  beforeAll(async () => {
    owner = await stack.newOrganization();
    await stack.sql("update profiles set locale = $2 where user_id = $1", [owner.user.id, language]);
    assistant = `/assistants/${(await send("POST", "/v1/assistants", { name: "Accueil du cabinet" })).id}`;
    suite = `/tests/${(await send("POST", "/v1/test-suites", { name: "Prise de rendez-vous" })).id}`;
    const test = { script: "Vous saluez.", rubrics: [{ text: "Il salue. [says bonsoir]" }] };
    for (const name of ["Salut", "Politesse"])
      await send("POST", `/v1/test-suites/${suite.split("/")[2]}/tests`, { name, ...test });
    person = await openBrowser(browser, language, { javaScriptEnabled: scripts, ...screen });
    await signIn(person, stack.urls.site, owner.email, owner.password);
    await person.page.waitForURL(`${stack.urls.site}/`);
  });
  afterAll(() => person.context.close());

  const open = (path: string) => person.page.goto(stack.urls.site + path);
  const { main, button } = inMainOf(() => person);
  const summary = (key: string) =>
    main()
      .locator("summary")
      .filter({ hasText: person.say(key) });
  const told = (key: string, values?: Record<string, string>) =>
    main().getByText(person.say(key, values)).first().waitFor();
  const look = async (name: string) => {
    await screenshot(person.page, `publishing-${name}-${language}`);
    await requireGoodPage(person.page, scripts);
  };
  const keep = (firstMessage: string) => send("PUT", `/v1${assistant}/draft`, { firstMessage });
  /** The page of the publication, until it says that. */
  const until = (key: string) =>
    vi.waitFor(async () => {
      await open(`${assistant}/publishing`);
      expect(await main().innerText()).toContain(person.say(key));
    }, PATIENCE);

  test("an admin asks for tests, which are found on the page of the thing", async () => {
    await open(`${assistant}/publishing`);
    await told("publishing_gate_none");
    await told("publishing_no_draft");
    await look("empty");
    await summary("publishing_gate_choose").click();
    await main().getByLabel(person.say("publishing_gate_some"), { exact: true }).check();
    await main().getByLabel("Politesse", { exact: true }).uncheck();
    await look("gate");
    await button("publishing_gate_keep").click();
    await told("publishing_done_gate");
    await told("publishing_gate_one", { suite: "Prise de rendez-vous" });
    await summary("publishing_gate_change").click();
    await main().getByLabel(person.say("publishing_gate_all"), { exact: true }).check();
    await button("publishing_gate_keep").click();
    await open(assistant);
    await told("publishing_gate_whole", { suite: "Prise de rendez-vous", count: "2" });
    await main()
      .getByRole("link", { name: person.say("publishing_open") })
      .waitFor();
    await look("assistant");
  });

  test("a draft whose tests fail is not published, and one whose tests pass is, by itself", async () => {
    await keep("Allô ?");
    await open(`${assistant}/publishing`);
    await told("publishing_tests_none");
    await look("draft");
    // Publishing from the draft's own page says why not, in view, and leads here.
    await open(`${assistant}/draft`);
    await button("draft_publish").click();
    const refusal = main()
      .getByRole("alert")
      .filter({ hasText: person.say("problem_tests_not_run") });
    await refusal.waitFor();
    expect(await refusal.evaluate((node) => node === document.activeElement)).toBe(true);
    await look("refused-draft");
    await refusal.getByRole("link", { name: person.say("publishing_open") }).click();
    await person.page.waitForURL(`${stack.urls.site}${assistant}/publishing`);
    await button("publishing_test_and_publish").click();
    await told("publishing_done_planned");
    await look("planned");
    await until("publishing_failed");
    await told("publishing_tests_failed");
    await look("failed");
    await keep("Cabinet Moreau, bonsoir.");
    await open(`${assistant}/publishing`);
    await button("publishing_test_and_publish").click();
    await until("publishing_no_draft");
    const now = await stack.api(`/v1${assistant}`, owner);
    expect(await now.json()).toMatchObject({ firstMessage: "Cabinet Moreau, bonsoir." });
  });

  test("a publication is planned for an hour of the organization and taken back, and goes past its tests by an admin's hand", async () => {
    await keep("Allô ?");
    await open(`${assistant}/publishing`);
    await main().getByLabel(person.say("publishing_at"), { exact: true }).fill("2020-01-01T09:00");
    await button("publishing_at_submit").click();
    await told("publishing_at_error");
    // An hour that is refused starts no tests.
    await told("publishing_tests_none");
    await look("refused");
    await open(`${assistant}/publishing`);
    await summary("publishing_despite").click();
    await look("despite");
    await button("publishing_despite").click();
    await person.page.waitForURL(`${stack.urls.site}${assistant}?done=published`);
    await open(`${assistant}/publishing`);
    await summary("publishing_gate_remove").click();
    await button("publishing_gate_remove").click();
    await told("publishing_done_gate_removed");
    await keep("Cabinet Moreau, bonjour.");
    await open(`${assistant}/publishing`);
    await button("publishing_at_submit").click();
    await told("publishing_plan_of_draft");
    await look("at");
    await button("publishing_drop").click();
    await told("publishing_done_dropped");
    await button("publishing_now").click();
    await person.page.waitForURL(`${stack.urls.site}${assistant}?done=published`);
  });

  test("a suite that decides a publication is not deleted, and says what it decides", async () => {
    await send("PUT", `/v1${assistant}/gate`, { suiteId: suite.split("/")[2] });
    await open(suite);
    await summary("tests_suite_delete").click();
    await button("tests_suite_delete").click();
    await told("tests_suite_is_gate");
    await look("suite-is-gate");
    await main()
      .getByRole("link", { name: person.say("tests_gate_assistant") })
      .click();
    await summary("publishing_gate_remove").click();
    await button("publishing_gate_remove").click();
    await told("publishing_done_gate_removed");
  });

  test("a suite is run on nights, and says who was called by which run", async () => {
    await open(suite);
    await told("schedule_none");
    await summary("schedule_choose").click();
    await look("schedule-form");
    for (const day of ["schedule_saturday", "schedule_sunday"])
      await main().getByLabel(person.say(day), { exact: true }).uncheck();
    await button("action_save").last().click();
    await told("done_saved");
    await stack.sql("update test_schedules set next_at = now() - interval '1 second' where suite_id = $1", [
      suite.split("/")[2],
    ]);
    await vi.waitFor(async () => {
      await open(suite);
      expect(await main().innerText()).toContain(`, ${person.say("tests_run_scheduled")}`);
    }, PATIENCE);
    await look("schedule");
    await summary("schedule_remove").click();
    await button("schedule_remove").click();
    await told("schedule_none");
  });
});
