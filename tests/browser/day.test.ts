import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { clearOfMidnight } from "../clock.ts";
import { shared } from "../shared.ts";
import { startStack, type Organization, type Person, type Stack } from "../stack.ts";
import { createAssistant } from "../stack/listener.ts";
import { requireGoodPage } from "./good-page.ts";
import { treeOf, withKeyboard, withMouse } from "./hands.ts";
import { openBrowser, screenshot, signIn, type BrowserPerson } from "./person.ts";

// A day at a practice: three calls (one urgent, one lost, one ordinary), a secretary and a doctor, mails, a message
// dealt with, a call taken over. Once with a mouse on a telephone, once with the keyboard alone on a desktop.

const WAIT = { timeout: 60_000, interval: 200 };

let stack: Stack;
let browser: Browser;
shared.beforeAll(async ({ sharedBrowser }) => {
  const vars = { "allokoli-deliveries": { SWEEP_EVERY_MS: "500" } };
  stack = await startStack({ site: true, vars });
  browser = sharedBrowser;
});
afterAll(() => stack.close());

describe.each([
  { language: "fr", hands: withMouse, device: "telephone", viewport: { width: 390, height: 844 } },
  { language: "en", hands: withKeyboard, device: "desktop", viewport: { width: 1280, height: 800 } },
] as const)("a day in $language, on a $device", ({ language, hands, viewport }) => {
  let owner: Organization;
  let doctor: Person;
  let secretary: BrowserPerson;
  let doctorsBrowser: BrowserPerson;
  let vapiAssistantId = "";
  const ring = (from: string, script: object[], speed: number | string = "instant") =>
    stack.vapi.ring({ assistantId: vapiAssistantId, from, script, speed });
  const see = async (step: string) => {
    const { page } = secretary;
    await screenshot(page, `day-${language}-${step}`);
    await requireGoodPage(page);
    await expect(await treeOf(page)).toMatchFileSnapshot(`trees/day-${language}-${step}.txt`);
  };

  beforeAll(async () => {
    owner = await stack.newOrganization();
    doctor = await stack.newMember(owner.organizationId, "member");
    await stack.sql(
      "update profiles set locale = $1, full_name = case user_id when $2 then 'Camille Durand' else 'Claire Petit' end where user_id in ($2, $3)",
      [language, owner.user.id, doctor.user.id],
    );
    await stack.sql("update organizations set name = 'Cabinet du Parc' where id = $1", [owner.organizationId]);
    ({ vapiAssistantId } = await createAssistant(stack, owner, { tools: [{ type: "takeMessage" }] }));
    secretary = await openBrowser(browser, language, { viewport });
    doctorsBrowser = await openBrowser(browser, language, { viewport: { width: 1280, height: 800 } });
  });
  afterAll(() => Promise.all([secretary.context.close(), doctorsBrowser.context.close()]));

  test("the secretary signs in, and asks for mails about urgent messages and lost calls", async () => {
    const { page, say } = secretary;
    await page.goto(`${stack.urls.site}/signin`);
    await hands.write(page.getByLabel(say("field_email")), owner.email);
    await hands.write(page.getByLabel(say("field_password"), { exact: true }), owner.password);
    await hands.press(page.getByRole("button", { name: say("action_sign_in") }));
    await page.getByRole("heading", { name: say("home_title"), exact: true }).waitFor();
    await see("1-morning");
    await page.goto(`${stack.urls.site}/account/alerts`);
    for (const kind of ["alert_urgent_message", "alert_missed_call"]) {
      const mails = page.getByRole("group", { name: say("alerts_mail") });
      const box = mails.getByLabel(say(kind), { exact: true });
      if (hands === withMouse) await box.check();
      else {
        await box.focus();
        await page.keyboard.press("Space");
      }
      expect(await box.isChecked()).toBe(true);
    }
    await hands.press(page.getByRole("button", { name: say("action_save") }));
    await page.getByRole("status").getByText(say("done_saved")).waitFor();
  });

  test("three people call: one urgently, one in vain, one for an appointment", async () => {
    await clearOfMidnight();
    await ring("+33639980001", [
      { caller: "Ma fille a 40 de fièvre." },
      {
        toolCall: {
          name: "take_message",
          arguments: { message: "40 de fièvre, rappelez vite.", callerName: "Inès Morel", isUrgent: true },
        },
      },
      { hangUp: true },
    ]);
    await ring("+33639980003", [{ caller: "Je voudrais un rendez-vous jeudi." }, { hangUp: true }]);
    // Vapi has no line left for it.
    await stack.vapi.settings({ concurrencyLimit: 0, overflow: "end" });
    await ring("+33639980002", [{ caller: "Allô ?" }, { hangUp: true }]);
    await stack.vapi.settings({ concurrencyLimit: 10, overflow: "queue" });
    await vi.waitFor(async () => {
      // With its report, which comes after the end.
      const ended = await stack.sql<{ number: string; family: string }>(
        `select customer_number as number, ended_family as family from calls
         where org_id = $1 and status = 'ended' and (summary is not null or ended_family = 'plan_limit') order by 1`,
        [owner.organizationId],
      );
      expect(ended.map(({ number, family }) => `${number} ${family}`)).toEqual([
        "+33639980001 caller_hung_up",
        "+33639980002 plan_limit",
        "+33639980003 caller_hung_up",
      ]);
    }, WAIT);
    const subjects = () => stack.auth.workerMails(owner.email).map(({ subject }) => subject);
    await vi.waitFor(() => expect(subjects()).toHaveLength(2), WAIT);
    expect(subjects().join("\n")).not.toMatch(/fièvre|Inès/);
  });

  test("the home page says what to do: the urgent message first, and whom to call back", async () => {
    const { page, say } = secretary;
    await page.goto(stack.urls.site);
    const todo = page.getByRole("region", { name: say("home_to_do") });
    expect(await todo.getByRole("listitem").first().innerText()).toContain("Inès Morel");
    await page.getByRole("heading", { name: say("call_back_title") }).waitFor();
    await page.getByText("+33 6 39 98 00 02").first().waitFor();
    expect(await page.getByText("+33 6 39 98 00 03").count()).toBeGreaterThan(0);
    await see("2-to-do");
  });

  test("she deals with the message, and the doctor sees by whom", async () => {
    const { page, say } = secretary;
    await page.goto(`${stack.urls.site}/messages`);
    await see("3-messages");
    const urgent = page.getByRole("listitem").filter({ hasText: "Inès" });
    await hands.press(urgent.getByText(say("messages_assign_or_note")));
    await hands.choose(urgent.getByLabel(say("messages_assign"), { exact: true }), "Claire Petit");
    await hands.write(urgent.getByLabel(say("messages_note")), "Elle passe à midi.");
    await hands.press(urgent.getByRole("button", { name: say("action_save") }));
    await page.getByText(say("done_saved")).waitFor();

    const { page: hers, say: herWords } = doctorsBrowser;
    await signIn(doctorsBrowser, stack.urls.site, doctor.email, doctor.password);
    await hers.getByRole("heading", { name: herWords("home_title"), exact: true }).waitFor();
    await hers.goto(`${stack.urls.site}/messages`);
    await hers.getByText("Elle passe à midi.").first().waitFor();
    await hers.getByText(herWords("messages_assigned_to", { name: "Claire Petit" })).waitFor();
    await hers.getByRole("button", { name: herWords("messages_handle") }).click();
    await hers.getByText(herWords("messages_done_handled")).waitFor();

    await page.goto(`${stack.urls.site}/messages`);
    await page.getByText(say("messages_none_open")).waitFor();
  });

  test("she calls back whom nobody answered, and the list is done", async () => {
    const { page, say } = secretary;
    await page.goto(stack.urls.site);
    const dial = page.getByRole("link", { name: say("call_back"), exact: true });
    expect(await dial.getAttribute("href")).toBe("tel:+33639980002");
    await hands.press(page.getByRole("button", { name: say("call_back_done") }));
    await page.getByText(say("call_back_noted")).waitFor();
    expect(await page.getByRole("heading", { name: say("call_back_title") }).count()).toBe(0);
  });

  test("a caller wants a person: she takes the call on her own telephone, and it is in the report", async () => {
    const { page, say } = secretary;
    await page.goto(stack.urls.site);
    await page.locator('[data-connection="open"]').waitFor();
    const script = [{ caller: "Passez-moi le docteur, s’il vous plaît.", assistant: false }, { stay: true }];
    await ring("+33639980004", script, 4);
    const live = page.getByRole("link", { name: "+33 6 39 98 00 04" });
    await live.waitFor({ timeout: 60_000 });
    await page.getByText("Passez-moi le docteur, s’il vous plaît.").waitFor();
    await hands.press(live);
    await page.waitForURL(/\/calls\/[0-9a-f-]{36}/);
    await page.getByText("Passez-moi le docteur, s’il vous plaît.").waitFor();
    await page.getByText(say("live_nobody_speaks"), { exact: true }).waitFor();
    await see("4-live");
    await hands.press(page.getByRole("button", { name: say("take_call") }));
    const dialog = page.getByRole("dialog");
    await hands.write(dialog.getByLabel(say("take_number")), "06 39 98 12 34");
    await hands.press(dialog.getByRole("button", { name: say("take_call") }));
    await page.getByText(say("note_taken_by", { name: "Camille Durand", number: "+33 6 39 98 12 34" })).waitFor();
    await vi.waitFor(
      async () =>
        expect(
          await stack.sql(
            `select ended_family as family from calls
             where customer_number = '+33639980004' and org_id = $1 and summary is not null`,
            [owner.organizationId],
          ),
        ).toEqual([{ family: "transferred" }]),
      WAIT,
    );
    await page.reload();
    await page.getByText(say("badge_transferred")).first().waitFor();
    await see("5-report");
  });

  test("in the evening all calls are in the list, each with what became of it", async () => {
    const { page, say } = secretary;
    await page.goto(`${stack.urls.site}/calls`);
    for (const number of ["00 01", "00 02", "00 03", "00 04"])
      await page.getByText(`+33 6 39 98 ${number}`).first().waitFor();
    await page.getByText(say("badge_lost")).first().waitFor();
    await see("6-evening");
    expect([secretary.complaints, doctorsBrowser.complaints]).toEqual([[], []]);
  });
});
