import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startHouse, type House, type Organization } from "../house.ts";
import { createAssistant, listen, numbered } from "./listener.ts";

let house: House;
let owner: Organization;
let assistant: { id: string; vapiAssistantId: string; name: string };

beforeAll(async () => {
  house = await startHouse({
    vars: {
      "allokoli-calls": {
        FLUSH_AFTER_MS: "20",
        MEMBERSHIP_CHECK_MS: "200",
        REPORT_AFTER_MS: "1000",
        RECONCILE_AFTER_MS: "1500",
      },
    },
  });
  owner = await house.newOrganization();
  assistant = await createAssistant(house, owner, { endCallPhrases: [] });
});
afterEach(async () => {
  house.postgres.heal();
  await house.vapi.clearFaults();
});
afterAll(() => house.close());

const SCRIPT = [
  { caller: "Bonjour, c’est pour un rendez-vous.", assistant: "Volontiers. À quel nom ?" },
  { caller: "Fontaine.", assistant: "Lundi à neuf heures ?" },
  { hangUp: true },
];
const WAIT = { timeout: 30_000 };
const ring = async (more: Record<string, unknown> = {}) =>
  String((await house.vapi.ring({ assistantId: assistant.vapiAssistantId, script: SCRIPT, ...more }))["id"]);
const isHeld = (id: string) => house.vapi.knob("GET", `/calls/${id}?until=held`);
const resume = (id: string) => house.vapi.knob("POST", `/calls/${id}/resume`);
const isOver = (id: string) => house.vapi.knob("GET", `/calls/${id}?until=over`);
const eventsOf = (id: string) =>
  house.sql<{ seq: string; type: string }>("select seq, type from call_events where call_id = $1 order by seq", [id]);
const rowOf = async (id: string) =>
  (
    await house.sql<{ status: string; ended_source: string; ended_reason: string }>(
      "select status, ended_source, ended_reason from calls where id = $1",
      [id],
    )
  )[0];

describe("Postgres goes away in the middle of a call and comes back", () => {
  it("the listeners notice nothing, and afterwards the database has every event", async () => {
    const id = await ring({ pauseAt: 1 });
    await isHeld(id);
    await vi.waitFor(async () => expect((await house.api(`/v1/calls/${id}`, owner)).status).toBe(200), WAIT);
    const listener = await listen(house, `/v1/calls/${id}/listen`, owner);
    await vi.waitFor(() => expect(numbered(listener.heard).length).toBeGreaterThan(3), WAIT);

    house.postgres.cut();
    expect((await house.api("/v1/calls", { ...owner, signal: AbortSignal.timeout(20_000) })).status).toBe(503);
    await resume(id);
    await listener.over;
    expect(listener.heard.at(-1)?.event).toBe("call.report");
    expect((await rowOf(id))?.status).toBe("in-progress");

    house.postgres.heal();
    await vi.waitFor(async () => expect((await rowOf(id))?.status).toBe("ended"), WAIT);
    const heard = numbered(listener.heard).map(({ id: seq, event }) => ({ seq: String(seq), type: event }));
    expect(await eventsOf(id)).toEqual(heard);
  });

  it("a call that came in meanwhile is in the books afterwards, from its first ring to its report", async () => {
    // The gateway and the webhooks Worker need no database for Vapi's messages.
    house.postgres.cut();
    const id = await ring();
    await isOver(id);
    house.postgres.heal();
    await vi.waitFor(async () => expect((await rowOf(id))?.status).toBe("ended"), WAIT);
    const events = await eventsOf(id);
    expect(events.map(({ seq }) => Number(seq))).toEqual(events.map((_, index) => index + 1));
    expect(events[0]?.type).toBe("call.status");
    expect(events.at(-1)?.type).toBe("call.report");
    const outgoing = await house.sql<{ type: string; n: number }>(
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
  it("also when Vapi's messages stop: it is asked about and closed, and says who closed it", async () => {
    const id = await ring({ pauseAt: 1 });
    await isHeld(id);
    await vi.waitFor(async () => expect((await house.api(`/v1/calls/${id}`, owner)).status).toBe(200), WAIT);
    const listener = await listen(house, `/v1/calls/${id}/listen`, owner);
    await house.vapi.fault({ webhooks: { lose: 1 } });
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
    await vi.waitFor(async () => expect((await house.api(`/v1/calls/${id}`, owner)).status).toBe(200), WAIT);
    await house.vapi.fault({ webhooks: { lose: 1 } });
    await house.vapi.api(`/call/${id}`, { method: "DELETE" });
    await vi.waitFor(
      async () => expect(await rowOf(id)).toMatchObject({ status: "ended", ended_source: "reconciled" }),
      WAIT,
    );
  });

  it("also when Vapi does not answer at first", async () => {
    const id = await ring({ pauseAt: 1 });
    await isHeld(id);
    await house.vapi.fault({ webhooks: { lose: 1 } });
    await house.vapi.fault({ method: "GET", path: `/call/${id}`, status: 500, times: 6 });
    await resume(id);
    await vi.waitFor(
      async () => expect(await rowOf(id)).toMatchObject({ status: "ended", ended_source: "reconciled" }),
      WAIT,
    );
  });
});
