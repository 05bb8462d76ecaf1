import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { ROOT } from "../../scripts/paths.ts";

export type Language = "fr" | "en";

function sentences(language: Language): Record<string, string> {
  const folder = join(ROOT, "site/messages", language);
  const areas = readdirSync(folder).map((area): object => JSON.parse(readFileSync(join(folder, area), "utf8")));
  return Object.assign({}, ...areas);
}

const SENTENCES = { fr: sentences("fr"), en: sentences("en") };

/** The site's own messages, so that a test finds the text that a person reads. */
export function words(language: Language) {
  return (key: string, values: Record<string, string> = {}): string => {
    const sentence = SENTENCES[language][key];
    if (sentence === undefined) throw new Error(`There is no sentence ${key}.`);
    return sentence.replaceAll(/\{(\w+)\}/g, (_found, name: string) => values[name] ?? "");
  };
}

export type Words = ReturnType<typeof words>;

export interface BrowserPerson {
  context: BrowserContext;
  page: Page;
  say: Words;
  /** Errors that the browser reported: a failed script, something that the security policy blocked; not failed requests. */
  complaints: string[];
}

const PATIENCE_MS = 15_000;
const LOCALES = { fr: "fr-FR", en: "en-GB" } as const;

/** A person with their own browser, which prefers that language. */
export async function openBrowser(
  browser: Browser,
  language: Language,
  options: BrowserContextOptions = {},
): Promise<BrowserPerson> {
  const context = await browser.newContext({
    locale: LOCALES[language],
    timezoneId: "Europe/Paris",
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  context.on("weberror", (error) => complaints.push(error.error().message));
  context.on("console", (message) => {
    // A request that failed is no fault of the page: tests make them fail, and a page may answer 404.
    const isRequest = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isRequest) complaints.push(message.text());
  });
  return { context, page, say: words(language), complaints };
}

export const newAddress = () => `personne-${randomBytes(6).toString("hex")}@cabinet.example`;
export const PASSWORD = "une longue phrase pour entrer 42";

/** Signs up through the form. */
export async function signUp({ page, say }: BrowserPerson, site: string, email = newAddress()): Promise<string> {
  await page.goto(`${site}/signup`);
  await page.getByLabel(say("field_your_name")).fill("Camille Durand");
  await page.getByLabel(say("field_organization")).fill("Cabinet du Parc");
  await page.getByLabel(say("field_email")).fill(email);
  await page.getByLabel(say("field_password"), { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: say("action_sign_up") }).click();
  await page.waitForURL(`${site}/assistants/new`);
  await page.goto(`${site}/`);
  return email;
}

export async function signIn(
  { page, say }: BrowserPerson,
  site: string,
  email: string,
  password: string,
): Promise<void> {
  await page.goto(`${site}/signin`);
  await page.getByLabel(say("field_email")).fill(email);
  await page.getByLabel(say("field_password"), { exact: true }).fill(password);
  await page.getByRole("button", { name: say("action_sign_in") }).click();
}

export const ASSISTANT_NAME = "Secrétariat du cabinet";

/** Creates an assistant with the long form. Leaves the browser on the assistant's page. */
export async function makeAssistant({ page, say }: BrowserPerson, site: string): Promise<string> {
  await page.goto(`${site}/assistants/new/form`);
  await page.getByLabel(say("assistant_name"), { exact: true }).fill(ASSISTANT_NAME);
  await page.getByLabel(say("assistant_first_message"), { exact: true }).fill("Cabinet médical, bonjour.");
  await page.getByLabel(say("assistant_system_prompt"), { exact: true }).fill("Vous êtes le secrétariat du cabinet.");
  await page.getByRole("button", { name: say("action_create_assistant") }).click();
  await page.waitForURL(/\/assistants\/[0-9a-f-]{36}/);
  return /assistants\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
}

/** Saves a screenshot in test-results/, for people, so not in continuous integration; `name` may have folders. */
export async function screenshot(page: Page, name: string, folder = "screenshots"): Promise<void> {
  if (process.env.CI !== undefined) return;
  const path = join(ROOT, "test-results", folder, `${name}.png`);
  await mkdir(dirname(path), { recursive: true });
  await page.screenshot({ path, fullPage: true });
}
