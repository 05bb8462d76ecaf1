import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Fixture } from "../../../../packages/shared/src/db/testing/fixture.ts";
import { openOwnGateway, type OwnGateway } from "../testing/own-gateway.ts";

let gateway: OwnGateway;
let fixture: Fixture;
let people: Fixture["people"];
beforeAll(async () => {
  gateway = await openOwnGateway();
  ({ fixture } = gateway);
  ({ people } = fixture);
});
afterAll(() => gateway.close());
beforeEach(() => fixture.superuser.query("delete from audit_log"));

type Entry = {
  id: string;
  at: string;
  actor: { kind: string; id: string | null; name: string | null };
  action: string;
  outcome: string;
  detail: object;
  sentence: { fr: string; en: string };
};
type Given = { action: string; by?: string | null; kind?: string; org?: string; at?: string; resourceId?: string };

async function log({ action, by = people.owner, kind = "person", org = fixture.orgId, at, resourceId = "1" }: Given) {
  await fixture.superuser.query(
    `insert into audit_log (org_id, actor_id, actor_kind, action, resource_type, resource_id, request_id, detail, created_at)
     values ($1, $2, $3, $4, $5, $6, 'r', '{"name": "Accueil"}', coalesce($7, now()))`,
    [org, by, kind, action, action.split(".")[0], resourceId, at],
  );
}
const read = async (query = "", as = people.admin) => {
  const { status, body } = await gateway.ask(`/v1/logs${query}`, { as, headers: gateway.here });
  expect(status, JSON.stringify(body)).toBe(200);
  return { items: body["items"] as Entry[], nextCursor: body["nextCursor"] as string | null };
};
const actionsOf = async (query: string) => (await read(query)).items.map(({ action }) => action);

describe("/v1/logs", () => {
  it("says who did what to which thing, and what came of it", async () => {
    await log({ action: "assistant.created.refused", at: "2026-11-26T10:00:00.000Z" });
    expect((await read()).items).toEqual([
      {
        id: expect.any(String),
        at: "2026-11-26T10:00:00.000Z",
        actor: { kind: "person", id: people.owner, name: "owner@example.fr" },
        action: "assistant.created.refused",
        resource: { type: "assistant", id: "1" },
        outcome: "refused",
        requestId: "r",
        detail: { name: "Accueil" },
        sentence: {
          fr: "Le fournisseur vocal a refusé un assistant « Accueil » que owner@example.fr voulait créer.",
          en: "The voice provider refused an assistant “Accueil” that owner@example.fr wanted to create.",
        },
      },
    ]);
  });

  it("names keys that are over, people who have left, and the system; who has no account any more has no name", async () => {
    const gone = crypto.randomUUID();
    await log({ action: "file.created", by: fixture.keys.revokedKey, kind: "api_key" });
    await log({ action: "file.created", by: people.removed });
    await log({ action: "file.created", by: gone });
    await log({ action: "file.failed", by: null, kind: "system" });
    const actors = (await read()).items.map(({ actor }) => actor);
    expect(actors).toHaveLength(4);
    expect(actors).toEqual(
      expect.arrayContaining([
        { kind: "api_key", id: fixture.keys.revokedKey, name: "Clé admin" },
        { kind: "person", id: people.removed, name: "removed@example.fr" },
        { kind: "person", id: gone, name: null },
        { kind: "system", id: null, name: null },
      ]),
    );
  });

  it("is newest first, page by page, with nothing lost between two of one moment", async () => {
    const at = "2026-11-26T10:00:00.000Z";
    for (const resourceId of ["1", "2", "3", "4", "5"]) await log({ action: "file.created", at, resourceId });
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await read(`?limit=2${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(new Set(seen).size).toBe(5);
    expect(seen).toEqual(seen.toSorted((left, right) => (left < right ? 1 : -1)));
  });

  it("is asked by actor, action, thing, outcome and time", async () => {
    await log({ action: "assistant.created", by: people.member, resourceId: "a", at: "2026-11-20T00:00:00Z" });
    await log({ action: "assistant.updated.refused", by: people.member, resourceId: "b", at: "2026-11-21T00:00:00Z" });
    await log({ action: "call.failed", by: null, kind: "system", resourceId: "c", at: "2026-11-22T00:00:00Z" });
    await log({ action: "file.created", by: fixture.keys.memberKey, kind: "api_key", at: "2026-11-23T00:00:00Z" });
    const [create, refused, failed, byKey] = [
      "assistant.created",
      "assistant.updated.refused",
      "call.failed",
      "file.created",
    ];
    expect(await actionsOf(`?actor=${people.member}`)).toEqual([refused, create]);
    expect(await actionsOf(`?actor=${fixture.keys.memberKey}`)).toEqual([byKey]);
    expect(await actionsOf("?actor=system")).toEqual([failed]);
    expect(await actionsOf("?action=assistant.created")).toEqual([create]);
    expect(await actionsOf("?resourceType=assistant")).toEqual([refused, create]);
    expect(await actionsOf("?resourceType=assistant&resourceId=a")).toEqual([create]);
    expect(await actionsOf("?outcome=refused")).toEqual([refused]);
    expect(await actionsOf("?outcome=failed")).toEqual([failed]);
    expect(await actionsOf("?outcome=done")).toEqual([byKey, create]);
    expect(await actionsOf("?from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:00Z")).toEqual([failed, refused]);
    expect(await actionsOf("?from=2026-11-22T01:00:00%2B01:00&to=2026-11-22T01:00:00%2B01:00")).toEqual([failed]);
    expect(await actionsOf(`?outcome=refused&actor=${people.owner}`)).toEqual([]);
  });

  it.each([
    "actor=me",
    "action=assistant.invent",
    "outcome=fine",
    "from=yesterday",
    "to=0000-01-01T00:00:00Z",
    "resourceId=",
  ])("says 422 to %s", async (query) => {
    const { status, body } = await gateway.ask(`/v1/logs?${query}`, { as: people.admin, headers: gateway.here });
    const errors = body["errors"] as { path: string }[];
    expect([status, new Set(errors.map(({ path }) => path))]).toEqual([422, new Set([query.split("=")[0]])]);
  });

  it("is for admins, of their own organization", async () => {
    await log({ action: "file.created", org: fixture.otherOrgId });
    expect((await read()).items).toEqual([]);
    for (const as of [people.member, people.viewer]) {
      const { status, body } = await gateway.ask("/v1/logs", { as, headers: gateway.here });
      expect([status, body["code"]]).toEqual([403, "role_too_low"]);
    }
  });

  it("costs a page, however much is in it: each filter has an index that gives the newest first", async () => {
    await fixture.superuser.query("begin");
    try {
      await fixture.superuser.query("set local enable_seqscan = off");
      await fixture.superuser.query("set local enable_sort = off");
      for (const where of ["true", "outcome = 'failed'", "actor_id = $1"]) {
        const { rows } = await fixture.superuser.query<{ "QUERY PLAN": string }>(
          `explain select id from audit_log where org_id = '${fixture.orgId}' and ${where.replace("$1", `'${people.owner}'`)}
           and (created_at, id) < (now(), '${fixture.orgId}') order by created_at desc, id desc limit 26`,
        );
        const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
        expect(plan).toMatch(/Index (Only )?Scan Backward/);
        expect(plan).not.toContain("Sort");
      }
    } finally {
      await fixture.superuser.query("rollback");
    }
  });
});
