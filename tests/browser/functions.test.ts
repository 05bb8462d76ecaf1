import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isSigned, startReceiver, type Receiver } from "../receiver.ts";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { inMainOf } from "./in-main.ts";
import { ASSISTANT_NAME, makeAssistant, openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

// Somebody who builds an assistant gives it something to do: a server to ask, tried without a call, then given to it.

const KEY = "Bearer cle-de-l-agenda-0f3c9a7b";
const ID = /\/functions\/([0-9a-f-]{36})/;

let stack: Stack;
let browser: Browser;
let server: Receiver;
shared.beforeAll(async ({ sharedSite, sharedBrowser }) => {
  [stack, browser, server] = [sharedSite, sharedBrowser, await startReceiver()];
  stack.allowEgress(server.url);
  server.answer("/rdv", () => ({ status: 200, body: '{"result":"Mardi à 9 h, <b>Dr Petit</b>"}' }));
});
afterAll(async () => {
  await server.close();
});

describe.each([
  { language: "fr", scripts: true, viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  { language: "en", scripts: false, viewport: { width: 390, height: 844 }, colorScheme: "dark" },
] as const)("in $language, scripts: $scripts", ({ language, scripts, ...screen }) => {
  let person: BrowserPerson;
  let orgId: string;
  let assistantId: string;
  let id = "";
  let secret = "";
  beforeAll(async () => {
    person = await openBrowser(browser, language, { javaScriptEnabled: scripts, ...screen });
    await signUp(person, stack.urls.site);
    assistantId = await makeAssistant(person, stack.urls.site);
    const [row] = await stack.sql<{ org_id: string }>("select org_id from assistants where id = $1", [assistantId]);
    orgId = String(row?.org_id);
  });
  afterAll(() => person.context.close());

  const open = (path: string) => person.page.goto(stack.urls.site + path);
  const { main, button, see } = inMainOf(() => person);
  const link = (key: string) => main().getByRole("link", { name: person.say(key), exact: true });
  const input = (name: string) => main().locator(`[name="${name}"]`);
  const look = async (name: string) => {
    await screenshot(person.page, `functions-${name}-${language}`);
    await requireGoodPage(person.page, scripts);
  };

  test("a server to ask is refused at its fields, then made; its secret is shown once, and never in an address", async () => {
    const { page } = person;
    await open("/functions");
    await see("functions_none");
    await look("none");
    await link("functions_new").first().click();
    await page.waitForURL(/\/functions\/new$/);
    expect(await main().getByRole("listitem").count()).toBe(8);
    await look("kinds");
    await link("functions_kind_server").click();
    await page.waitForURL(/kind=function/);
    await input("name").fill("prendre rendez-vous");
    await input("description").fill("Prend un rendez-vous quand le nom et le jour sont dits.");
    await input("url").fill("agenda.example.com/rdv");
    await button("functions_parameter_add").click();
    await input("parameter.0.name").fill("jour");
    await input("parameter.0.type").selectOption("date");
    await input("parameter.0.description").fill("Le jour souhaité");
    await button("functions_header_add").click();
    await input("header.0.name").fill("Authorization");
    await input("header.0.value").fill(KEY);
    await button("functions_create").click();
    await see("functions_error_name");
    await input("name").fill("prendre_rendez_vous");
    await button("functions_create").click();
    await see("functions_error_url");
    expect(await input("parameter.0.type").inputValue()).toBe("date");
    await look("refused");
    await input("url").fill(`${server.url}/rdv`);
    await button("functions_create").click();
    secret = await page.locator("#secret").inputValue();
    expect(secret).toMatch(/^whsec_/);
    expect(page.url()).not.toContain("whsec");
    await look("created");
    await link("functions_see").click();
    await page.waitForURL(ID);
    id = ID.exec(page.url())?.[1] ?? "";
    expect(await page.content()).not.toContain(secret);
    expect(await page.content()).not.toContain(KEY);
    await look("settings");
  });

  test("it is tried: what is missing is told, then the request, the answer and what the assistant hears", async () => {
    const { page } = person;
    await open(`/functions/${id}?tab=try`);
    await button("functions_try").click();
    await see("functions_error_missing");
    await page.getByLabel("jour").fill("2026-11-30");
    await button("functions_try").click();
    await see("functions_outcome_answered");
    await main().getByText("Mardi à 9 h, <b>Dr Petit</b>", { exact: true }).waitFor();
    const asked = server.at("/rdv").at(-1);
    expect(asked && isSigned(asked, secret)).toBe(true);
    expect(asked?.headers.authorization).toBe(KEY);
    expect(JSON.parse(asked?.text ?? "")).toMatchObject({ arguments: { jour: "2026-11-30" }, isTest: true });
    expect(await page.content()).not.toContain(KEY);
    await look("tried");
    await main().getByText(person.say("functions_exchange")).click();
    await main().getByText("••••9a7b").waitFor();
    await screenshot(page, `functions-exchange-${language}`);
  });

  test("parameters are written as JSON and come back as fields; a masked secret stays", async () => {
    const { page, say } = person;
    await open(`/functions/${id}`);
    await button("functions_as_json").click();
    await input("schema").waitFor();
    const schema: unknown = JSON.parse(await input("schema").inputValue());
    expect(schema).toMatchObject({ properties: { jour: { type: "string", format: "date" } }, required: ["jour"] });
    await input("schema").fill("{");
    await button("functions_as_rows").click();
    await see("functions_error_rows");
    expect(await input("schema").inputValue()).toBe("{");
    await look("json");
    await input("schema").fill(
      JSON.stringify({
        type: "object",
        properties: { jour: { type: "string", format: "date" }, motif: { type: "string", enum: ["bilan", "suivi"] } },
        required: ["jour"],
      }),
    );
    await button("functions_as_rows").click();
    expect(await input("parameter.1.choices").inputValue()).toBe("bilan\nsuivi");
    await button("action_save").click();
    await page.getByText(say("done_saved")).waitFor();
    await open(`/functions/${id}?tab=try`);
    await page.getByLabel("jour").fill("2026-12-01");
    await page.getByLabel("motif").selectOption("suivi");
    await button("functions_try").click();
    await see("functions_outcome_answered");
    expect(server.at("/rdv").at(-1)?.headers.authorization).toBe(KEY);
  });

  test("who saves after somebody else is told so, and keeps what was typed", async () => {
    const { page, say } = person;
    await open(`/functions/${id}`);
    const other = await person.context.newPage();
    await other.goto(`${stack.urls.site}/functions/${id}`);
    await other.locator('main [name="description"]').fill("Celle de l’autre.");
    await other
      .getByRole("main")
      .getByRole("button", { name: say("action_save"), exact: true })
      .click();
    await other.getByText(say("done_saved")).waitFor();
    await other.close();
    await input("description").fill("La mienne.");
    await button("action_save").click();
    await see("functions_meanwhile");
    expect(await input("description").inputValue()).toBe("La mienne.");
    await main().getByText(say("functions_theirs")).click();
    await look("meanwhile");
    await button("action_save").click();
    await page.getByText(say("done_saved")).waitFor();
    expect(await input("description").inputValue()).toBe("La mienne.");
  });

  test("another secret signs from then on, beside the one before or in its place", async () => {
    const { page, say } = person;
    await open(`/functions/${id}?tab=secret`);
    const rotate = async () => {
      await main()
        .locator("summary")
        .filter({ hasText: say("functions_rotate") })
        .click();
      await button("functions_rotate").click();
      await page.locator("#secret").waitFor();
      return page.locator("#secret").inputValue();
    };
    const second = await rotate();
    await look("rotated");
    expect(page.url()).not.toContain("whsec");
    await main()
      .locator("summary")
      .filter({ hasText: say("functions_rotate") })
      .click();
    await input("endPrevious").check();
    await button("functions_rotate").click();
    await expect
      .poll(async () => (await page.locator("#secret").inputValue()) !== second, { timeout: 20_000 })
      .toBe(true);
    secret = await page.locator("#secret").inputValue();
    await open(`/functions/${id}?tab=try`);
    await page.getByLabel("jour").fill("2026-12-02");
    await button("functions_try").click();
    await see("functions_outcome_answered");
    const asked = server.at("/rdv").at(-1);
    expect(asked && [isSigned(asked, secret), isSigned(asked, second)]).toEqual([true, false]);
  });

  test("its calls in telephone calls are listed: which, how long, and what went wrong in words", async () => {
    const { page } = person;
    await open(`/functions/${id}?tab=calls`);
    await see("functions_calls_none");
    await look("calls-none");
    const [call] = await stack.sql<{ id: string }>(
      `insert into calls (org_id, direction, status, customer_name, customer_number, vapi_call_id)
       values ($1, 'inbound', 'ended', 'Camille <b>Fontaine</b>', '+33612345678', $2) returning id`,
      [orgId, `vapi-${id}`],
    );
    await stack.sql(
      `insert into function_calls (id, org_id, function_id, vapi_call_id, outcome, status, duration_ms, created_at)
       select gen_random_uuid(), $1, $2, $3, said.outcome, said.status, said.ms, now() - said.ago * interval '1 minute'
       from (values ('answered', 200, 340, 1), ('bad_status', 503, 512, 2), ('timed_out', null, 8000, 3)) said (outcome, status, ms, ago)`,
      [orgId, id, `vapi-${id}`],
    );
    await page.reload();
    const rows = main().getByRole("row");
    expect(await rows.count()).toBe(4);
    await see("functions_went_bad_status", { status: "503" });
    await see("functions_went_timed_out");
    await look("calls");
    await link("functions_calls_only_failed").click();
    await page.waitForURL(/failed=true/);
    expect(await rows.count()).toBe(3);
    await main().getByRole("link", { name: "Camille <b>Fontaine</b>" }).first().click();
    await page.waitForURL(`${stack.urls.site}/calls/${call?.id}`);
  });

  test("a transfer, a message, hours and the others are made, each with what it needs", async () => {
    const { page, say } = person;
    await open("/functions/new?kind=transferCall");
    await input("destination.0.number").fill("06 12");
    await input("destination.0.when").fill("Pour la comptabilité");
    await button("functions_create").click();
    await page.getByText(say("number_too_short")).waitFor();
    await look("transfer");
    await input("destination.0.number").fill("01 99 00 12 34");
    await button("functions_create").click();
    await page.getByText(say("functions_done_created")).waitFor();
    await open("/functions/new?kind=openingHours");
    await button("functions_create").click();
    await page.getByText(say("template_error_hours")).waitFor();
    await input("hours.usual.0.from").fill("09:00");
    await input("hours.usual.0.to").fill("17:30");
    await button("functions_create").click();
    await page.getByText(say("functions_done_created")).waitFor();
    expect(await input("hours.usual.0.to").inputValue()).toBe("17:30");
    await link("functions_tab_try").click();
    await button("functions_try").click();
    await see("functions_outcome_answered");
    await open("/functions/new?kind=takeMessage");
    await button("functions_create").click();
    await page.getByText(say("functions_done_created")).waitFor();
    await link("functions_tab_try").click();
    await input("argument.message").fill("Rappelez-moi demain.");
    await button("functions_try").click();
    await see("functions_outcome_described");
    await look("described");
    for (const [kind, missing] of [
      ["knowledge", "functions_no_base"],
      ["sms", "functions_no_number"],
    ] as const) {
      await open(`/functions/new?kind=${kind}`);
      await see(missing);
      await button("functions_create").click();
      await see(kind === "sms" ? "functions_error_number" : "functions_error_base");
    }
    await open("/functions/new?kind=endCall");
    await input("name").fill("prendre_rendez_vous");
    await button("functions_create").click();
    await see("functions_error_taken");
    await open("/functions");
    expect(await main().getByRole("listitem").count()).toBe(4);
    await look("list");
  });

  test("what an assistant uses is not deleted, and says who; then it is, after a confirmation", async () => {
    const { page, say } = person;
    await open(`/functions/${id}`);
    await stack.sql("update assistants set function_ids = array[$1::uuid] where id = $2", [id, assistantId]);
    await main()
      .locator("summary")
      .filter({ hasText: say("functions_delete") })
      .click();
    await button("functions_delete_confirm").click();
    await see("functions_delete_used_by", { names: ASSISTANT_NAME });
    await main().getByRole("link", { name: ASSISTANT_NAME }).waitFor();
    await look("used");
    await stack.sql("update assistants set function_ids = '{}' where id = $1", [assistantId]);
    await open(`/functions/${id}`);
    await main()
      .locator("summary")
      .filter({ hasText: say("functions_delete") })
      .click();
    await button("functions_delete_confirm").click();
    await page.getByText(say("done_deleted")).waitFor();
    expect(await main().getByText("prendre_rendez_vous").count()).toBe(0);
  });

  test("who may only look sees what it does, and nothing to fill in", async () => {
    const { page, say } = person;
    await stack.newMember(orgId, "owner");
    await stack.sql(
      "update memberships set role = 'viewer' where org_id = $1 and user_id in (select id from auth.users where email like 'personne-%')",
      [orgId],
    );
    await open("/functions");
    expect(await link("functions_new").count()).toBe(0);
    await main()
      .getByRole("link", { name: say("functions_name_transfer") })
      .click();
    await page.waitForURL(ID);
    await see("functions_destinations");
    expect(await main().locator("form, input").count()).toBe(0);
    await look("viewer");
    expect((await open("/functions/new"))?.status()).toBe(403);
    expect(person.complaints).toEqual([]);
  });
});
