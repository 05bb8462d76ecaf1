import type { Browser } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { shared } from "../shared.ts";
import { startStack, type Stack } from "../stack.ts";
import { openBrowser, signIn } from "./person.ts";

// The page of the kit is for developers: `pages.test.ts` looks at it, and where the site is in production it is not there.

let stack: Stack;
let browser: Browser;
shared.beforeAll(async ({ sharedBrowser }) => {
  const vars = { "allokoli-site": { DEVELOPMENT: "" } };
  stack = await startStack({ site: true, vars });
  browser = sharedBrowser;
});
afterAll(() => stack.close());

test("in production there is no page of the kit", async () => {
  const person = await openBrowser(browser, "fr");
  const { email, password } = await stack.newOrganization();
  await signIn(person, stack.urls.site, email, password);
  await person.page.waitForURL(`${stack.urls.site}/`);
  const answer = await person.page.goto(`${stack.urls.site}/dev/kit`);
  expect(answer?.status()).toBe(404);
  await person.page.getByRole("heading", { name: person.say("error_404") }).waitFor();
  expect(await person.page.getByText(person.say("kit_lead")).count()).toBe(0);
});
