import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { shared } from "../shared.ts";
import { startStack, type Stack } from "../stack.ts";
import { requireGoodPage } from "./good-page.ts";
import { openBrowser, screenshot, signUp, type BrowserPerson } from "./person.ts";

const MOBILE = "+33639981234";
const WAIT = { timeout: 40_000, interval: 200 };

let stack: Stack;
let browser: Browser;
shared.beforeAll(async ({ sharedBrowser }) => {
  const vars = { "allokoli-deliveries": { SWEEP_EVERY_MS: "500" } };
  stack = await startStack({ site: true, vars });
  browser = sharedBrowser;
});
afterAll(() => stack.close());

describe.each([
  { language: "fr", own: "+33639981000", scripts: false, viewport: { width: 390, height: 844 }, colorScheme: "dark" },
  { language: "en", own: "+33639981037", scripts: true, viewport: { width: 1280, height: 800 }, colorScheme: "light" },
] as const)("in $language, scripts: $scripts", ({ language, own, scripts, ...look }) => {
  let person: BrowserPerson;
  let email: string;
  beforeAll(async () => {
    person = await openBrowser(browser, language, { javaScriptEnabled: scripts, ...look });
    email = await signUp(person, stack.urls.site);
  });
  afterAll(() => person.context.close());

  const isSound = async () => {
    const { page, complaints } = person;
    expect(complaints).toEqual([]);
    await requireGoodPage(page, scripts);
  };

  test("a member chooses what they are alerted to, and the choice stays", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}/account`);
    await page.getByRole("link", { name: say("alerts_change") }).click();
    await page.waitForURL(`${stack.urls.site}/account/alerts`);
    const mails = page.getByRole("group", { name: say("alerts_mail") });
    expect(await mails.getByRole("checkbox", { checked: true }).count()).toBe(0);
    await page.getByText(email).waitFor();
    await screenshot(page, `alerts-${language}`);
    await isSound();
    await mails.getByLabel(say("alert_message"), { exact: true }).check();
    await page.getByLabel(say("alerts_digest"), { exact: true }).selectOption("8");
    await page.getByRole("button", { name: say("action_save") }).click();
    await page.getByRole("status").getByText(say("done_saved")).waitFor();
    await page.goto(`${stack.urls.site}/account/alerts`);
    expect(await mails.getByLabel(say("alert_message"), { exact: true }).isChecked()).toBe(true);
    expect(await mails.getByRole("checkbox", { checked: true }).count()).toBe(1);
    expect(await page.getByLabel(say("alerts_digest"), { exact: true }).inputValue()).toBe("8");
    await mails.getByLabel(say("alert_missed_call"), { exact: true }).check();
    await stack.sql("update alert_settings set revision = revision + 1");
    await page.getByRole("button", { name: say("action_save") }).click();
    // Another window of theirs was faster: what they ticked is still there, to be saved again.
    await page.getByText(say("problem_precondition_failed")).waitFor();
    expect(await mails.getByLabel(say("alert_missed_call"), { exact: true }).isChecked()).toBe(true);
    await page.getByRole("button", { name: say("action_save") }).click();
    await page.getByRole("status").getByText(say("done_saved")).waitFor();
  });

  test("a member has alerts by SMS once a code has come back, and each step says what it is", async () => {
    const { page, say } = person;
    const open = () => page.goto(`${stack.urls.site}/account/alerts`);
    const sms = page.getByRole("region", { name: say("sms_title") });
    const press = (name: string) => sms.getByRole("button", { name: say(name) }).click();
    const ask = async (number: string) => {
      await sms.getByLabel(say("sms_number"), { exact: true }).fill(number);
      await press("sms_ask");
    };
    const give = async (code: string) => {
      await sms.getByLabel(say("sms_code"), { exact: true }).fill(code);
      await press("sms_confirm");
    };
    const lastCode = () => /\d{6}/.exec(stack.numbers.texts().at(-1)?.text ?? "")?.[0] ?? "";
    const seen = async (name: string) => {
      await screenshot(page, `alerts-sms-${name}-${language}`);
      await isSound();
    };
    await open();
    await sms.getByText(say("sms_none")).waitFor();
    expect(await sms.getByRole("link", { name: say("sms_none_action") }).getAttribute("href")).toBe("/numbers/new/own");
    await seen("none");
    await takeNumber(own);
    await open();
    await ask("01 99 00 12 34");
    await sms.getByText(say("number_not_mobile")).waitFor();
    await seen("number");
    await ask("06 39 98 12 34");
    await page.getByRole("status").getByText(say("sms_done_code")).waitFor();
    const code = lastCode();
    await give(code === "000000" ? "111111" : "000000");
    await sms.getByText(say("sms_wrong")).waitFor();
    await seen("code");
    await give(`${code.slice(0, 3)} ${code.slice(3)}`);
    await page.getByRole("status").getByText(say("sms_done_verified")).waitFor();
    await sms.getByLabel(say("alert_urgent_message"), { exact: true }).check();
    await press("sms_save");
    await page.getByRole("status").getByText(say("done_saved")).waitFor();
    await open();
    expect(await sms.getByLabel(say("alert_urgent_message"), { exact: true }).isChecked()).toBe(true);
    await sms.getByText("+33 6 39 98 12 34").waitFor();
    await seen("verified");
    const off = async (name: string) => {
      await sms.getByText(say(name), { exact: true }).first().click();
      await press(name);
      await page.getByRole("status").getByText(say("sms_done_removed")).waitFor();
    };
    await off("sms_off");

    await stack.numbers.answer(MOBILE, own, "stop");
    await ask("0639981234");
    await sms.getByText(say("sms_refused_stopped")).waitFor();
    await seen("stopped");
    await stack.numbers.answer(MOBILE, own, "start");
    await ask("0639981234");
    await stack.sql("update alert_settings set mobile_code_expires_at = now() where mobile_code is not null");
    await give(lastCode());
    await sms.getByText(say("sms_over")).waitFor();
    await seen("over");
    await ask("0639981234");
    await sms.getByText(say("sms_too_many")).waitFor();
    await off("sms_forget");
  });

  /** A number of the organization's that can send, in its own account at Twilio. */
  async function takeNumber(number: string) {
    const send = async (path: string, data: object) => {
      const headers = { origin: stack.urls.site };
      const answer = await person.page.request.post(`${stack.urls.site}/api${path}`, { data, headers });
      expect(answer.status(), await answer.text()).toBe(201);
      return (await answer.json()) as { id: string };
    };
    const { accountSid, authToken } = stack.numbers.accounts.twilio;
    const account = { provider: "twilio", name: "Twilio", accountSid, authToken };
    const { id: credentialId } = await send("/telephony-credentials", account);
    const order = { provider: "twilio", credentialId, name: "Mobile", number, addressSid: "AD1" };
    await send("/phone-numbers/provision", order);
  }

  test("somebody without a session stops mails by the link in one, with a button and not by looking", async () => {
    await stack.sql(
      `insert into events (org_id, type, resource_type, resource_id, data)
       select m.org_id, 'caller-message.taken', 'caller-message', gen_random_uuid(), $2
       from memberships m join profiles p using (user_id) where p.email = $1`,
      [
        email,
        {
          id: crypto.randomUUID(),
          callId: null,
          assistantId: null,
          callerName: null,
          callerNumber: "+33639981234",
          subject: null,
          body: "Rappelez-moi.",
          isUrgent: false,
        },
      ],
    );
    await vi.waitFor(() => expect(stack.auth.workerMails(email)).toHaveLength(1), WAIT);
    const [mail] = stack.auth.workerMails(email);
    const link = /https?:\/\/\S+unsubscribe\S+/.exec(mail?.text ?? "")?.[0] ?? "";
    await person.page.goto(`${stack.urls.auth}/_emulator/mailbox?to=${encodeURIComponent(email)}`);
    await screenshot(person.page, `alerts-mailbox-${language}`);
    await person.page.setContent(mail?.html ?? "");
    await screenshot(person.page, `alerts-mail-${language}`);

    await person.context.clearCookies();
    const { page, say } = person;
    await page.goto(link);
    await page.goto(link);
    const list = page.getByRole("main").getByRole("listitem");
    expect(await list.allInnerTexts()).toEqual([say("alert_message")]);
    await screenshot(page, `alerts-unsubscribe-${language}`);
    await isSound();
    await page.getByRole("button", { name: say("unsubscribe_action") }).click();
    await page.getByRole("status").getByText(say("unsubscribe_done")).waitFor();
    await page.goto(link);
    await page.getByRole("status").getByText(say("unsubscribe_done")).waitFor();
    await isSound();
    const rows = await stack.sql<{ mail: string[] }>(
      "select mail from alert_settings join profiles using (user_id) where email = $1",
      [email],
    );
    expect(rows).toEqual([{ mail: ["missed-call"] }]);
    const answer = await page.goto(`${link.slice(0, -1)}!`);
    expect(answer?.status()).toBe(404);
    await page.getByText(say("unsubscribe_gone")).waitFor();
  });
});
