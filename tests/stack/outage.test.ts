import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { createAssistant, listen, numbered } from "./listener.ts";

let stack: Stack;
let owner: Organization;
let assistant: { id: string; vapiAssistantId: string; name: string };

beforeAll(async () => {
  stack = await startStack({
    vars: {
      "allokoli-calls": {
        MEMBERSHIP_CHECK_MS: "200",
        REPORT_AFTER_MS: "1000",
        RECONCILE_AFTER_MS: "1500",
      },
    },
  });
  owner = await stack.newOrganization();
  assistant = await createAssistant(stack, owner, { endCallPhrases: [] });
});
afterEach(async () => {
  stack.postgres.heal();
  await stack.vapi.clearFaults();
});
afterAll(() => stack.close());

const SCRIPT = [
  { caller: "Bonjour, c’est pour un rendez-vous.", assistant: "Volontiers. À quel nom ?" },
  { caller: "Fontaine.", assistant: "Lundi à neuf heures ?" },
  { hangUp: true },
];
const WAIT = { timeout: 30_000 };
const ring = async (more: Record<string, unknown> = {}) =>
  String((await stack.vapi.ring({ assistantId: assistant.vapiAssistantId, script: SCRIPT, ...more }))["id"]);
const isHeld = (id: string) => stack.vapi.knob("GET", `/calls/${id}?until=held`);
const resume = (id: string) => stack.vapi.knob("POST", `/calls/${id}/resume`);
const isOver = (id: string) => stack.vapi.knob("GET", `/calls/${id}?until=over`);
const eventsOf = (id: string) =>
  stack.sql<{ seq: string; type: string }>("select seq, type from call_events where call_id = $1 order by seq", [id]);
const rowOf = async (id: string) =>
  (
    await stack.sql<{ status: string; ended_source: string; ended_reason: string }>(
      "select status, ended_source, ended_reason from calls where id = $1",
      [id],
    )
  )[0];

describe("Postgres is unavailable for a while during a call", () => {
  it("the listeners notice nothing, and afterwards the database has every event", async () => {
    const id = await ring({ pauseAt: 1 });
    await isHeld(id);
    await vi.waitFor(async () => expect((await stack.api(`/v1/calls/${id}`, owner)).status).toBe(200), WAIT);
    const listener = await listen(stack, `/v1/calls/${id}/listen`, owner);
    await vi.waitFor(() => expect(numbered(listener.heard).length).toBeGreaterThan(3), WAIT);

    stack.postgres.cut();
    expect((await stack.api("/v1/calls", { ...owner, signal: AbortSignal.timeout(20_000) })).status).toBe(503);
    await resume(id);
    await listener.over;
    expect(listener.heard.at(-1)?.event).toBe("call.report");
    expect((await rowOf(id))?.status).toBe("in-progress");

    stack.postgres.heal();
    await vi.waitFor(async () => expect((await rowOf(id))?.status).toBe("ended"), WAIT);
    const heard = numbered(listener.heard).map(({ id: seq, event }) => ({ seq: String(seq), type: event }));
    expect(await eventsOf(id)).toEqual(heard);
  });

  it("an inbound call of that time is stored afterwards, from its first ring to its report", async () => {
    // The gateway and the webhooks Worker need no database for Vapi's messages.
    stack.postgres.cut();
    const id = await ring();
    await isOver(id);
    stack.postgres.heal();
    await vi.waitFor(async () => expect((await rowOf(id))?.status).toBe("ended"), WAIT);
    const events = await eventsOf(id);
    expect(events.map(({ seq }) => Number(seq))).toEqual(events.map((_, index) => index + 1));
    expect(events[0]?.type).toBe("call.status");
    expect(events.at(-1)?.type).toBe("call.report");
    const outgoing = await stack.sql<{ type: string; n: number }>(
      "select type, count(*)::int as n from events where resource_id = $1 and type like 'call.%' group by type order by type",
      [id],
    );
    expect(outgoing).toEqual([
      { type: "call.ended", n: 1 },
      { type: "call.report", n: 1 },
      { type: "call.started", n: 1 },
    ]);
  });
});

