import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type ApiInit, type Organization, type Stack } from "../stack.ts";
import { createAssistant, listen } from "./listener.ts";

let stack: Stack;
let owner: Organization;
let assistant: { id: string };

const WAIT = { timeout: 30_000 };
const DOCTOR = "+33639981234";

beforeAll(async () => {
  stack = await startStack({ vars: { "allokoli-calls": { MEMBERSHIP_CHECK_MS: "200" } } });
  owner = await stack.newOrganization();
  assistant = await createAssistant(stack, owner, { endCallPhrases: [] });
});
afterEach(() => stack.vapi.clearFaults());
afterAll(() => stack.close());

let serial = 100;
/** A call in progress, which stays so. */
async function liveCall(): Promise<{ id: string; vapiCallId: string; number: string }> {
  const number = `+33611120${(serial += 1)}`;
  await stack.vapi.knob("POST", "/scripts", { customerNumber: number, script: [{ stay: true }], speed: 1 });
  const made = await stack.api("/v1/calls", {
    ...owner,
    method: "POST",
    json: { assistantId: assistant.id, phoneNumberId: stack.vapi.phoneNumberId, customer: { number } },
  });
  const { items } = (await made.json()) as { items: { id: string; vapiCallId: string }[] };
  const [call] = items;
  if (call === undefined) throw new Error("no call was made");
  await vi.waitFor(async () => expect(await read(call.id)).toMatchObject({ status: "in-progress" }), WAIT);
  return { ...call, number };
}
const read = async (id: string) =>
  (await (await stack.api(`/v1/calls/${id}`, owner)).json()) as Record<string, unknown>;
const take = (id: string, json: unknown = { number: "06 39 98 12 34" }, as: ApiInit = owner) =>
  stack.api(`/v1/calls/${id}/transfer`, { method: "POST", json, ...as });
const commands = async (vapiCallId: string) =>
  (await stack.vapi.requests({ method: "POST", path: `/${vapiCallId}/control` })).map(({ body }) => body);
const expectProblem = async (answer: Response, status: number, body: object) => {
  const text = await answer.text();
  expect(answer.status, text).toBe(status);
  expect(JSON.parse(text)).toMatchObject(body);
};
const logged = (id: string, action: string) =>
  stack.sql("select actor_id, detail from audit_log where resource_id = $1 and action = $2", [id, action]);
const endedFor = (id: string) =>
  vi.waitFor(async () => expect(await read(id)).toMatchObject({ status: "ended" }), WAIT).then(() => read(id));

describe("POST /v1/calls/:id/transfer", () => {
  it("passes the call on to the number as the organization writes it, and shows who took it", async () => {
    const { id, vapiCallId } = await liveCall();
    await stack.sql("update profiles set full_name = 'Dr Martin' where user_id = $1", [owner.user.id]);
    const listener = await listen(stack, `/v1/calls/${id}/listen`, owner);
    const answer = await take(id, { number: "06 39 98 12 34", message: "Je vous mets en relation." });
    expect(answer.status, await answer.text()).toBe(202);
    expect(await commands(vapiCallId)).toEqual([
      { type: "transfer", destination: { type: "number", number: DOCTOR }, content: "Je vous mets en relation." },
    ]);
    await listener.over;
    expect(await endedFor(id)).toMatchObject({ endedReason: "assistant-forwarded-call", endedFamily: "transferred" });
    const told = listener.heard.filter(({ event }) => event === "transfer.requested" || event === "handoff");
    expect(told.map(({ event, data }) => [event, data["to"], data["by"]])).toEqual([
      ["transfer.requested", DOCTOR, "Dr Martin"],
      ["handoff", DOCTOR, undefined],
    ]);
    // The log has whom, not how to reach them.
    expect(await logged(id, "call.transferred")).toEqual([{ actor_id: owner.user.id, detail: { number: "…1234" } }]);
  });

  it("of two requests at once sends one, and answers a repeat like the first", async () => {
    const { id, vapiCallId } = await liveCall();
    const headers = { "idempotency-key": randomUUID() };
    const json = { number: DOCTOR, message: "Un instant." };
    const answers = await Promise.all([take(id, json, { ...owner, headers }), take(id, { number: "+33639980001" })]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202, 409]));
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
    expect(await refused?.json()).toMatchObject({ code: "conflict" });
    if (answers[0]?.status === 202) {
      const again = await take(id, json, { ...owner, headers });
      expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([202, "true"]);
    }
    expect(await commands(vapiCallId)).toHaveLength(1);
    await endedFor(id);
    await expectProblem(await take(id), 409, { code: "call_not_live" });
  });

  it("refuses numbers that no call may be passed on to, and those of the call itself", async () => {
    const { id, vapiCallId, number } = await liveCall();
    await expectProblem(await take(id, { number: "08 99 12 34 56" }), 422, {
      errors: [{ path: "number", code: "premium_number" }],
    });
    for (const given of ["demain", number])
      await expectProblem(await take(id, { number: given }), 422, { errors: [{ path: "number" }] });
    expect(await commands(vapiCallId)).toEqual([]);
    expect(await logged(id, "call.transferred")).toEqual([]);
  });

  it("is refused to a viewer and to another organization, and for a call that has not begun", async () => {
    const { id, vapiCallId } = await liveCall();
    const [viewer, stranger] = await Promise.all([
      stack.newMember(owner.organizationId, "viewer"),
      stack.newOrganization(),
    ]);
    const asViewer = { token: viewer.token, organizationId: owner.organizationId };
    await expectProblem(await take(id, undefined, asViewer), 403, { code: "role_too_low" });
    await expectProblem(await take(id, undefined, stranger), 404, { code: "not_found" });
    expect(await commands(vapiCallId)).toEqual([]);

    const made = await stack.api("/v1/calls", {
      ...owner,
      method: "POST",
      json: {
        assistantId: assistant.id,
        phoneNumberId: stack.vapi.phoneNumberId,
        customer: { number: "+33611120999" },
        schedule: { earliestAt: "2099-01-01T09:00:00.000Z" },
      },
    });
    const { items } = (await made.json()) as { items: { id: string }[] };
    await expectProblem(await take(items[0]?.id ?? ""), 409, { code: "call_not_live" });
  });

  it("says when the call's control address does not answer, and may be tried again", async () => {
    const { id, vapiCallId } = await liveCall();
    await stack.vapi.fault({ method: "POST", path: `/${vapiCallId}/control`, status: 503, times: 1 });
    await expectProblem(await take(id), 502, { code: "vapi_unavailable" });
    expect(await logged(id, "call.transferred")).toEqual([]);
    expect((await take(id)).status).toBe(202);
  });
});

