import type { Browser, Page } from "playwright-core";
import { expect, test, vi } from "vitest";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { makeAssistant, openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

// A live call's page: its words stay in view, and a person listens in and takes the call.

let stack: Stack;
let browser: Browser;
let person: BrowserPerson;
let organizationId: string;
let vapiAssistantId: string;

const WAIT = { timeout: 30_000 };
const LONG = Array.from({ length: 10 }, (_, index) => ({
  caller: `Question ${index + 1} : est-ce que le cabinet est ouvert samedi ?`,
  assistant: `Réponse ${index + 1} : oui, le cabinet est ouvert samedi matin.`,
}));

shared.beforeAll(async ({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
  person = await openBrowser(browser, "fr", { viewport: { width: 1280, height: 800 } });
  await signUp(person, stack.urls.site);
  const id = await makeAssistant(person, stack.urls.site);
  const [row] = await stack.sql<{ org_id: string; vapi: string }>(
    "select org_id, vapi_assistant_id as vapi from assistants where id = $1",
    [id],
  );
  organizationId = row?.org_id ?? "";
  vapiAssistantId = row?.vapi ?? "";
});

/** Rings, and opens the call's page once the call is in progress. */
async function openCall(script: object[], speed: number | string = 0): Promise<{ id: string; page: Page }> {
  const ringing = await stack.vapi.ring({ assistantId: vapiAssistantId, from: "+33612345678", script, speed });
  const id = String(ringing["id"]);
  await vi.waitFor(async () => {
    const rows = await stack.sql("select id from calls where id = $1 and status = 'in-progress'", [id]);
    expect(rows).toHaveLength(1);
  }, WAIT);
  await person.page.goto(`${stack.urls.site}/calls/${id}`);
  await person.page.locator('[data-connection="open"]').waitFor();
  return { id, page: person.page };
}
const say = (id: string, text: string) =>
  person.page.evaluate(
    async ([callId, words]) => {
      await fetch(`/api/calls/${callId}/messages`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ action: "say", text: words }),
      });
    },
    [id, text] as const,
  );
const isInView = (page: Page, text: string) =>
  page.getByText(text, { exact: true }).evaluate((line) => {
    const { top, bottom } = line.getBoundingClientRect();
    const words = line.closest(".live-scroll")?.getBoundingClientRect();
    return words !== undefined && top >= words.top - 1 && bottom <= words.bottom + 1 && bottom <= window.innerHeight;
  });

test("the newest words and the actions are in the window, and following stops while a person reads back", async () => {
  const { id, page } = await openCall([...LONG, { stay: true }]);
  const { say: word } = person;
  const last = LONG.at(-1)?.assistant ?? "";
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(viewport);
    await page.getByText(last, { exact: true }).waitFor({ timeout: 60_000 });
    await vi.waitFor(async () => expect(await isInView(page, last)).toBe(true), WAIT);
    expect(await page.evaluate(() => window.scrollY)).toBe(0);
    for (const name of ["action_say", "take_call", "listen_start", "action_hang_up"]) {
      const box = await page.getByRole("button", { name: word(name), exact: true }).boundingBox();
      expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThanOrEqual(viewport.height);
    }
    await screenshot(page, `live-${viewport.width}`);
    await requireGoodPage(page);
  }

  const words = page.locator(".live-scroll");
  await words.evaluate((region) => region.scrollTo({ top: 0 }));
  const back = page.getByRole("button", { name: word("live_to_now") });
  await back.waitFor();
  await say(id, "Une phrase de plus.");
  await page.getByText("Une phrase de plus.", { exact: true }).waitFor();
  expect(await words.evaluate((region) => region.scrollTop)).toBe(0);
  await screenshot(page, "live-reading-back");
  await back.click();
  await vi.waitFor(async () => expect(await isInView(page, "Une phrase de plus.")).toBe(true), WAIT);
  expect(await back.count()).toBe(0);
  await say(id, "Et encore une.");
  await page.getByText("Et encore une.", { exact: true }).waitFor();
  await vi.waitFor(async () => expect(await isInView(page, "Et encore une.")).toBe(true), WAIT);
  await page.setViewportSize({ width: 1280, height: 800 });
});

