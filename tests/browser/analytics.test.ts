import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clearOfMidnight } from "../clock.ts";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { ASSISTANT_NAME, makeAssistant, openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

// How many calls, how they went, compared with before: the figures, their charts, their tables, their files, their calls.

let stack: Stack;
let browser: Browser;
shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

/** Three calls a day for thirty days: one made, one transferred, one that nobody served. */
const addCalls = (orgId: string, assistantId: string) =>
  stack.sql(
    `insert into calls (org_id, direction, status, assistant_id, phone_number, customer_number, created_at, started_at,
       ended_at, ended_family, duration_ms, cost_usd, success, turn_latencies)
     select $1, case n % 3 when 0 then 'outbound' else 'inbound' end, 'ended', case when n % 5 > 0 then $2::uuid end,
       '+3319900100' || n % 2, '+3361234' || lpad(n::text, 4, '0'), at, at, at + interval '2 minutes',
       (array['caller_hung_up', 'transferred', 'voice_service'])[1 + n % 3], 120000, 0.21, n % 4 > 0,
       '[{"turnMs": 900}, {"turnMs": 1400}]'::jsonb
     from (select n, (date_trunc('day', now() at time zone 'Europe/Paris') - n / 3 * interval '1 day' + n % 3 * interval '1 minute')
       at time zone 'Europe/Paris' as at from generate_series(0, 89) n) numbered`,
    [orgId, assistantId],
  );

describe.each([
  { language: "fr", scripts: true, viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  { language: "en", scripts: false, viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const)("in $language, scripts: $scripts", ({ language, scripts, ...screen }) => {
  let person: BrowserPerson;
  let orgId: string;
  let assistantId: string;
  beforeAll(async () => {
    person = await openBrowser(browser, language, { javaScriptEnabled: scripts, ...screen });
    await signUp(person, stack.urls.site);
    assistantId = await makeAssistant(person, stack.urls.site);
    const [row] = await stack.sql<{ org_id: string }>("select org_id from assistants where id = $1", [assistantId]);
    orgId = String(row?.org_id);
  });
  afterAll(() => person.context.close());

  const open = (path: string) => person.page.goto(stack.urls.site + path);
  const inMain = () => person.page.getByRole("main");
  const look = async (name: string) => {
    await screenshot(person.page, `analytics-${name}-${language}`);
    await requireGoodPage(person.page, scripts);
  };
  /** What stands beside a figure's name. */
  const figure = (key: string) =>
    inMain()
      .locator("dl > div")
      .filter({ has: person.page.getByText(person.say(key), { exact: true }) })
      .locator("dd")
      .first();

  test("before the first call, the page says when there will be figures", async () => {
    await open("/analytics");
    await inMain().getByText(person.say("analytics_empty_text")).waitFor();
    await look("empty");
    await clearOfMidnight();
    await addCalls(orgId, assistantId);
  });

  test("the figures of a month are counted, compared, and open their calls", async () => {
    const { page, say } = person;
    await open("/analytics");
    expect(await figure("analytics_calls").innerText()).toBe("90");
    expect(await figure("analytics_transferred").innerText()).toBe("30");
    expect(await figure("analytics_lost").innerText()).toBe("30");
    await inMain()
      .getByText(say("analytics_not_compared", { count: "30" }))
      .waitFor();
    await look("month");
    await inMain()
      .getByRole("link", { name: say("analytics_transferred"), exact: true })
      .click();
    await page.waitForURL(/\/calls\?.*endedFamily=transferred/);
    expect(await inMain().getByRole("listitem").count()).toBeGreaterThan(10);
  });

  test("what people ask for is told by the words of the schema, never of one person, and opens its calls", async () => {
    const { page, say } = person;
    await stack.sql(
      `update calls set structured_data = jsonb_build_object('motif',
         case number % 4 when 0 then 'renouvellement' when 1 then 'Mme Fontaine ' || number else 'rendez-vous' end,
         'urgent', number % 5 = 0)
       from (select id, row_number() over (order by created_at) as number from calls where org_id = $1) numbered
       where calls.id = numbered.id`,
      [orgId],
    );
    const schema = { type: "object", properties: { motif: { type: "string", title: "Motif de l’appel" } } };
    await stack.sql("update assistants set structured_data_schema = $2 where id = $1", [assistantId, schema]);
    await open("/analytics");
    const subjects = inMain().locator("#subjects");
    await subjects.getByRole("heading", { name: "Motif de l’appel" }).waitFor();
    expect(await subjects.getByText("Fontaine").count()).toBe(0);
    await look("subjects");
    await subjects.getByRole("link", { name: "renouvellement" }).click();
    await page.waitForURL(/noted=motif/);
    expect(await inMain().getByRole("listitem").count()).toBeGreaterThan(10);
    expect(await inMain().getByLabel(say("filter_noted"), { exact: true }).inputValue()).toBe("motif=renouvellement");
    await look("subject-calls");
    const answer = await page.request.get(`${stack.urls.site}/analytics.csv?table=subjects`);
    const file = await answer.text();
    expect(file).toContain("Motif de l’appel");
    expect(file).not.toContain("Fontaine");
  });

  test("a week is compared with the week before, and a day of a chart's table opens the calls of that day", async () => {
    const { page, say } = person;
    await open("/analytics");
    await inMain()
      .getByRole("link", { name: say("analytics_days", { count: "7" }) })
      .click();
    await page.waitForURL(/range=7/);
    expect(await figure("analytics_calls").innerText()).toBe("21");
    await inMain().getByText(say("analytics_compared")).waitFor();
    await inMain().getByText(say("analytics_change_same")).first().waitFor();
    await inMain().locator("#hours").getByText(say("analytics_table")).click();
    expect(await inMain().locator("#hours").getByRole("row").count()).toBe(2);
    await look("week");
    const chart = inMain().locator("#calls");
    await chart.getByText(say("analytics_table")).click();
    await chart.getByRole("row").nth(2).getByRole("link").click();
    await page.waitForURL(/\/calls\?/);
    const { searchParams } = new URL(page.url());
    expect(searchParams.get("from")).toBe(searchParams.get("to"));
    expect(await inMain().getByRole("listitem").count()).toBe(3);
  });

  test("calls are chosen by assistant and dates, told apart by number, and the file has the same figures", async () => {
    const { page, say } = person;
    await open("/analytics");
    await inMain().getByText(say("analytics_filters"), { exact: true }).click();
    await inMain().getByLabel(say("filter_assistant"), { exact: true }).selectOption({ label: ASSISTANT_NAME });
    await inMain()
      .getByRole("button", { name: say("analytics_show") })
      .click();
    await page.waitForURL(/assistantId=/);
    expect(await figure("analytics_calls").innerText()).toBe("72");
    await inMain()
      .getByRole("link", { name: say("analytics_by_number"), exact: true })
      .click();
    await page.waitForURL(/by=number/);
    const groups = inMain().locator("#groups");
    expect(await groups.getByRole("listitem").allInnerTexts()).toHaveLength(2);
    await groups.getByText(say("analytics_table")).click();
    await inMain().getByText(say("analytics_details")).click();
    await look("chosen");
    const downloading = page.waitForEvent("download");
    await groups.getByRole("link", { name: say("analytics_csv") }).click();
    const lines = (await readFile(await (await downloading).path(), "utf8")).trim().split("\r\n");
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/1 99 00 10 0[01]"?[;,]36[;,]/);
  });

  test("dates that are none the API takes are refused at their field, and stay", async () => {
    const { say } = person;
    await open("/analytics?from=2024-01-01&to=2026-01-01");
    await inMain().getByText(say("analytics_dates_error")).waitFor();
    expect(await inMain().getByLabel(say("filter_from")).inputValue()).toBe("2024-01-01");
    await look("refused");
  });

  test("who may only look sees the same", async () => {
    await stack.newMember(orgId, "owner");
    await stack.sql(
      "update memberships set role = 'viewer' where org_id = $1 and user_id in (select id from auth.users where email like 'personne-%')",
      [orgId],
    );
    await open("/analytics");
    expect(await figure("analytics_calls").innerText()).toBe("90");
    expect(person.complaints).toEqual([]);
  });
});
