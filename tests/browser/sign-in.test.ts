import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shared } from "../shared.ts";
import { startStack, type Stack } from "../stack.ts";
import {
  ASSISTANT_NAME,
  makeAssistant,
  newAddress,
  openBrowser,
  PASSWORD,
  signIn,
  signUp,
  type BrowserPerson,
} from "./person.ts";

let stack: Stack;
let browser: Browser;
shared.beforeAll(async ({ sharedBrowser }) => {
  // Sessions so short that every page renews them: what works here also works after an hour.
  stack = await startStack({ site: true, auth: { accessTokenSeconds: 60 } });
  browser = sharedBrowser;
});
afterAll(() => stack.close());

const signOut = async ({ page, say }: BrowserPerson) => {
  await page.goto(`${stack.urls.site}/account`);
  await page
    .getByRole("main")
    .getByRole("button", { name: say("action_sign_out") })
    .click();
  await page.waitForURL(/signin/);
};

/** A click on the link of the newest mail, on the local mailbox page. */
async function followMail({ page }: BrowserPerson, email: string): Promise<void> {
  await page.goto(`${stack.urls.auth}/_emulator/mailbox?to=${encodeURIComponent(email)}`);
  await page.locator("article a.action").first().click();
}

describe.each([{ scripts: true }, { scripts: false }])("with scripts: $scripts", ({ scripts }) => {
  let person: BrowserPerson;
  let email = "";
  beforeAll(async () => {
    person = await openBrowser(browser, "fr", { javaScriptEnabled: scripts });
  });
  afterAll(() => person.context.close());

  test("a person signs up, signs out, and signs in again to the requested page", async () => {
    const { page, say } = person;
    email = await signUp(person, stack.urls.site, newAddress());
    await signOut(person);
    await page.goto(`${stack.urls.site}/calls?text=jeudi`);
    await page.waitForURL(/\/signin\?next=/);
    await page.getByLabel(say("field_email")).fill(email);
    await page.getByLabel(say("field_password"), { exact: true }).fill("pas le bon mot");
    await page.getByRole("button", { name: say("action_sign_in") }).click();
    await page.getByText(say("auth_wrong_credentials")).waitFor();
    expect(await page.getByLabel(say("field_email")).inputValue()).toBe(email);
    expect(await page.getByLabel(say("field_password"), { exact: true }).inputValue()).toBe("");
    await page.getByLabel(say("field_password"), { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: say("action_sign_in") }).click();
    await page.waitForURL(`${stack.urls.site}/calls?text=jeudi`);
    await signOut(person);
  });

  test("a forgotten password is replaced through the mail", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}/forgot-password`);
    await page.getByLabel(say("field_email")).fill(email);
    await page.getByRole("button", { name: say("action_send_link") }).click();
    await page.getByText(say("mailed_if_account", { email })).waitFor();
    await followMail(person, email);
    await page.waitForURL(`${stack.urls.site}/new-password`);
    await page.getByLabel(say("field_new_password")).fill("court");
    await page.getByLabel(say("field_new_password")).evaluate((input) => input.removeAttribute("minlength"));
    await page.getByRole("button", { name: say("action_save_password") }).click();
    await page.getByText(say("auth_weak_password")).waitFor();
    await page.getByLabel(say("field_new_password")).fill("une autre phrase 43");
    await page.getByRole("button", { name: say("action_save_password") }).click();
    await page.getByText(say("done_password")).waitFor();
    await signOut(person);
    await signIn(person, stack.urls.site, email, PASSWORD);
    await page.getByText(say("auth_wrong_credentials")).waitFor();
    await signIn(person, stack.urls.site, email, "une autre phrase 43");
    await page.waitForURL(`${stack.urls.site}/`);
    await signOut(person);
  });

  test("a magic link signs in once; used again, it says so", async () => {
    const { page, say } = person;
    await page.goto(`${stack.urls.site}/magic-link?next=/assistants`);
    await page.getByLabel(say("field_email")).fill(email);
    await page.getByRole("button", { name: say("action_send_link") }).click();
    await page.getByText(say("mailed_if_account", { email })).waitFor();
    await followMail(person, email);
    await page.waitForURL(`${stack.urls.site}/assistants`);
    await signOut(person);
    await followMail(person, email);
    await page.getByText(say("auth_link_expired")).waitFor();
  });

  test("an address without an account gets the same message", async () => {
    const { page, say } = person;
    const outsider = newAddress();
    for (const path of ["/forgot-password", "/magic-link"]) {
      await page.goto(stack.urls.site + path);
      await page.getByLabel(say("field_email")).fill(outsider);
      await page.getByRole("button", { name: say("action_send_link") }).click();
      await page.getByText(say("mailed_if_account", { email: outsider })).waitFor();
    }
    expect(stack.auth.mails(outsider)).toEqual([]);
  });

  test("an assistant is made, edited, restored and deleted", async () => {
    const { page, say } = person;
    await signIn(person, stack.urls.site, email, "une autre phrase 43");
    await page.waitForURL(`${stack.urls.site}/`);
    const id = await makeAssistant(person, stack.urls.site);
    await page.goto(`${stack.urls.site}/assistants/${id}/edit`);
    await page.getByLabel(say("assistant_name"), { exact: true }).fill("Accueil du soir");
    await page.getByRole("button", { name: say("action_publish") }).click();
    await page.getByRole("heading", { name: "Accueil du soir" }).waitFor();
    await page.goto(`${stack.urls.site}/assistants/${id}/tools`);
    await page.getByRole("button", { name: say("transfer_add") }).click();
    await page.getByLabel(say("transfer_number"), { exact: true }).fill("12");
    await page.getByRole("button", { name: say("action_publish") }).click();
    await page.getByText(say("number_too_short")).first().waitFor();
    expect(await page.getByLabel(say("transfer_number"), { exact: true }).inputValue()).toBe("12");
    await page.getByLabel(say("transfer_number"), { exact: true }).fill("+33123456789");
    await page.getByRole("button", { name: say("action_publish") }).click();
    await page.waitForURL(/tools\?done=saved/);
    await page.goto(`${stack.urls.site}/assistants/${id}/versions/1`);
    await page.getByRole("button", { name: say("version_restore_this") }).click();
    await page.getByText(say("done_restored")).waitFor();
    await page.getByRole("heading", { name: ASSISTANT_NAME }).waitFor();
    await page.goto(`${stack.urls.site}/assistants/${id}`);
    await page.getByText(say("assistant_delete"), { exact: true }).click();
    await page.getByRole("button", { name: say("assistant_delete_confirm") }).click();
    await page.waitForURL(/\/assistants\?done=deleted|\/assistants$/);
    await page.getByText(say("assistants_empty"), { exact: true }).waitFor();
  });

  test("a call is placed and hung up", async () => {
    const { page, say } = person;
    await makeAssistant(person, stack.urls.site);
    await stack.vapi.settings({ speed: 1 });
    await page.goto(`${stack.urls.site}/calls/new`);
    await page.getByLabel(say("call_number")).fill("06 12 34 56 78");
    await page.getByRole("button", { name: say("action_call"), exact: true }).click();
    await page.waitForURL(/\/calls\/[0-9a-f-]{36}/);
    await page.getByRole("button", { name: say("action_hang_up") }).click();
    if (scripts)
      await page
        .getByRole("alertdialog")
        .getByRole("button", { name: say("action_hang_up") })
        .click();
    const ended = page.getByRole("heading", { name: say("report_summary") });
    // Without scripts, a person reloads the page to see what follows.
    await expect
      .poll(
        async () => {
          if (!scripts) await page.reload();
          return ended.isVisible();
        },
        { timeout: 20_000, interval: 500 },
      )
      .toBe(true);
    await stack.vapi.settings({ speed: "instant" });
  });
});

test("the language is the browser's, until a person chooses another", async () => {
  const { page, context, say } = await openBrowser(browser, "en");
  await page.goto(`${stack.urls.site}/signin`);
  await page.getByRole("heading", { name: say("signin_title") }).waitFor();
  await page.getByRole("button", { name: "Français" }).click();
  await page.getByRole("heading", { name: "Connexion" }).waitFor();
  await page.goto(`${stack.urls.site}/signup`);
  expect(await page.locator("html").getAttribute("lang")).toBe("fr");
  await context.close();
});

test("several pages at once renew one session without losing it", async () => {
  const { page, context, ...person } = await openBrowser(browser, "fr");
  await signUp({ page, context, ...person }, stack.urls.site);
  const pages = await Promise.all(
    ["/", "/calls", "/assistants", "/account"].map(async (path) => ({ path, tab: await context.newPage() })),
  );
  for (let round = 0; round < 3; round += 1) {
    await Promise.all(
      pages.map(async ({ path, tab }) => {
        await tab.goto(stack.urls.site + path);
        expect(new URL(tab.url()).pathname).toBe(path);
      }),
    );
  }
  await context.close();
});

test("Auth is unavailable when a session must be renewed: the page says so, and nobody is signed out", async () => {
  const person = await openBrowser(browser, "fr");
  await signUp(person, stack.urls.site);
  stack.auth.setFaults({ down: true });
  const answer = await person.page.goto(`${stack.urls.site}/calls`);
  expect(answer?.status()).toBe(503);
  await person.page.getByRole("heading", { name: person.say("error_503") }).waitFor();
  stack.auth.clearFaults();
  await person.page.goto(`${stack.urls.site}/calls`);
  await person.page.getByRole("heading", { name: person.say("calls_title"), level: 1 }).waitFor();
  await person.context.close();
});
