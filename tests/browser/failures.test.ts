import type { Browser } from "playwright-core";
import { expect, test, vi } from "vitest";
import { clearOfMidnight } from "../clock.ts";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import {
  makeAssistant,
  openBrowser,
  PASSWORD,
  screenshot,
  signIn,
  signUp,
  words,
  type BrowserPerson,
} from "./person.ts";

let stack: Stack;
let browser: Browser;
let person: BrowserPerson;
let email: string;
let assistantId: string;
shared.beforeAll(async ({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
  person = await openBrowser(browser, "fr");
  email = await signUp(person, stack.urls.site);
  assistantId = await makeAssistant(person, stack.urls.site);
});

const vapiAssistantId = async () => {
  const [row] = await stack.sql<{ vapi_assistant_id: string }>(
    "select vapi_assistant_id from public.assistants where id = $1",
    [assistantId],
  );
  return row?.vapi_assistant_id;
};
const cookies = async () => (await person.context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
const atSite = async (path: string, init: Omit<RequestInit, "headers"> & { headers?: Record<string, string> } = {}) =>
  fetch(stack.urls.site + path, { redirect: "manual", ...init, headers: { cookie: await cookies(), ...init.headers } });

/** Rings, and opens the call's page once the call exists. */
async function openLiveCall(script: object[], number: string): Promise<void> {
  await stack.vapi.ring({ assistantId: await vapiAssistantId(), speed: 4, script, from: number });
  const id = await vi.waitFor(
    async () => {
      const [call] = await stack.sql<{ id: string }>("select id from public.calls where customer_number = $1", [
        number,
      ]);
      expect(call).toBeDefined();
      return call?.id;
    },
    { timeout: 10_000, interval: 50 },
  );
  await person.page.goto(`${stack.urls.site}/calls/${id}`);
  await person.page.locator('[data-connection="open"]').waitFor();
}

test("a mistyped address is a page that does not exist, not a form with errors", async () => {
  const some = "0198c2a4-0000-7000-8000-000000000001";
  for (const path of [
    "/calls/abc",
    "/calls/abc/journal",
    "/assistants/abc",
    `/assistants/${assistantId}/versions/abc`,
    "/tests/abc",
    `/tests/${some}/runs/abc`,
    "/workflows/abc",
    "/squads/abc",
    "/numbers/abc",
    "/functions/abc",
    "/knowledge/abc",
    "/files/abc",
    "/settings/webhooks/abc",
    "/settings/events/abc",
    "/settings/api-keys/abc",
  ]) {
    const answer = await person.page.goto(stack.urls.site + path);
    expect([path, answer?.status()]).toEqual([path, 404]);
    await person.page.getByRole("heading", { name: person.say("error_404") }).waitFor();
  }
  await screenshot(person.page, "mistyped");
});

test("the Workers restart in the middle of a call: the page goes on, and shows each word once", async () => {
  const { page, say } = person;
  await openLiveCall([{ caller: "Première phrase." }, { stay: true }], "+33611111111");
  await page.getByText("Première phrase.").waitFor();
  await stack.restartWorkers();
  await page.locator('[data-connection="open"]').waitFor();
  await page.getByLabel(say("say_label")).fill("Seconde phrase.");
  await page.getByRole("button", { name: say("action_say") }).click();
  await page.getByRole("listitem").getByText("Seconde phrase.").waitFor();
  const said = await page.locator(".said").allTextContents();
  expect(said.filter((text) => text === "Première phrase.")).toHaveLength(1);
  expect(said.filter((text) => text === "Seconde phrase.")).toHaveLength(1);
});

test("Postgres is unavailable: the live page goes on, the others say so, and all work again afterwards", async () => {
  const { page, say, context } = person;
  // The second sentence falls into the outage: six seconds later, at this speed.
  const script = [{ caller: "Avant la panne." }, { pauseMs: 24_000 }, { caller: "Pendant la panne." }, { stay: true }];
  await openLiveCall(script, "+33622222222");
  await page.getByText("Avant la panne.").waitFor();
  const other = await context.newPage();
  stack.postgres.cut();
  try {
    const answer = await other.goto(`${stack.urls.site}/calls`);
    expect(answer?.status()).toBe(503);
    await other.getByText(say("problem_database_unavailable")).first().waitFor();
    await screenshot(other, "fr-database-away");
    await page.getByText("Pendant la panne.").waitFor();
    expect(await page.locator('[data-connection="open"]').isVisible()).toBe(true);
    await page.getByLabel(say("say_label")).fill("Un instant.");
    await page.getByRole("button", { name: say("action_say") }).click();
    await page.getByText(say("problem_database_unavailable")).waitFor();
    expect(await page.getByLabel(say("say_label")).inputValue()).toBe("Un instant.");
  } finally {
    stack.postgres.heal();
  }
  await vi.waitFor(
    async () => {
      await other.goto(`${stack.urls.site}/calls`);
      await other.getByRole("link", { name: "+33 6 22 22 22 22" }).waitFor({ timeout: 1000 });
    },
    { timeout: 20_000, interval: 500 },
  );
  await other.close();
});

test("the voice provider is down: the pages say since when, in both languages, and a call is refused with the reason", async () => {
  const { page, say, context } = person;
  await clearOfMidnight();
  await stack.vapi.fault({ dropBefore: true });
  const change = (name: string) =>
    atSite(`/api/assistants/${assistantId}`, {
      method: "PATCH",
      headers: { "content-type": "application/json", origin: stack.urls.site },
      body: JSON.stringify({ name }),
    });
  const banner = page.locator('[data-voice="down"]');
  try {
    for (const name of ["Un", "Deux", "Trois", "Accueil"]) expect((await change(name)).status).toBe(200);
    // The site remembers the state for ten seconds at most, and so does the gateway.
    await vi.waitFor(
      async () => {
        await page.goto(`${stack.urls.site}/assistants`);
        expect(await banner.count()).toBe(1);
      },
      { timeout: 120_000, interval: 1_000 },
    );
    const told = /depuis ((\d+)\u202Fh(?:\u202F(\d\d))?)\s:/.exec((await banner.textContent()) ?? "");
    const [, time = "no time", hour = "", minute = "00"] = told ?? [];
    expect(await banner.textContent()).toContain(say("voice_down", { since: time }));
    const english = await context.browser()?.newContext({
      storageState: { ...(await context.storageState()), origins: [] },
      locale: "en-GB",
      timezoneId: "Europe/Paris",
    });
    if (english === undefined) throw new Error("no browser");
    const other = await english.newPage();
    const pages = [
      ["fr", page],
      ["en", other],
    ] as const;
    await other.goto(`${stack.urls.site}/assistants`);
    const switched = other.getByRole("button", { name: "English" });
    if ((await switched.count()) > 0) await switched.click();
    const inEnglish = `${hour.padStart(2, "0")}:${minute}`;
    await other.getByText(words("en")("voice_down", { since: inEnglish })).waitFor();
    for (const [language, shown] of pages) {
      for (const width of [390, 1280]) {
        await shown.setViewportSize({ width, height: 800 });
        await shown.goto(`${stack.urls.site}/assistants`);
        await shown.locator('[data-voice="down"]').waitFor();
        const { scrollWidth } = await shown.evaluate(() => ({ scrollWidth: document.documentElement.scrollWidth }));
        expect(scrollWidth).toBeLessThanOrEqual(width);
        await screenshot(shown, `${language}-voice-away-${width}`);
      }
    }
    await english.close();
    // Not on pages that do not need the provider.
    await page.goto(`${stack.urls.site}/account`);
    expect(await banner.count()).toBe(0);
    await page.goto(`${stack.urls.site}/calls/new?assistant=${assistantId}`);
    await page.getByLabel(say("call_number"), { exact: true }).fill("+33611112345");
    await page.getByRole("button", { name: say("action_call") }).click();
    await page.getByText(say("problem_vapi_down")).waitFor();
    await screenshot(page, "fr-voice-away-call");
    expect(await stack.sql("select id from calls where customer_number = '+33611112345'")).toEqual([]);
  } finally {
    await stack.vapi.clearFaults();
  }
  await vi.waitFor(
    async () => {
      await page.goto(`${stack.urls.site}/assistants`);
      expect(await banner.count()).toBe(0);
    },
    { timeout: 45_000, interval: 1_000 },
  );
});

test("HTML in a caller's words is shown as text", async () => {
  const hostile = '<img src=x onerror="document.title=1"><script>document.title="taken"</script>';
  await openLiveCall([{ caller: hostile }, { stay: true }], "+33633333333");
  const { page } = person;
  await page.getByText(hostile).waitFor();
  expect(await page.title()).not.toMatch(/taken|^1/);
  await page.goto(stack.urls.site);
  expect(await page.locator('img[src="x"]').count()).toBe(0);
});

test("Auth is unavailable: the sign-in page says to try again, not that the password is wrong", async () => {
  const { say } = person;
  stack.auth.setFaults({ down: true });
  const outsider = await openBrowser(browser, "fr");
  await signIn(outsider, stack.urls.site, email, PASSWORD);
  await outsider.page.getByText(say("auth_unavailable")).waitFor();
  stack.auth.clearFaults();
  await signIn(outsider, stack.urls.site, email, PASSWORD);
  await outsider.page.waitForURL(`${stack.urls.site}/`);
  await outsider.context.close();
});

test("two people edit one assistant: the second gets a message, and loses no input", async () => {
  const { page, say, context } = person;
  const address = `${stack.urls.site}/assistants/${assistantId}/edit`;
  const other = await context.newPage();
  await Promise.all([page.goto(address), other.goto(address)]);
  await page.getByLabel(say("assistant_name"), { exact: true }).fill("Le premier nom");
  await page.getByRole("button", { name: say("action_publish") }).click();
  await page.getByRole("heading", { name: "Le premier nom" }).waitFor();
  await other.getByLabel(say("assistant_name"), { exact: true }).fill("Le second nom");
  await other.getByRole("button", { name: say("action_publish") }).click();
  await other.getByText(say("conflict_title", { who: "Camille Durand" })).waitFor();
  expect(await other.getByLabel(say("assistant_name"), { exact: true }).inputValue()).toBe("Le second nom");
  await other.close();
});

test("signed out, the API refuses requests; another site's page can change nothing", async () => {
  const closed = await fetch(`${stack.urls.site}/api/calls`);
  expect(closed.status).toBe(401);
  expect(await closed.json()).toMatchObject({ code: "unauthorized" });
  const body = JSON.stringify({ name: "Venu d’ailleurs" });
  const json = { "content-type": "application/json" };
  for (const from of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }, { origin: "null" }]) {
    const headers: Record<string, string> = { ...json, ...from };
    expect((await atSite("/api/assistants", { method: "POST", body, headers })).status).toBe(403);
    const form = {
      method: "POST",
      body: new URLSearchParams({ intent: "delete" }),
      headers: from as Record<string, string>,
    };
    expect((await atSite(`/assistants/${assistantId}`, form)).status).toBe(403);
  }
  expect((await atSite("/api/assistants")).status).toBe(200);
});

