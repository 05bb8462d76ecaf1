import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { DELAY_MS, openTelephony, PATIENCE } from "./telephony-api.ts";

let stack: Stack;
let owner: Organization;
let telephony: ReturnType<typeof openTelephony>;

beforeAll(async () => {
  stack = await startStack({
    vars: { "allokoli-telephony": { MIRROR_SWEEP_DELAY_MS: String(DELAY_MS), MIRROR_WATCH_EVERY_MS: "500" } },
  });
  owner = await stack.newOrganization();
  telephony = openTelephony(stack, owner);
});
afterAll(() => stack.close());

test("callers whom an organization blocks are turned away, and nobody else is", async () => {
  const ADVERTISER = "+33948123456";
  const { body: assistant } = await telephony.call("POST", "/v1/assistants", { json: { name: "Accueil" } });
  const fallback = { type: "number", number: "+33639981234" };
  const { number, answer } = await telephony.order("twilio", { assistantId: assistant.id, fallback });
  const { vapiPhoneNumberId } = await telephony.active(answer.body.id);
  await stack.sql(
    `insert into alert_settings (org_id, user_id, mail) values ($1, $2, '{missed-call}')
     on conflict (org_id, user_id) do update set mail = excluded.mail`,
    [owner.organizationId, owner.user.id],
  );
  const isNamed = async () => (await telephony.atVapi(number))[0]?.assistantId === assistant.vapiAssistantId;
  const callOf = async (vapiCallId: string) => {
    const [row] = await stack.sql<{ id: string; reason: string; family: string }>(
      "select id, ended_reason as reason, ended_family as family from calls where vapi_call_id = $1 and status = 'ended'",
      [vapiCallId],
    );
    if (row === undefined) throw new Error("the call is not there yet");
    return row;
  };
  const expectTurnedAway = async (from: string, reason: string) => {
    const { id, endedReason } = await telephony.ring(vapiPhoneNumberId, from);
    expect(endedReason).toBe(reason);
    const call = await vi.waitFor(() => callOf(id), PATIENCE);
    expect(call).toMatchObject({ reason: "caller-blocked", family: "blocked" });
    return call;
  };
  const expectAnswered = async (from: string) =>
    expect((await telephony.ring(vapiPhoneNumberId, from)).assistantId).toBe(assistant.vapiAssistantId);
  await expectAnswered(ADVERTISER);

  const block = (json: object) => telephony.call("POST", "/v1/blocked-numbers", { json });
  const blocked = await block({ number: "09 48 12 34 56", answer: "Ce numéro n’est pas accepté." });
  expect(blocked, blocked.text).toMatchObject({ status: 201, body: { number: ADVERTISER, turnedAway: 0 } });
  expect(await block({ number: ADVERTISER })).toMatchObject({ status: 409 });
  await vi.waitFor(async () => expect(await isNamed()).toBe(false), PATIENCE);
  const away = await expectTurnedAway(ADVERTISER, "assistant-request-returned-error");
  await expectAnswered("+33612345678");

  const other = await stack.newOrganization();
  const theirs = { ...other, method: "POST", json: { number: "+33612345679" } };
  expect((await stack.api("/v1/blocked-numbers", theirs)).status).toBe(201);
  await expectAnswered("+33612345679");

  const path = `/v1/blocked-numbers/${blocked.body.id}`;
  expect((await telephony.call("PATCH", path, { json: { answer: null } })).status).toBe(200);
  await expectTurnedAway(ADVERTISER, "assistant-request-returned-unspeakable-error");
  const hidden = await block({ number: null });
  expect(hidden.status, hidden.text).toBe(201);
  await expectTurnedAway("anonymous", "assistant-request-returned-unspeakable-error");

  const { body: list } = await telephony.call("GET", "/v1/blocked-numbers?number=0948");
  expect(list.items).toMatchObject([{ id: blocked.body.id, answer: null, turnedAway: 2 }]);
  const { body: waiting } = await telephony.call("GET", "/v1/calls?toCallBack=true&number=0948");
  expect(waiting.items).toEqual([]);
  const told = () =>
    stack.sql<{ type: string; delivered_at: Date | null }>(
      "select type, delivered_at from events where resource_id = $1",
      [away.id],
    );
  await vi.waitFor(async () => {
    const events = await told();
    expect(events.map(({ type }) => type)).toContain("call.ended");
    expect(events.filter(({ delivered_at }) => delivered_at === null)).toEqual([]);
  }, PATIENCE);
  expect((await told()).map(({ type }) => type)).not.toContain("call.failed");
  expect(await stack.sql("select topic from alerts where cause_id = $1", [away.id])).toEqual([]);

  for (const { body } of [hidden, blocked])
    expect((await telephony.call("DELETE", `/v1/blocked-numbers/${body.id}`)).status).toBe(204);
  await vi.waitFor(async () => expect(await isNamed()).toBe(true), PATIENCE);
  await expectAnswered(ADVERTISER);
});
