import { connect } from "@allokoli/shared/db/connect";
import { assistantVersions } from "@allokoli/shared/db/schema/index";
import { personTenant } from "@allokoli/shared/db/tenant";
import { claimsOf } from "@allokoli/shared/db/testing/fixture";
import { PLAN_LIMITS } from "@allokoli/shared/limits/plans";
import { beforeEach, describe, expect, it } from "vitest";
import { atVapi, create, fault, fixture, request, useWorker } from "./testing/worker.ts";

useWorker();

const KEPT = PLAN_LIMITS.starter.versionsPerAssistant;
let id: string;
beforeEach(async () => {
  ({ id } = await create());
});

/** An assistant that somebody else has changed until it has this version. */
async function age(version: number): Promise<void> {
  await fixture.superuser.query(
    `insert into assistant_versions (org_id, assistant_id, version, author_id, snapshot)
     select org_id, id, n, $2, jsonb_build_object('systemPrompt', repeat('x', 19000))
     from assistants, generate_series(2, $3::int) n where id = $1`,
    [id, fixture.people.owner, version],
  );
  await fixture.superuser.query("update assistants set version = $2 where id = $1", [id, version]);
}
const change = (name: string) => request("PATCH", `/v1/assistants/${id}`, { json: { name } });
async function kept(): Promise<number[]> {
  const { rows } = await fixture.superuser.query<{ version: number }>(
    "select version from assistant_versions where assistant_id = $1 order by version",
    [id],
  );
  return rows.map(({ version }) => version);
}

describe("the versions of an assistant", () => {
  it("are as many as the plan keeps: the oldest go when one is written, the one in force stays", async () => {
    await age(KEPT);
    const changed = await change("Standard");
    expect([changed.status, changed.body.version]).toEqual([200, KEPT + 1]);
    const left = await kept();
    expect([left[0], left.at(-1), left.length]).toEqual([2, KEPT + 1, KEPT]);
    expect((await request("GET", `/v1/assistants/${id}/versions/1`)).status).toBe(404);
    const restored = await request("POST", `/v1/assistants/${id}/versions/3/restore`);
    expect([restored.status, restored.body.version]).toEqual([200, KEPT + 2]);
  });

  it("that are older than the limit are all deleted at once", async () => {
    await age(3 * KEPT);
    await change("Standard");
    expect(await kept()).toHaveLength(KEPT);
  });

  it("are more on a larger plan", async () => {
    await fixture.superuser.query("update organizations set plan = 'pro' where id = $1", [fixture.orgId]);
    await age(KEPT);
    await change("Standard");
    expect(await kept()).toHaveLength(KEPT + 1);
    await fixture.superuser.query("update organizations set plan = 'starter' where id = $1", [fixture.orgId]);
  });

  it("are restored by today's rule for numbers: an invalid one is named, another spelling is corrected", async () => {
    const restoreWith = async (number: string) => {
      const tools = JSON.stringify([{ type: "transferCall", number }]);
      await fixture.superuser.query(
        "update assistant_versions set snapshot = snapshot || jsonb_build_object('tools', $2::jsonb) where assistant_id = $1 and version = 1",
        [id, tools],
      );
      return request("POST", `/v1/assistants/${id}/versions/1/restore`);
    };
    const refused = await restoreWith("+3361234567");
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toEqual([expect.objectContaining({ path: "tools.0.number", code: "too_short" })]);
    const restored = await restoreWith("+330612345678");
    expect([restored.status, restored.body.tools]).toEqual([200, [{ type: "transferCall", number: "+33612345678" }]]);
  });

  it("keep the one in force when the voice provider refuses a change", async () => {
    await age(KEPT);
    await fault({ method: "PATCH", path: "/assistant/*", status: 400, times: 1 });
    expect((await change("Refusé")).status).toBe(422);
    expect((await kept()).at(-1)).toBe(KEPT);
    expect((await request("GET", `/v1/assistants/${id}`)).body.version).toBe(KEPT);
    await atVapi("/_emulator/faults", "DELETE");
  });

  it("cannot be deleted by anybody while they are among the latest hundred", async () => {
    await age(KEPT + 5);
    const database = connect(fixture.appUrl);
    const remove = (person: string) =>
      personTenant(database, claimsOf(person), fixture.orgId).write("viewer", (tx) =>
        tx.delete(assistantVersions).returning({ version: assistantVersions.version }),
      );
    expect(await remove(fixture.people.viewer)).toEqual([]);
    const gone = await remove(fixture.people.member);
    expect(gone.map(({ version }) => version).toSorted((left, right) => left - right)).toEqual([1, 2, 3, 4, 5]);
    await database.close();
  });

  it("are a small page, however large they were", async () => {
    await age(60);
    const page = await request("GET", `/v1/assistants/${id}/versions?limit=100`);
    expect(page.body.items).toHaveLength(60);
    expect(page.text.length).toBeLessThan(20_000);
  });
});
