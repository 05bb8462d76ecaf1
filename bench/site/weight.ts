import { gzipSync } from "node:zlib";
import type { Page, Response } from "playwright-core";

/** KiB of gzip, as Cloudflare would send them. */
export interface Weight {
  html: number;
  css: number;
  /** Files and inline scripts together, without what a click loads. */
  script: number;
}

const KIB = 1024;
const isRedirect = (answer: Response) => answer.status() >= 300 && answer.status() < 400;

/** What a browser with an empty cache loads with a page. */
export async function weighPage(page: Page, url: string): Promise<Weight> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
  const answers: Response[] = [];
  const collect = (answer: Response) => void answers.push(answer);
  page.on("response", collect);
  // A live page has a stream that never ends, so no page is ever without a request.
  await page.goto(url, { waitUntil: "load" });
  await page.waitForTimeout(500);
  page.off("response", collect);
  await cdp.detach();

  const sizeOf = async (kind: string) => {
    const bodies = await Promise.all(
      answers
        // A redirect has no body.
        .filter((answer) => !isRedirect(answer) && answer.request().resourceType() === kind)
        .map((answer) => answer.body()),
    );
    return bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) / KIB;
  };
  const inline = await page
    .locator("script:not([src])")
    .evaluateAll((scripts) => scripts.map(({ textContent }) => textContent ?? "").join(""));
  return {
    html: await sizeOf("document"),
    css: await sizeOf("stylesheet"),
    script: (await sizeOf("script")) + (inline === "" ? 0 : gzipSync(inline).length / KIB),
  };
}
