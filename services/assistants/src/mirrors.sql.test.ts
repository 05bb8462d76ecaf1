import { connect } from "@allokoli/shared/db/connect";
import { personTenant, system } from "@allokoli/shared/db/tenant";
import { claimsOf } from "@allokoli/shared/db/testing/fixture";
import { sql } from "drizzle-orm";
import { beforeAll, afterAll, describe, expect, it } from "vitest";
import { create, env, fixture, request, useWorker } from "./assistants/testing/worker.ts";
import { organizationsToSweep } from "./mirrors.ts";

useWorker();

let database: ReturnType<typeof connect>;
beforeAll(() => {
  database = connect(fixture.appUrl);
});
afterAll(() => database.close());

const waiting = (more: Partial<typeof env> = {}, page: { after?: string; atOnce?: number } = {}) =>
  system(database).read((tx) =>
    organizationsToSweep(tx, { ...env, ...more }, { after: page.after ?? null, atOnce: page.atOnce ?? 10 }),
  );

describe("the organizations to sync with Vapi", () => {
  it("are those with something in another form at Vapi: none, until the form changes for all", async () => {
    await create();
    await request("POST", "/v1/assistants", { json: { name: "Ailleurs" }, as: "outsider" });
    expect(await waiting()).toEqual([]);
    const both = [fixture.orgId, fixture.otherOrgId].toSorted();
    expect(await waiting({ VAPI_WEBHOOK_SECRET: "another" })).toEqual(both);
    expect(await waiting({ PUBLIC_API_URL: "https://api.allokoli.com" })).toEqual(both);
    expect(await waiting({ VAPI_WEBHOOK_SECRET: "another" }, { atOnce: 1 })).toEqual([both[0]]);
    expect(await waiting({ VAPI_WEBHOOK_SECRET: "another" }, { after: both[0] ?? "" })).toEqual([both[1]]);
  });

  it.each([
    ["from before there were forms", "update assistants set sync_form = null"],
    ["refused last time", "update assistants set sync_form = null, sync_state = 'failed'"],
    [
      "overdue, because nothing resumed it",
      "update assistants set sync_state = 'pending', sync_action = 'update', sync_next_at = now() - interval '11 minutes'",
    ],
  ])("are also that of an assistant %s", async (_, change) => {
    await create();
    await fixture.superuser.query(change);
    expect(await waiting()).toEqual([fixture.orgId]);
  });

  it("are not those with only drafts, or with a request to Vapi under way", async () => {
    await request("POST", "/v1/workflows", { json: { name: "Brouillon", nodes: [], edges: [] } });
    await create();
    await fixture.superuser.query(
      "update assistants set sync_state = 'pending', sync_action = 'update', sync_next_at = now() + interval '1 minute'",
    );
    expect(await waiting({ VAPI_WEBHOOK_SECRET: "another" })).toEqual([]);
  });

  it("are shown to the system, and to no person", async () => {
    const person = personTenant(database, claimsOf(fixture.people.owner), fixture.orgId);
    for (const question of [
      sql`select app.organizations_to_tell('1', '1', '1', '1', now(), null, 10)`,
      sql`select app.organizations_with_numbers_to_tell('1', now(), null, 10)`,
    ]) {
      await expect(person.read((tx) => tx.execute(question))).rejects.toThrow();
    }
  });
});