test("identity headers of a client do not reach the API", async () => {
  const outsider = await stack.newOrganization();
  const headers = {
    authorization: `Bearer ${outsider.token}`,
    "x-organization-id": outsider.organizationId,
    "x-allokoli-identity": "eyJmb3JnZWQiOnRydWV9",
  };
  const me = (await (await atSite("/api/me", { headers })).json()) as { email: string };
  expect(me.email).toBe(email);
  const assistants = (await (await atSite("/api/assistants", { headers })).json()) as { items: unknown[] };
  expect(assistants.items).toHaveLength(1);
});

test("no link leads from sign-in to another site", async () => {
  const visitor = await openBrowser(browser, "fr");
  for (const next of ["//evil.example", "https://evil.example", "/\\evil.example", "/%09/evil.example"]) {
    await visitor.page.goto(`${stack.urls.site}/signin?next=${encodeURIComponent(next)}`);
    await visitor.page.getByLabel(visitor.say("field_email")).fill(email);
    await visitor.page.getByLabel(visitor.say("field_password"), { exact: true }).fill(PASSWORD);
    await visitor.page.getByRole("button", { name: visitor.say("action_sign_in") }).click();
    await visitor.page.waitForURL((url) => url.pathname !== "/signin");
    expect(new URL(visitor.page.url()).origin).toBe(stack.urls.site);
    await visitor.context.clearCookies();
  }
  await visitor.context.close();
});

test("every page has the security headers", async () => {
  for (const path of ["/", "/account", "/calls", "/nowhere"]) {
    const { headers } = await atSite(path);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).toContain("frame-ancestors 'none'");
    expect(policy, path).not.toContain("unsafe");
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    expect(headers.get("cache-control"), path).toContain("no-store");
  }
});
