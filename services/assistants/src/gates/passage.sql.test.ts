import { connect, type Database } from "@allokoli/shared/db/connect";
import { personTenant } from "@allokoli/shared/db/tenant";
import { claimsOf } from "@allokoli/shared/db/testing/fixture";
import { afterAll, beforeAll, expect, it } from "vitest";
import { create, fixture, request, useWorker } from "../assistants/testing/worker.ts";
import { requirePassage } from "./passage.ts";

useWorker();

let database: Database;
beforeAll(() => {
  database = connect(fixture.appUrl);
});
afterAll(() => database.close());

it("a draft is published as it was when somebody asked for it: not after a change, and not another one in its place", async () => {
  const { id } = await create();
  const keep = async (firstMessage: string) => {
    const kept = await request("PUT", `/v1/assistants/${id}/draft`, { json: { firstMessage } });
    expect(kept.status, JSON.stringify(kept.body)).toBe(200);
    const { rows } = await fixture.superuser.query("select id, revision from drafts where resource_id = $1", [id]);
    return rows[0] as { id: string; revision: number };
  };
  const {
    orgId,
    people: { owner },
  } = fixture;
  const guarded = { orgId, kind: "assistant" as const, id: String(id), name: "Accueil" };
  const author = { kind: "person" as const, userId: owner, requestId: "test" };
  const publish = (draft: { id: string; revision: number }) =>
    personTenant(database, claimsOf(owner), orgId).write("member", (tx) =>
      requirePassage(tx, guarded, { draft, despiteTests: false }, author),
    );

  const asked = await keep("Allô ?");
  await publish(asked);
  const changed = await keep("Bonjour.");
  await expect(publish(asked)).rejects.toMatchObject({ code: "precondition_failed" });
  await publish(changed);
  expect((await request("DELETE", `/v1/assistants/${id}/draft`)).status).toBe(204);
  await expect(publish(changed)).rejects.toMatchObject({ code: "precondition_failed" });
  const another = await keep("Allô ?");
  expect(another.revision).toBe(asked.revision);
  await expect(publish(asked)).rejects.toMatchObject({ code: "precondition_failed" });
  await publish(another);
});
