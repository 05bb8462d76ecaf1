import { test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { startStack, type Stack } from "./stack.ts";

const start = async (site: boolean, onCleanup: (close: () => Promise<void>) => void): Promise<Stack> => {
  // Calls that files leave open take lines.
  const stack = await startStack({ site, vapi: { settings: { concurrencyLimit: 1_000 } } });
  onCleanup(() => stack.close());
  return stack;
};

/** Whole for a file, also if the one before failed in the middle of what it broke. */
async function hand(stack: Stack, onCleanup: (check: () => void) => void): Promise<Stack> {
  stack.postgres.heal();
  stack.auth.clearFaults();
  await Promise.all([stack.startWorkers(), stack.vapi.clearFaults(), stack.numbers.clearFaults()]);
  onCleanup(stack.requirePlannedEgress);
  return stack;
}

/**
 * What the files of a worker share: a stack, one with the site, and a browser. The first file that asks for one waits for
 * it, the others find it warm, and it is closed with the worker. A file that needs other settings, or asks about more than
 * organizations of its own (all requests to Vapi, all assistants), starts a stack for itself.
 */
export const shared = test
  .extend("startedStack", { scope: "worker" }, ({}, { onCleanup }) => start(false, onCleanup))
  .extend("startedSite", { scope: "worker" }, ({}, { onCleanup }) => start(true, onCleanup))
  .extend("startedBrowser", { scope: "worker" }, async ({}, { onCleanup }) => {
    const browser = await launchBrowser();
    onCleanup(() => browser.close());
    return browser;
  })
  .extend("sharedStack", { scope: "file" }, ({ startedStack }, { onCleanup }) => hand(startedStack, onCleanup))
  .extend("sharedSite", { scope: "file" }, ({ startedSite }, { onCleanup }) => hand(startedSite, onCleanup))
  .extend("sharedBrowser", { scope: "file" }, ({ startedBrowser }, { onCleanup }) => {
    onCleanup(async () => {
      await Promise.all(startedBrowser.contexts().map((context) => context.close()));
    });
    return startedBrowser;
  });
