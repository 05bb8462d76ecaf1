import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { inMainOf } from "./in-main.ts";
import { openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

// Somebody asks what is kept of them, and then to be forgotten.

const PATIENCE = { timeout: 30_000 };
const NUMBER = "+33612009988";

let stack: Stack;
let browser: Browser;
shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

describe.each([
  { language: "fr", scripts: true, viewport: { width: 390, height: 844 }, colorScheme: "light" },
  { language: "en", scripts: false, viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
] as const)("in $language, scripts: $scripts", ({ language, scripts, ...screen }) => {
  let person: BrowserPerson;
  let orgId: string;
  beforeAll(async () => {
    person = await openBrowser(browser, language, { javaScriptEnabled: scripts, ...screen });
    const email = await signUp(person, stack.urls.site);
    const [row] = await stack.sql<{ org_id: string }>(
      "select m.org_id from memberships m join auth.users u on u.id = m.user_id where u.email = $1",
      [email],
    );
    orgId = String(row?.org_id);
    await stack.sql(
      "insert into calls (org_id, direction, status, customer_number, started_at, ended_at) values ($1, 'inbound', 'ended', $2, now(), now())",
      [orgId, NUMBER],
    );
    await stack.sql(
      "insert into caller_messages (org_id, tool_call_id, body, caller_number) values ($1, 'call_1', 'Rappelez-moi', $2)",
      [orgId, NUMBER],
    );
  });
  afterAll(() => person.context.close());

  const { main, button, see } = inMainOf(() => person);
  const look = async (name: string) => {
    await screenshot(person.page, `privacy-${name}-${language}`);
    await requireGoodPage(person.page, scripts);
    expect(person.complaints).toEqual([]);
  };

  test("how long things are kept is chosen, and stays so", async () => {
    await person.page.goto(`${stack.urls.site}/settings/organization`);
    await main()
      .getByRole("link", { name: person.say("privacy_link") })
      .click();
    await main().getByLabel(person.say("privacy_calls"), { exact: true }).selectOption("90");
    await look("kept");
    await button("action_save").click();
    // What is older would be gone: nothing is before it is asked for once more.
    await see("privacy_shortens");
    await look("shortens");
    const calls = main().getByLabel(person.say("privacy_calls"), { exact: true });
    expect(await calls.inputValue()).toBe("90");
    expect(await stack.sql("select keeps_calls_days from organizations where id = $1", [orgId])).toEqual([
      { keeps_calls_days: 365 },
    ]);
    await button("privacy_shorten").click();
    await see("done_saved");
    expect(await calls.inputValue()).toBe("90");
    const [row] = await stack.sql("select keeps_calls_days, keeps_messages_days from organizations where id = $1", [
      orgId,
    ]);
    expect(row).toEqual({ keeps_calls_days: 90, keeps_messages_days: 365 });
  });

  test("a caller's data is found, handed over and erased, and the proof stays", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}/settings/privacy`);
    const number = main().getByLabel(say("privacy_number"), { exact: true });
    await number.fill("12");
    await button("privacy_look").click();
    await see("privacy_number_error");
    await look("refused");
    await number.fill("06 12 00 99 88");
    await button("privacy_look").click();
    await see("privacy_found_calls", { count: "1" });
    expect(page.url()).not.toContain("9988");
    await look("found");
    const [download] = await Promise.all([page.waitForEvent("download"), button("privacy_export_caller").click()]);
    const file = JSON.parse(readFileSync(await download.path(), "utf8")) as { number: string; calls: unknown[] };
    expect([file.number, file.calls.length]).toEqual([NUMBER, 1]);
    await main().getByText(say("privacy_erase"), { exact: true }).click();
    await look("erase");
    await button("privacy_erase_confirm").click();
    await see("done_erased");
    expect(await main().getByText("88").count()).toBeGreaterThan(0);
    await look("erased");
    await main().getByLabel(say("privacy_number"), { exact: true }).fill("06 12 00 99 88");
    await button("privacy_look").click();
    await see("privacy_nothing");
    await look("nothing");
  });

  test("an owner downloads everything, and a member is not offered it", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}/settings/privacy`);
    const link = main().getByRole("link", { name: say("privacy_export_everything") });
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    const lines = readFileSync(await download.path(), "utf8")
      .trimEnd()
      .split("\n");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ kind: "organization", data: { id: orgId } });
    const other = await stack.newOrganization();
    await stack.sql("insert into memberships (org_id, user_id, role) values ($1, $2, 'owner')", [orgId, other.user.id]);
    await stack.sql("update memberships set role = 'member' where org_id = $1 and user_id <> $2", [
      orgId,
      other.user.id,
    ]);
    await page.goto(`${stack.urls.site}/settings/privacy`);
    await main().getByLabel(say("privacy_number"), { exact: true }).waitFor(PATIENCE);
    expect(await link.count()).toBe(0);
    expect(await button("action_save").count()).toBe(0);
    await look("member");
  });
});
