import type { Browser } from "playwright-core";
import { expect, test, vi } from "vitest";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { makeAssistant, openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

// The page of a call that has ended: for a secretary first, with what a developer wants under "Détails".

let stack: Stack;
let browser: Browser;
let person: BrowserPerson;
let callId: string;
let vapiAssistantId: string;

shared.beforeAll(async ({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
  person = await openBrowser(browser, "fr");
  await signUp(person, stack.urls.site);
  const assistantId = await makeAssistant(person, stack.urls.site);
  const schema = {
    type: "object",
    properties: {
      isUrgent: { type: "boolean", description: "Si l’appel était une urgence" },
      callbackNumber: { type: "string", title: "Numéro à rappeler" },
    },
  };
  const [row] = await stack.sql<{ org_id: string; vapi: string }>(
    `update assistants set structured_data_schema = $2, recording_enabled = true where id = $1
     returning org_id, vapi_assistant_id as vapi`,
    [assistantId, JSON.stringify(schema)],
  );
  vapiAssistantId = String(row?.vapi);
  await stack.vapi.api(`/assistant/${row?.vapi}`, {
    method: "PATCH",
    json: { artifactPlan: { recordingEnabled: true }, analysisPlan: { structuredDataPlan: { enabled: true, schema } } },
  });
  await stack.vapi.ring({
    assistantId: row?.vapi,
    from: "+33612345678",
    script: [{ caller: "Bonjour.", assistant: "Bonjour, je vous écoute." }, { hangUp: true }],
  });
  await vi.waitFor(
    async () => {
      const [call] = await stack.sql<{ id: string }>(
        "select id from calls where org_id = $1 and recording is not null and summary is not null",
        [row?.org_id],
      );
      if (call === undefined) throw new Error("no report yet");
      callId = call.id;
    },
    { timeout: 30_000 },
  );
  await stack.sql(
    `update calls set structured_data = '{"isUrgent":true,"callbackNumber":"+33639981234"}' where id = $1`,
    [callId],
  );
});

test("what was noted has the names of the schema, and costs stand under the details", async () => {
  const { page, say } = person;
  await page.goto(`${stack.urls.site}/calls/${callId}`);
  const noted = page.getByRole("region", { name: say("report_data") });
  expect(await noted.getByRole("term").allInnerTexts()).toEqual(["Si l’appel était une urgence", "Numéro à rappeler"]);
  expect(await noted.getByRole("definition").allInnerTexts()).toEqual([say("yes"), "+33639981234"]);
  expect(await page.getByText("$").first().isVisible()).toBe(false);
  expect(await page.getByText("customer-ended-call").isVisible()).toBe(false);
  await screenshot(page, "report-fr");
  await page.getByText(say("report_details"), { exact: true }).click();
  expect(await page.getByText("customer-ended-call").isVisible()).toBe(true);
  expect(await page.getByText("$").first().isVisible()).toBe(true);
});

test("the recording is played, and from any point of it", async () => {
  const { page, say } = person;
  await page.goto(`${stack.urls.site}/calls/${callId}`);
  const player = page.getByLabel(say("report_listen"));
  const seconds = await player.evaluate(
    (audio: HTMLAudioElement) =>
      new Promise<number>((resolve, reject) => {
        audio.addEventListener("loadedmetadata", () => resolve(audio.duration));
        audio.addEventListener("error", () => reject(new Error(audio.error?.message)));
        audio.preload = "metadata";
        audio.load();
      }),
  );
  expect(seconds).toBeGreaterThan(0);
  const part = await page.evaluate(async (path) => {
    const answer = await fetch(path, { headers: { range: "bytes=10-19" } });
    return [answer.status, (await answer.arrayBuffer()).byteLength, answer.headers.get("content-range")];
  }, `/api/calls/${callId}/recording`);
  expect(part).toEqual([206, 10, expect.stringMatching(/^bytes 10-19\//)]);
  expect(person.complaints).toEqual([]);
});

test("the recording is drawn, a click on it plays from there, and nobody needs it", async () => {
  const { page, say } = person;
  await page.goto(`${stack.urls.site}/calls/${callId}`);
  const player = page.getByLabel(say("report_listen"));
  const drawn = page.locator(".waveform[data-drawn]");
  await drawn.waitFor({ timeout: 20_000 });
  expect(await drawn.getAttribute("aria-hidden")).toBe("true");
  expect(await drawn.locator("canvas").count()).toBeGreaterThan(0);
  // The library's style sheet is applied: the policy knows it.
  expect(
    await drawn
      .locator("canvas")
      .first()
      .evaluate((canvas) => getComputedStyle(canvas).position),
  ).toBe("absolute");
  const box = await drawn.boundingBox();
  await drawn.click({ position: { x: (box?.width ?? 0) * 0.6, y: 20 } });
  const share = () => player.evaluate((audio: HTMLAudioElement) => audio.currentTime / audio.duration);
  await expect.poll(share, { timeout: 20_000 }).toBeGreaterThan(0.55);
  const lines = page.getByRole("list", { name: say("script_label") }).getByRole("listitem");
  await expect.poll(() => lines.last().getAttribute("aria-current"), { timeout: 20_000 }).toBe("true");
  await player.evaluate((audio: HTMLAudioElement) => audio.pause());
  await requireGoodPage(page);
  for (const [name, look] of [
    ["wide-light", { width: 1280, height: 900 }],
    ["narrow-dark", { width: 390, height: 844 }],
  ] as const) {
    await page.setViewportSize(look);
    await page.emulateMedia({ colorScheme: name.endsWith("dark") ? "dark" : "light" });
    // It is drawn again a moment after the window changed.
    await page.waitForTimeout(500);
    await screenshot(page, `report-waveform-${name}`);
  }
  // It has the colors of the look: those of the dark one's accent.
  expect(await drawn.locator(".cursor").evaluate((cursor) => cursor.style.backgroundColor)).toBe("rgb(98, 210, 174)");
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.emulateMedia({ colorScheme: null });
  expect(person.complaints).toEqual([]);
});

test("a recording that cannot be had leaves the player alone, and a long one is not drawn", async () => {
  const { page, say } = person;
  await page.route("**/api/calls/*/recording", (route) => route.fulfill({ status: 502 }));
  await page.goto(`${stack.urls.site}/calls/${callId}`);
  await page.locator(".waveform").waitFor({ state: "hidden", timeout: 20_000 });
  expect(await page.getByLabel(say("report_listen")).isVisible()).toBe(true);
  await page.unroute("**/api/calls/*/recording");
  const [call] = await stack.sql<{ duration_ms: number }>("select duration_ms from calls where id = $1", [callId]);
  await stack.sql("update calls set duration_ms = 1860000 where id = $1", [callId]);
  await page.goto(`${stack.urls.site}/calls/${callId}`);
  expect(await page.getByLabel(say("report_listen")).isVisible()).toBe(true);
  expect(await page.locator(".waveform").count()).toBe(0);
  await stack.sql("update calls set duration_ms = $2 where id = $1", [callId, call?.duration_ms]);
  expect(person.complaints).toEqual([]);
});

test("the words follow what is heard, and a line's time plays from there", async () => {
  const { page, say } = person;
  await page.goto(`${stack.urls.site}/calls/${callId}`);
  const player = page.getByLabel(say("report_listen"));
  const lines = page.getByRole("list", { name: say("script_label") }).getByRole("listitem");
  const [first, last] = [lines.first(), lines.last()];
  await last.getByRole("button", { name: say("report_seek") }).click();
  await expect.poll(() => last.getAttribute("aria-current"), { timeout: 20_000 }).toBe("true");
  expect(await first.getAttribute("aria-current")).toBeNull();
  await player.evaluate((audio: HTMLAudioElement) => {
    audio.pause();
    audio.currentTime = 0;
    audio.dispatchEvent(new Event("timeupdate"));
  });
  expect(await last.getAttribute("aria-current")).toBeNull();
  await screenshot(page, "report-follow");
  expect(person.complaints).toEqual([]);
});

test("what an assistant did not take is made a message to deal with, with the call's number", async () => {
  const { page, say } = person;
  await page.goto(`${stack.urls.site}/calls/${callId}`);
  await page.getByText(say("note_message"), { exact: true }).click();
  await page.getByLabel(say("note_message_body")).fill("Demande un duplicata de son ordonnance.");
  await page.getByLabel(say("note_message_urgent")).check();
  await screenshot(page, "report-note-message");
  await page.getByRole("button", { name: say("note_message_action") }).click();
  await page.waitForURL(/\/messages/);
  await page.getByText(say("messages_done_noted")).waitFor();
  const message = page.getByRole("listitem").filter({ hasText: "Demande un duplicata de son ordonnance." });
  await message.getByText(say("messages_urgent"), { exact: true }).waitFor();
  expect(await message.getByRole("link", { name: /06|6/ }).first().getAttribute("href")).toContain("+33612345678");
});

test("a live call's last words are on the home page at once", async () => {
  const { page, say } = person;
  const script = [{ caller: "Je cherche un rendez-vous.", assistant: false }, { stay: true }];
  await stack.vapi.ring({ assistantId: vapiAssistantId, from: "+33612345679", script });
  await vi.waitFor(
    async () =>
      expect(
        await stack.sql(
          `select 1 from call_events e join calls c on c.id = e.call_id
           where c.customer_number = '+33612345679' and e.data ->> 'text' = 'Je cherche un rendez-vous.'`,
        ),
      ).not.toEqual([]),
    { timeout: 30_000 },
  );
  await page.goto(stack.urls.site);
  await page.getByRole("listitem").filter({ hasText: "Je cherche un rendez-vous." }).waitFor();
  expect(await page.getByText(say("home_no_words")).count()).toBe(0);
});

test("a caller whom nobody answered is a lost call that can be called back", async () => {
  const { page, say } = person;
  await stack.sql("update calls set started_at = null, ended_family = 'plan_limit', success = null where id = $1", [
    callId,
  ]);
  await page.goto(`${stack.urls.site}/calls`);
  await page
    .getByRole("listitem")
    .filter({ hasText: say("badge_lost") })
    .waitFor();
  await page.goto(`${stack.urls.site}/calls/${callId}`);
  await page.getByText(say("badge_lost"), { exact: true }).waitFor();
  const dial = page.getByRole("link", { name: say("call_back"), exact: true });
  expect(await dial.getAttribute("href")).toBe("tel:+33612345678");
  await screenshot(page, "lost-call-fr");
  await page.getByRole("link", { name: /Faire rappeler/ }).click();
  await page.waitForURL(/\/calls\/new\?/);
  expect(await page.getByLabel(say("call_number"), { exact: true }).inputValue()).toBe("+33612345678");
});

const LOOKS = [
  ["wide-light", { width: 1280, height: 900 }],
  ["narrow-dark", { width: 390, height: 844 }],
] as const;
async function lookAt(name: string) {
  for (const [look, size] of LOOKS) {
    await person.page.setViewportSize(size);
    await person.page.emulateMedia({ colorScheme: look.endsWith("dark") ? "dark" : "light" });
    await screenshot(person.page, `${name}-${look}`);
  }
  await person.page.setViewportSize({ width: 1280, height: 720 });
  await person.page.emulateMedia({ colorScheme: null });
}

test("the journal says in words what happened, that its chain was verified, and is downloaded as it is", async () => {
  const { page, say } = person;
  await page.goto(`${stack.urls.site}/calls/${callId}`);
  await page.getByRole("link", { name: say("journal_link") }).click();
  await page.getByRole("heading", { level: 1, name: say("journal_title") }).waitFor();
  expect(await page.getByText(say("journal_whole"), { exact: true }).isVisible()).toBe(true);
  const lines = await page.getByRole("listitem").allInnerTexts();
  for (const words of [say("journal_began"), say("journal_answered"), say("ended_customer")])
    expect(lines.filter((line) => line.includes(words))).toHaveLength(1);
  expect(
    await page
      .getByText(/[0-9a-f]{64}/)
      .first()
      .isVisible(),
  ).toBe(false);
  await requireGoodPage(page);
  await lookAt("journal");

  const begun = page.waitForEvent("download");
  await page.getByRole("link", { name: say("journal_download") }).click();
  const download = await begun;
  expect(download.suggestedFilename()).toBe(`journal-${callId}.json`);
  const text = await (await download.createReadStream()).setEncoding("utf8").toArray();
  expect(JSON.parse(text.join(""))).toMatchObject({
    callId,
    isWhole: true,
    days: expect.arrayContaining([expect.objectContaining({ hash: null })]),
  });
  expect(person.complaints).toEqual([]);
});

test("a journal that somebody changed says which line is wrong", async () => {
  const { page, say } = person;
  await stack.sql("alter table call_journal disable trigger unchanged");
  await stack.sql("update call_journal set at = at + interval '1 hour' where call_id = $1 and position = 2", [callId]);
  await page.goto(`${stack.urls.site}/calls/${callId}/journal`);
  expect(await page.getByRole("alert").innerText()).toContain(say("journal_broken_text", { position: "2" }));
  await requireGoodPage(page);
  await lookAt("journal-broken");
  await stack.sql("update call_journal set at = at - interval '1 hour' where call_id = $1 and position = 2", [callId]);
  await stack.sql("alter table call_journal enable trigger unchanged");
});

test("the page says whether the recording is kept, and what there is where it is not", async () => {
  const { page, say } = person;
  for (const state of ["kept", "unannounced", "gone", "expired"] as const) {
    await stack.sql("update calls set recording_state = $2 where id = $1", [callId, state]);
    await page.goto(`${stack.urls.site}/calls/${callId}`);
    expect(await page.getByText(say(`report_recording_${state}`)).isVisible()).toBe(true);
    expect(await page.getByLabel(say("report_listen")).count()).toBe(state === "gone" || state === "expired" ? 0 : 1);
    await requireGoodPage(page);
    await lookAt(`report-recording-${state}`);
  }
});
