import type { Browser } from "playwright-core";
import { describe, expect, it } from "vitest";
import { listOperations } from "../operations.ts";
import { shared } from "../shared.ts";
import type { Stack } from "../stack.ts";

let stack: Stack;
let browser: Browser;

shared.beforeAll(({ sharedSite, sharedBrowser }) => {
  [stack, browser] = [sharedSite, sharedBrowser];
});

describe("the reference page", () => {
  it("describes each operation, sends no request elsewhere, and obeys its security policy", async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const hosts = new Set<string>();
    const faults: string[] = [];
    page.on("request", (request) => hosts.add(new URL(request.url()).host));
    page.on("console", (said) => {
      if (said.type() === "error") faults.push(said.text());
    });
    page.on("pageerror", (err) => faults.push(err.message));
    await page.goto(`${stack.urls.api}/docs`, { waitUntil: "networkidle" });

    const sidebar = page.getByRole("complementary", { name: /^Sidebar/ });
    await sidebar.getByRole("link", { name: "Functions", exact: true }).click();
    for (const { summary } of listOperations().filter(({ tag }) => tag === "Functions"))
      await sidebar.getByRole("link", { name: summary }).first().waitFor();
    await sidebar.getByRole("link", { name: "Create an assistant" }).click();
    await page.getByRole("heading", { name: "Create an assistant" }).waitFor();
    await page.getByText("Docteur Claire Petit").first().waitFor();
    expect([...hosts]).toEqual([new URL(stack.urls.api).host]);
    expect(faults).toEqual([]);
    await page.close();
  });

  it("fits a telephone", async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await page.goto(`${stack.urls.api}/docs`, { waitUntil: "networkidle" });
    await page.getByRole("heading", { name: "AlloKoli API" }).first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.close();
  });
});
