import { beforeEach, describe, expect, it } from "vitest";
import { fixture, request } from "../assistants/testing/worker.ts";

/** Each a second after the one before: two in the same millisecond would have no order. */
let clock = Date.parse("2026-11-23T08:00:00Z");
const insert = async (body: string, orgId = fixture.orgId): Promise<string> => {
  clock += 1000;
  const { rows } = await fixture.superuser.query(
    "insert into caller_messages (org_id, tool_call_id, body, created_at) values ($1, $2, $2, $3) returning id",
    [orgId, body, new Date(clock)],
  );
  return rows[0].id;
};
const bodiesOf = async (query: string) =>
  (await request("GET", `/v1/caller-messages${query}`, { as: "viewer" })).body.items.map(
    (item: { body: string }) => item.body,
  );

beforeEach(() => fixture.superuser.query("truncate caller_messages"));

describe("messages of callers", () => {
  it("are listed newest first, page by page, in one's own organization", async () => {
    for (const body of ["un", "deux", "trois"]) await insert(body);
    const theirs = await insert("ailleurs", fixture.otherOrgId);
    expect(await bodiesOf("")).toEqual(["trois", "deux", "un"]);
    const { nextCursor } = (await request("GET", "/v1/caller-messages?limit=2")).body;
    expect(await bodiesOf(`?limit=2&cursor=${encodeURIComponent(nextCursor)}`)).toEqual(["un"]);
    expect((await request("GET", `/v1/caller-messages/${theirs}`)).status).toBe(404);
    expect((await request("PATCH", `/v1/caller-messages/${theirs}`, { json: { handled: true } })).status).toBe(404);
  });

  it("are handled by the first person who says so, and can be opened again", async () => {
    const id = await insert("un");
    await insert("deux");
    const handle = (handled: boolean, as: "member" | "admin" | "viewer" = "member") =>
      request("PATCH", `/v1/caller-messages/${id}`, { json: { handled }, as });
    expect((await handle(true, "viewer")).status).toBe(403);
    const { body: first } = await handle(true);
    expect(first).toMatchObject({ handledAt: expect.any(String), handledBy: fixture.people.member });
    expect((await handle(true, "admin")).body).toEqual(first);
    expect(await bodiesOf("?handled=true")).toEqual(["un"]);
    expect(await bodiesOf("?handled=false")).toEqual(["deux"]);
    expect((await handle(false)).body).toMatchObject({ handledAt: null, handledBy: null });
    expect((await request("GET", `/v1/caller-messages/${id}`)).body).toMatchObject({ body: "un", handledAt: null });
    const { rows } = await fixture.superuser.query("select action from audit_log order by created_at");
    expect(rows.map(({ action }) => action)).toEqual(["caller-message.handled", "caller-message.reopened"]);
  });
});