/** Somebody who listens in: the loudest sample so far of each channel, and the bytes. */
async function listenIn(id: string, as: ApiInit = owner) {
  const abort = new AbortController();
  const response = await stack.api(`/v1/calls/${id}/audio`, { ...as, signal: abort.signal });
  const heard = { bytes: 0, loudest: [0, 0], isOver: false };
  const over = (async () => {
    if (!response.ok) return;
    let rest = Buffer.alloc(0);
    try {
      for await (const chunk of response.body ?? []) {
        heard.bytes += chunk.length;
        rest = Buffer.concat([rest, chunk]);
        for (; rest.length >= 4; rest = rest.subarray(4))
          heard.loudest = heard.loudest.map((before, index) => Math.max(before, Math.abs(rest.readInt16LE(index * 2))));
      }
    } catch {
      // Cut by the test.
    }
    heard.isOver = true;
  })();
  return { response, heard, over, leave: () => abort.abort() };
}

describe("GET /v1/calls/:id/audio", () => {
  const listening = (vapiCallId: string) => stack.vapi.knob("GET", `/calls/${vapiCallId}`);

  it("is the sound of the call until it ends, through one connection to Vapi for all who listen", async () => {
    const { id, vapiCallId } = await liveCall();
    const first = await listenIn(id);
    expect(first.response.status).toBe(200);
    expect(first.response.headers.get("content-type")).toBe("audio/pcm;rate=16000;channels=2");
    const second = await listenIn(id);
    await stack.api(`/v1/calls/${id}/messages`, {
      ...owner,
      method: "POST",
      json: { action: "say", text: "Un instant, je vous prie, le docteur arrive tout de suite." },
    });
    for (const { heard } of [first, second])
      await vi.waitFor(() => expect(heard.loudest[1]).toBeGreaterThan(1_000), WAIT);
    expect(await listening(vapiCallId)).toMatchObject({ listeners: 1 });
    expect(await logged(id, "call.listened-to")).toHaveLength(2);

    first.leave();
    const before = second.heard.bytes;
    await vi.waitFor(() => expect(second.heard.bytes).toBeGreaterThan(before), WAIT);
    expect(await listening(vapiCallId)).toMatchObject({ listeners: 1 });
    await stack.api(`/v1/calls/${id}/end`, { ...owner, method: "POST" });
    await second.over;
    await endedFor(id);
    await expectProblem((await listenIn(id)).response, 409, { code: "call_not_live" });
  });

  it("leaves Vapi with the last listener, and comes back with the next", async () => {
    const { id, vapiCallId } = await liveCall();
    for (let round = 0; round < 2; round += 1) {
      const { heard, leave } = await listenIn(id);
      await vi.waitFor(() => expect(heard.bytes).toBeGreaterThan(0), WAIT);
      leave();
      await vi.waitFor(async () => expect(await listening(vapiCallId)).toMatchObject({ listeners: 0 }), WAIT);
    }
  });

  it("is for members who are people: not for viewers, API keys and other organizations, and ends with the role", async () => {
    const { id } = await liveCall();
    const [viewer, member, stranger, key] = await Promise.all([
      stack.newMember(owner.organizationId, "viewer"),
      stack.newMember(owner.organizationId, "member"),
      stack.newOrganization(),
      stack.newApiKey(owner, "admin"),
    ]);
    const as = ({ token }: { token: string }) => ({ token, organizationId: owner.organizationId });
    await expectProblem((await listenIn(id, as(viewer))).response, 403, { code: "role_too_low" });
    await expectProblem((await listenIn(id, key)).response, 403, { code: "not_for_api_keys" });
    await expectProblem((await listenIn(id, stranger)).response, 404, { code: "not_found" });
    expect(await logged(id, "call.listened-to")).toEqual([]);

    const listener = await listenIn(id, as(member));
    await vi.waitFor(() => expect(listener.heard.bytes).toBeGreaterThan(0), WAIT);
    await stack.sql("update memberships set role = 'viewer' where user_id = $1", [member.user.id]);
    await listener.over;
  });

  it("of one person twice at most, and says when Vapi gives none", async () => {
    const { id } = await liveCall();
    const both = [await listenIn(id), await listenIn(id)];
    await expectProblem((await listenIn(id)).response, 403, { code: "limit_reached" });
    for (const { leave } of both) leave();

    const silent = await liveCall();
    await stack.vapi.fault({ method: "GET", path: `/call/${silent.vapiCallId}`, status: 500 });
    await expectProblem((await listenIn(silent.id)).response, 502, { code: "vapi_unavailable" });
  });
});
