import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { startStack, type Organization, type Stack } from "../stack.ts";
import { createAssistant } from "../stack/listener.ts";
import { requireGoodPage } from "./good-page.ts";
import { openBrowser, screenshot, signIn, type BrowserPerson } from "./person.ts";

// A person speaks with an assistant by microphone. The provider's room is on the internet: here it cannot be reached,
// and where a conversation is needed, its script is one that joins at once.

let stack: Stack;
let browser: Browser;
beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ site: true }), launchBrowser({ microphone: true })]);
});
afterAll(async () => {
  await browser.close();
  await stack.close();
});

/** The provider's client, as far as a page uses it: it joins, the assistant speaks, and the room says when it is left. */
const JOINS_AT_ONCE = `
  class Client {
    #handlers = {};
    on(name, handler) { this.#handlers[name] = handler; }
    async reconnect({ webCallUrl }) {
      if (!webCallUrl) throw new Error("no room");
      setTimeout(() => this.#handlers["volume-level"](0.6), 200);
    }
    setMuted(isMuted) { window.muted = isMuted; }
    async stop() { window.left = true; }
  }
  export default { default: Client };`;

/** A room that is never joined. */
const NEVER_JOINS = `
  export default { default: class {
    on() {}
    reconnect() { return new Promise(() => undefined); }
    async stop() { window.left = true; }
  } };`;

/** The next call goes on until somebody ends it. */
const stays = () =>
  stack.vapi.knob("POST", "/scripts", {
    script: [{ caller: "Bonjour.", assistant: "Bonjour, je vous écoute." }, { stay: true }],
  });

