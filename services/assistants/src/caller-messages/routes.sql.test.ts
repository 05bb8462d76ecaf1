import { beforeEach, describe, expect, it } from "vitest";
import { fixture, request, useWorker } from "../assistants/testing/worker.ts";

useWorker();

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

beforeEach(() => fixture.superuser.query("truncate caller_messages, audit_log"));

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

  it("are given to a member, and to nobody when the member leaves; a note stands beside", async () => {
    const id = await insert("un");
    await insert("deux");
    const { member, admin } = fixture.people;
    const change = (json: unknown, as: "member" | "viewer" = "member") =>
      request("PATCH", `/v1/caller-messages/${id}`, { json, as });
    expect((await change({ assignedTo: admin }, "viewer")).status).toBe(403);
    expect((await change({})).status).toBe(422);
    const refused = await change({ assignedTo: fixture.people.outsider });
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [{ path: "assignedTo", message: "is no member of this organization" }],
    ]);
    expect((await change({ assignedTo: member, note: "Rappeler à 10 h" })).body).toMatchObject({
      assignedTo: member,
      note: "Rappeler à 10 h",
      handledAt: null,
    });
    // What is so already is no change.
    await change({ assignedTo: member, note: "Rappeler à 10 h" });
    expect(await bodiesOf(`?assignedTo=${member}`)).toEqual(["un"]);
    expect(await bodiesOf("?assignedTo=nobody")).toEqual(["deux"]);
    expect((await change({ note: null, handled: true })).body).toMatchObject({ note: null, handledBy: member });
    // Entries of one change have no order.
    const { rows } = await fixture.superuser.query("select action, detail from audit_log order by action");
    expect(rows).toEqual([
      { action: "caller-message.assigned", detail: { assignedTo: member } },
      { action: "caller-message.handled", detail: {} },
      { action: "caller-message.noted", detail: {} },
      { action: "caller-message.noted", detail: {} },
    ]);
    const ofMember = [fixture.orgId, member];
    await fixture.superuser.query("delete from memberships where org_id = $1 and user_id = $2", ofMember);
    const { body: left } = await request("GET", `/v1/caller-messages/${id}`, { as: "admin" });
    await fixture.superuser.query(
      "insert into memberships (org_id, user_id, role) values ($1, $2, 'member')",
      ofMember,
    );
    expect(left).toMatchObject({ assignedTo: null, handledBy: member });
  });

  it("are found by urgency, and by words and numbers as people write them", async () => {
    const id = await insert("Ordonnance à 100 %");
    await insert("Un rendez-vous");
    await fixture.superuser.query(
      "update caller_messages set is_urgent = true, caller_name = 'Hugo Lefèvre', caller_number = '+33639981234', note = 'pharmacie' where id = $1",
      [id],
    );
    const find = (search: string) => bodiesOf(`?search=${encodeURIComponent(search)}`);
    for (const search of ["ordonnance", "100 %", "lefèvre", "06 39 98", "+33 6 39 98 12 34", "1234", "pharma"])
      expect(await find(search), search).toEqual(["Ordonnance à 100 %"]);
    for (const search of ["%", "_", "\\", "12", "personne"])
      expect(await find(search), search).toEqual(search === "%" || search === "12" ? ["Ordonnance à 100 %"] : []);
    expect(await bodiesOf("?urgent=true")).toEqual(["Ordonnance à 100 %"]);
    expect(await bodiesOf("?urgent=false")).toEqual(["Un rendez-vous"]);
  });

  it("are noted by a member from a call, whose caller they are of, once for a key", async () => {
    const callOf = async (orgId: string) => {
      const { rows } = await fixture.superuser.query(
        `insert into calls (org_id, direction, status, customer_number, customer_name)
         values ($1, 'inbound', 'ended', '+33639981234', 'Inès Morel') returning id`,
        [orgId],
      );
      return String(rows[0].id);
    };
    const callId = await callOf(fixture.orgId);
    const json = { callId, body: "Demande un duplicata.", isUrgent: true };
    const note = (as: "member" | "viewer", given: object = json, headers = {}) =>
      request("POST", "/v1/caller-messages", { json: given, as, headers });
    expect((await note("viewer")).status).toBe(403);
    for (const [wrong, path] of [
      [{ ...json, callId: await callOf(fixture.otherOrgId) }, "callId"],
      [{ ...json, body: " " }, "body"],
      [{ ...json, callerNumber: "+33639980000" }, "callerNumber"],
    ] as const) {
      const refused = await note("member", wrong);
      expect([refused.status, refused.body.errors[0].path]).toEqual([422, path]);
    }
    const key = { "idempotency-key": "note-1" };
    const first = await note("member", json, key);
    expect([first.status, first.body]).toEqual([
      201,
      expect.objectContaining({
        callId,
        callerName: "Inès Morel",
        callerNumber: "+33639981234",
        body: "Demande un duplicata.",
        isUrgent: true,
        handledAt: null,
      }),
    ]);
    expect((await note("member", json, key)).body).toEqual(first.body);
    expect(await bodiesOf("")).toEqual(["Demande un duplicata."]);
    const nameless = await note("member", { ...json, callerName: null });
    expect(nameless.body).toMatchObject({ callerName: null, callerNumber: "+33639981234" });
    expect(await bodiesOf("")).toHaveLength(2);
    const log = await fixture.superuser.query("select action from audit_log");
    expect(log.rows.map(({ action }) => action)).toEqual(["caller-message.added", "caller-message.added"]);
    const { rows } = await fixture.superuser.query(
      "select type, data ->> 'id' as id from events where type = 'caller-message.taken' and org_id = $1 order by position",
      [fixture.orgId],
    );
    expect(rows).toEqual([first, nameless].map(({ body }) => ({ type: "caller-message.taken", id: body.id })));
  });
});