describe("every call ends", () => {
  it("also when Vapi's messages stop: we ask Vapi and end it, and it has the source of its end", async () => {
    const id = await ring({ pauseAt: 1 });
    await isHeld(id);
    await vi.waitFor(async () => expect((await stack.api(`/v1/calls/${id}`, owner)).status).toBe(200), WAIT);
    const listener = await listen(stack, `/v1/calls/${id}/listen`, owner);
    await stack.vapi.fault({ webhooks: { lose: 1 } });
    await resume(id);
    await isOver(id);
    await listener.over;
    expect(listener.heard.at(-1)).toMatchObject({
      event: "call.report",
      data: { source: "reconciled", summary: expect.any(String) },
    });
    expect(
      listener.heard
        .filter(({ event, data }) => event === "transcript" && data["source"] === "reconciled")
        .map(({ data }) => data["text"]),
    ).toContain("Lundi à neuf heures ?");
    await vi.waitFor(
      async () =>
        expect(await rowOf(id)).toEqual({
          status: "ended",
          ended_source: "reconciled",
          ended_reason: "customer-ended-call",
        }),
      WAIT,
    );
  });

  it("also when Vapi has forgotten it", async () => {
    const id = await ring({ pauseAt: 1 });
    await isHeld(id);
    await vi.waitFor(async () => expect((await stack.api(`/v1/calls/${id}`, owner)).status).toBe(200), WAIT);
    await stack.vapi.fault({ webhooks: { lose: 1 } });
    await stack.vapi.api(`/call/${id}`, { method: "DELETE" });
    await vi.waitFor(
      async () => expect(await rowOf(id)).toMatchObject({ status: "ended", ended_source: "reconciled" }),
      WAIT,
    );
  });

  it("but not when Vapi once does not know it, and one that we ended goes on when a message comes", async () => {
    const id = await ring({ pauseAt: 1 });
    await isHeld(id);
    await vi.waitFor(async () => expect((await stack.api(`/v1/calls/${id}`, owner)).status).toBe(200), WAIT);
    const feed = await listen(stack, "/v1/calls/live", owner);
    const looks = async () => (await stack.vapi.requests({ method: "GET", path: `/call/${id}` })).length;
    const before = await looks();
    await stack.vapi.fault({ method: "GET", path: `/call/${id}`, status: 404, times: 1 });
    await vi.waitFor(async () => expect(await looks()).toBeGreaterThanOrEqual(before + 2), WAIT);
    expect(await rowOf(id)).toMatchObject({ status: "in-progress" });

    await stack.vapi.fault({ method: "GET", path: `/call/${id}`, status: 404 });
    await vi.waitFor(
      async () =>
        expect(await rowOf(id)).toEqual({
          status: "ended",
          ended_source: "reconciled",
          ended_reason: "call.not-found",
        }),
      { timeout: 60_000 },
    );
    await resume(id);
    await vi.waitFor(
      async () =>
        expect(await rowOf(id)).toEqual({
          status: "ended",
          ended_source: "vapi",
          ended_reason: "customer-ended-call",
        }),
      { timeout: 60_000 },
    );
    const statuses = () =>
      feed.heard.flatMap(({ event, data }) =>
        event === "call.status" && data["callId"] === id ? [data["status"]] : [],
      );
    await vi.waitFor(() => expect(statuses().slice(-3)).toEqual(["ended", "in-progress", "ended"]), WAIT);
    // The report comes a moment after the end.
    await vi.waitFor(async () => {
      const answer = await stack.api(`/v1/calls/${id}`, owner);
      expect(await answer.json()).toMatchObject({ durationMs: expect.any(Number), summary: expect.any(String) });
    }, WAIT);
    const said = await (await stack.api(`/v1/calls/${id}/messages`, owner)).text();
    expect(said).toContain("rendez-vous");
    expect(said).toContain("Lundi à neuf heures");
    const again = await listen(stack, `/v1/calls/${id}/listen`, owner);
    await again.over;
    expect(again.heard.at(-1)?.event).toBe("call.report");
    expect(numbered(again.heard).map((heard) => heard.id)).toEqual(numbered(again.heard).map((_, index) => index + 1));
    feed.cut();
  });

  it("also when Vapi does not answer at first", async () => {
    const id = await ring({ pauseAt: 1 });
    await isHeld(id);
    await stack.vapi.fault({ webhooks: { lose: 1 } });
    await stack.vapi.fault({ method: "GET", path: `/call/${id}`, status: 500, times: 6 });
    await resume(id);
    await vi.waitFor(
      async () => expect(await rowOf(id)).toMatchObject({ status: "ended", ended_source: "reconciled" }),
      WAIT,
    );
  });
});