describe.each([
  { language: "fr", viewport: { width: 390, height: 844 }, colorScheme: "light" },
  { language: "en", viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
] as const)("in $language", ({ language, ...look }) => {
  let owner: Organization;
  let person: BrowserPerson;
  let path: string;
  /** The provider's hosts that the policy let the browser ask. */
  const asked: string[] = [];
  const open = () => person.page.goto(stack.urls.site + path);
  const focused = () => person.page.evaluate(() => document.activeElement?.textContent);
  const provider = (body: string) =>
    person.page.route("**/_astro/vapi.*.js", (route) => route.fulfill({ contentType: "text/javascript", body }));
  const made = async () => (await stack.vapi.requests({ method: "POST", path: "/call/web" })).length;
  const begin = () => person.page.getByRole("button", { name: person.say("talk_begin") }).click();
  const see = async (name: string) => {
    await screenshot(person.page, `talk-${language}-${name}`);
    await requireGoodPage(person.page);
  };

  beforeAll(async () => {
    owner = await stack.newOrganization();
    await stack.sql("update profiles set locale = $1 where user_id = $2", [language, owner.user.id]);
    const { id } = await createAssistant(stack, owner);
    path = `/assistants/${id}/talk`;
    person = await openBrowser(browser, language, { ...look, permissions: ["microphone"] });
    await person.context.route(/daily\.co|pluot\.blue/, (route) => {
      asked.push(new URL(route.request().url()).host);
      return route.abort();
    });
    await signIn(person, stack.urls.site, owner.email, owner.password);
    await person.page.waitForURL(`${stack.urls.site}/`);
  });
  afterAll(() => person.context.close());

  test("only this page has the microphone and the provider's hosts, and its script comes with the click", async () => {
    const policies = async (at: string) => {
      const headers = (await person.page.goto(stack.urls.site + at))?.headers() ?? {};
      return `${headers["content-security-policy"]} ${headers["permissions-policy"]}`;
    };
    for (const at of ["/", "/assistants", path.replace(/\/talk$/, ""), "/calls", "/account"])
      expect(await policies(at)).not.toMatch(/daily|blob:|microphone=\(self\)/);
    const scripts: string[] = [];
    person.page.on("request", (request) => scripts.push(request.url()));
    expect(await policies(path)).toMatch(/https:\/\/c\.daily\.co.*microphone=\(self\)/);
    await person.page.getByText(person.say("talk_state_before")).waitFor();
    expect(scripts.filter((url) => /vapi|daily/.test(url))).toEqual([]);
    await see("before");
  });

  test("they talk, mute themselves, hang up, and find the call with its words", async () => {
    const { page, say } = person;
    await provider(JOINS_AT_ONCE);
    await stays();
    await open();
    await begin();
    await page.getByText(say("talk_state_talking")).waitFor();
    await expect.poll(focused, { timeout: 20_000 }).toBe(say("talk_mute"));
    await page.getByText("Cabinet du docteur Lefèvre, bonjour.").first().waitFor();
    const level = page.getByRole("meter");
    await expect.poll(() => level.evaluate((meter: HTMLMeterElement) => meter.value), { timeout: 20_000 }).toBe(0.6);
    const mute = page.getByRole("button", { name: say("talk_mute") });
    await mute.click();
    expect([await mute.getAttribute("aria-pressed"), await page.evaluate("window.muted")]).toEqual(["true", true]);
    await see("talking");
    await page.getByRole("button", { name: say("action_hang_up") }).click();
    await page.getByText(say("talk_state_over")).waitFor();
    expect(await page.evaluate("window.left")).toBe(true);
    await expect.poll(focused, { timeout: 20_000 }).toBe(say("talk_again"));
    await see("over");
    await page.getByRole("link", { name: say("talk_see_call") }).click();
    await page.waitForURL(/\/calls\/[0-9a-f-]{36}$/);
    await page.getByText("Cabinet du docteur Lefèvre, bonjour.").first().waitFor();
    await page.unroute("**/_astro/vapi.*.js");
  });

  test("a call that ends elsewhere is over here too, though the room says nothing of it", async () => {
    const { page, say } = person;
    await provider(JOINS_AT_ONCE);
    await stays();
    await open();
    const room = page.waitForResponse((answer) => answer.url().endsWith("/api/calls/web"));
    await begin();
    const { id } = (await (await room).json()) as { id: string };
    await page.getByText(say("talk_state_talking")).waitFor();
    await page.getByText("Bonjour, je vous écoute.").waitFor({ timeout: 20_000 });
    const ended = await stack.api(`/v1/calls/${id}/end`, { ...owner, method: "POST" });
    expect(ended.status).toBe(202);
    await page.getByText(say("talk_state_over")).waitFor({ timeout: 20_000 });
    expect(await page.evaluate("window.left")).toBe(true);
    await expect.poll(focused, { timeout: 20_000 }).toBe(say("talk_again"));
    expect(await page.getByRole("link", { name: say("talk_see_call") }).getAttribute("href")).toBe(`/calls/${id}`);
    // The next one begins at once.
    await stays();
    await page.getByRole("button", { name: say("talk_again") }).click();
    await page.getByText(say("talk_state_talking")).waitFor({ timeout: 20_000 });
    await page.unroute("**/_astro/vapi.*.js");
  });

  test("a double click makes one room, and it is given up while it is joined", async () => {
    const { page, say } = person;
    await provider(NEVER_JOINS);
    await stays();
    await open();
    const before = await made();
    const room = page.waitForResponse((answer) => answer.url().endsWith("/api/calls/web"));
    const ended = page.waitForResponse((answer) => /\/api\/calls\/[0-9a-f-]{36}\/end$/.test(answer.url()));
    await page.getByRole("button", { name: say("talk_begin") }).dblclick();
    const cancel = page.getByRole("button", { name: say("action_cancel") });
    await cancel.waitFor();
    const { id } = (await (await room).json()) as { id: string };
    await see("joining");
    await cancel.click();
    await page.getByText(say("talk_state_before")).waitFor();
    await expect.poll(focused, { timeout: 20_000 }).toBe(say("talk_begin"));
    expect((await ended).url()).toContain(id);
    expect(await made()).toBe(before + 1);
    await page.unroute("**/_astro/vapi.*.js");
  });

  test("a room whose answer was lost is the one that the next try gets", async () => {
    const { page, say } = person;
    await provider(JOINS_AT_ONCE);
    await stays();
    await open();
    const before = await made();
    // The room is made, and the browser does not hear of it.
    await page.route(
      "**/api/calls/web",
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await begin();
    await page.getByRole("alert").waitFor({ timeout: 20_000 });
    await begin();
    await page.getByText(say("talk_state_talking")).waitFor({ timeout: 20_000 });
    expect(await made()).toBe(before + 1);
    await page.unroute("**/_astro/vapi.*.js");
  });

  test("when the room cannot be reached the provider's own script says so in time, and there is a way on", async () => {
    const { page, say } = person;
    await stays();
    await open();
    await begin();
    await page.getByText(say("talk_not_joined")).waitFor({ timeout: 60_000 });
    expect(asked).toContain("c.daily.co");
    await see("not-joined");
    expect(await page.getByRole("link", { name: say("talk_write_instead") }).getAttribute("href")).toMatch(
      /#try-title$/,
    );
    // The next try is one like the first.
    asked.length = 0;
    await stays();
    await page.getByRole("button", { name: say("talk_again") }).click();
    await begin();
    await page.getByText(say("talk_not_joined")).waitFor({ timeout: 60_000 });
    expect(asked).toContain("c.daily.co");
  });

  test("a microphone that is refused costs nothing, and says what to do", async () => {
    const { page, say } = person;
    const before = await made();
    await page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
    });
    await open();
    await begin();
    await page.getByText(say("talk_no_microphone")).waitFor();
    await see("no-microphone");
    expect(await made()).toBe(before);
  });

  test("the browser reported no errors, except that the policy kept the provider's script from reporting its own", () => {
    expect(person.complaints.filter((text) => !/daily|vapi|Daily|ingest\.sentry\.io/.test(text))).toEqual([]);
  });
});

test("where speaking is not set up the page says so before the click, and there is a way on", async () => {
  const without = await startStack({ site: true, vars: { "allokoli-calls": { VAPI_PUBLIC_KEY: "" } } });
  const person = await openBrowser(browser, "fr");
  try {
    const { page, say } = person;
    const owner = await without.newOrganization();
    const { id } = await createAssistant(without, owner);
    await signIn(person, without.urls.site, owner.email, owner.password);
    await page.waitForURL(`${without.urls.site}/`);
    await page.goto(`${without.urls.site}/assistants/${id}/talk`);
    await page.getByText(say("talk_not_set_up")).waitFor();
    expect(await page.getByRole("button", { name: say("talk_begin") }).count()).toBe(0);
    await requireGoodPage(page);
    await page.getByRole("link", { name: say("talk_write_instead") }).click();
    await page.waitForURL(/#try-title$/);
  } finally {
    await person.context.close();
    await without.close();
  }
});