test("a person listens in, hears that somebody speaks, and stops", async () => {
  const { id, page } = await openCall([{ caller: "Allô ?", assistant: false }, { stay: true }], 1);
  await page.getByRole("button", { name: person.say("listen_start") }).click();
  const meter = page.getByRole("meter", { name: person.say("listen_level") });
  await meter.waitFor();
  const level = await page.evaluateHandle(() => {
    const loudest = { value: 0 };
    const look = () => {
      loudest.value = Math.max(loudest.value, document.querySelector("meter")?.value ?? 0);
      requestAnimationFrame(look);
    };
    look();
    return loudest;
  });
  await say(id, "Un instant, je vous prie, le docteur arrive tout de suite au téléphone.");
  await vi.waitFor(async () => expect(await level.evaluate(({ value }) => value)).toBeGreaterThan(0.02), WAIT);
  await screenshot(page, "live-listening");
  await page.getByRole("button", { name: person.say("listen_stop") }).click();
  await page.getByRole("button", { name: person.say("listen_start") }).waitFor();
  await vi.waitFor(
    async () => expect(await stack.vapi.knob("GET", `/calls/${id}`)).toMatchObject({ listeners: 0 }),
    WAIT,
  );
});

test("a person takes the call at a number of theirs, which the browser remembers", async () => {
  for (const isFirst of [true, false]) {
    const { id, page } = await openCall([{ caller: "Je voudrais parler au docteur." }, { stay: true }]);
    await page.getByRole("button", { name: person.say("take_call") }).click();
    const dialog = page.getByRole("dialog");
    const number = dialog.getByLabel(person.say("take_number"));
    if (isFirst) {
      await number.fill("08 99 12 34 56");
      await dialog.getByRole("button", { name: person.say("take_call") }).click();
      await dialog.getByText(person.say("number_premium")).waitFor();
      await screenshot(page, "live-take");
      await number.fill("06 39 98 12 34");
    } else expect(await number.inputValue()).toBe("06 39 98 12 34");
    await dialog.getByRole("button", { name: person.say("take_call") }).click();
    const to = "+33 6 39 98 12 34";
    await page.getByText(person.say("note_taken_by", { name: "Camille Durand", number: to })).waitFor();
    await page.getByText(person.say("note_transferred", { number: to })).waitFor();
    await screenshot(page, `live-taken-${isFirst ? 1 : 2}`);
    await vi.waitFor(
      async () =>
        expect(await stack.sql("select ended_reason from calls where id = $1", [id])).toEqual([
          { ended_reason: "assistant-forwarded-call" },
        ]),
      WAIT,
    );
  }
});

test("a gap in the stream says so, and closes when the history has filled it", async () => {
  const { id, page } = await openCall([...LONG.slice(0, 2), { stay: true }]);
  await page.getByText(LONG[1]?.assistant ?? "", { exact: true }).waitFor();
  await page.route(`**/api/calls/${id}/messages**`, (route) => route.abort());
  await page.route(`**/api/calls/${id}/listen`, (route) =>
    route.fulfill({
      contentType: "text/event-stream",
      body: `id: 5\nevent: reset\ndata: {"callId":"${id}","seq":5}\n\n`,
    }),
  );
  await page.goto(`${stack.urls.site}/calls/${id}`);
  await page.getByText(person.say("live_gap")).waitFor();
  await screenshot(page, "live-gap");
  await page.unroute(`**/api/calls/${id}/messages**`);
  await page.getByText(person.say("live_gap")).waitFor({ state: "detached", timeout: 30_000 });
  await page.getByText(LONG[1]?.assistant ?? "", { exact: true }).waitFor();
  await page.unroute(`**/api/calls/${id}/listen`);
});

test("a viewer has none of the actions", async () => {
  const { id } = await openCall([{ caller: "Allô ?" }, { stay: true }]);
  const { user } = await stack.newMember(organizationId, "owner");
  await stack.sql("update memberships set role = 'viewer' where org_id = $1 and user_id <> $2", [
    organizationId,
    user.id,
  ]);
  await person.page.goto(`${stack.urls.site}/calls/${id}`);
  await person.page.locator('[data-connection="open"]').waitFor();
  await person.page.getByText("Allô ?", { exact: true }).waitFor();
  expect(await person.page.getByRole("main").getByRole("button").allInnerTexts()).toEqual([]);
  expect(person.complaints).toEqual([]);
});
