import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack } from "../stack.ts";
import { DELAY_MS, openTelephony } from "./telephony-api.ts";

// An organization whose numbers at Vapi are up to date costs nothing: its rows are not read.
const TENANTS = 3;
/** Longer than twenty delays, after which an earlier release of the sweep read a number again. */
const REST_MS = 25 * DELAY_MS;

let stack: Stack;
beforeAll(async () => {
  const vars = { MIRROR_SWEEP_DELAY_MS: String(DELAY_MS), MIRROR_WATCH_EVERY_MS: "600000" };
  stack = await startStack({ vars: { "allokoli-telephony": vars, "allokoli-assistants": vars } });
});
afterAll(() => stack.close());

/** The number of reads of the table since Postgres started. A session reports its own late, but before it ends. */
async function readsOfNumbers(): Promise<number> {
  await stack.sql(
    "select pg_terminate_backend(pid, 20000) from pg_stat_activity where usename = 'allokoli_app' and datname = current_database()",
  );
  const [row] = await stack.sql<{ reads: string }>(
    "select seq_scan + coalesce(idx_scan, 0) as reads from pg_stat_user_tables where relname = 'phone_numbers'",
  );
  return Number(row?.reads);
}
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("numbers at rest", () => {
  it("are not read, however many organizations have one", async () => {
    for (let tenant = 0; tenant < TENANTS; tenant++) {
      const owner = await stack.newOrganization();
      const assistant = await stack.api("/v1/assistants", { ...owner, method: "POST", json: { name: "Accueil" } });
      const { id: assistantId } = (await assistant.json()) as { id: string };
      const json = { provider: "vapi", areaCode: "701", name: "Accueil", assistantId };
      const { call } = openTelephony(stack, owner);
      const made = await call("POST", "/v1/phone-numbers/provision", { json });
      expect(made, made.text).toMatchObject({ status: 201, body: { sync: { state: "synced" } } });
    }
    // A new order is read for a while, because it may have been committed late.
    await vi.waitFor(
      async () => {
        const before = await readsOfNumbers();
        await pause(8 * DELAY_MS);
        expect(await readsOfNumbers()).toBe(before);
      },
      { timeout: 30_000 },
    );
    const before = await readsOfNumbers();
    await pause(REST_MS);
    expect(await readsOfNumbers()).toBe(before);
  });
});
