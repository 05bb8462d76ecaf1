import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { createAssistant, listen, numbered, type Heard, type Listener } from "./listener.ts";

let stack: Stack;
let owner: Organization;
let assistant: { id: string; vapiAssistantId: string; name: string };

beforeAll(async () => {
  stack = await startStack({
    vars: {
      "allokoli-calls": {
        HEARTBEAT_MS: "100",
        MEMBERSHIP_CHECK_MS: "200",
        REPORT_AFTER_MS: "1000",
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
  { caller: "C’est parfait.", assistant: "C’est noté." },
  { hangUp: true },
];
const WAIT = { timeout: 15_000 };

/** An inbound call that is paused before that turn. It is stored when this resolves. */
async function ring(pauseAt: number | string = 1): Promise<string> {
  const { id } = await stack.vapi.ring({ assistantId: assistant.vapiAssistantId, script: SCRIPT, pauseAt });
  const callId = String(id);
  await stack.vapi.knob("GET", `/calls/${callId}?until=held`);
  await vi.waitFor(async () => expect((await stack.api(`/v1/calls/${callId}`, owner)).status).toBe(200), WAIT);
  return callId;
}
const step = (id: string) => stack.vapi.knob("POST", `/calls/${id}/step`);
const resume = (id: string) => stack.vapi.knob("POST", `/calls/${id}/resume`);
const listenTo = (id: string, lastEventId?: string) => listen(stack, `/v1/calls/${id}/listen`, owner, lastEventId);
const heardUpTo = (listener: Listener, seq: number) =>
  vi.waitFor(() => expect(numbered(listener.heard).at(-1)?.id ?? 0).toBeGreaterThanOrEqual(seq), WAIT);
const idsOf = (heard: Heard[]) => numbered(heard).map(({ id }) => id);
const upTo = (last: number | undefined) => Array.from({ length: last ?? 0 }, (_, index) => index + 1);

/** Two listeners from the beginning, of whom one was cut, have the same events, each once. */
function expectSame(steady: Heard[], cutInPieces: Heard[]) {
  expect(idsOf(steady)).toEqual(upTo(numbered(steady).at(-1)?.id));
  expect(numbered(cutInPieces)).toEqual(numbered(steady));
  expect(steady.at(-1)?.event).toBe("call.report");
}

describe("two listeners on one call", () => {
  it("one is cut and reconnects: both have the same events, each once", async () => {
    const id = await ring();
    const [steady, first] = await Promise.all([listenTo(id), listenTo(id)]);
    expect(steady.headers.get("content-type")).toMatch("text/event-stream");
    await heardUpTo(first, 5);
    first.cut();
    await first.over;
    await step(id);
    await heardUpTo(steady, Number(first.lastEventId()) + 3);
    const second = await listenTo(id, first.lastEventId());
    await resume(id);
    await Promise.all([steady.over, second.over]);
    expectSame(steady.heard, [...first.heard, ...second.heard]);
    const statuses = steady.heard.filter(({ event }) => event === "call.status").map(({ data }) => data["status"]);
    expect(statuses).toEqual(["ringing", "in-progress", "ended"]);
    const said = steady.heard
      .filter(({ event, data }) => event === "transcript" && data["final"] === true)
      .map(({ data }) => data["text"]);
    expect(said).toContain("Lundi à neuf heures ?");
  });

  it("the Workers are restarted during the call: after a reconnection nothing is missing", async () => {
    const id = await ring();
    const first = await listenTo(id);
    await heardUpTo(first, 5);
    await stack.restartWorkers();
    await first.over;
    await step(id);
    const second = await listenTo(id, first.lastEventId());
    await resume(id);
    await second.over;
    expectSame((await listenAll(id)).heard, [...first.heard, ...second.heard]);
  });
});

/** All events of a call that has ended. */
async function listenAll(id: string): Promise<Listener> {
  const listener = await listenTo(id);
  await listener.over;
  return listener;
}

describe("a stream", () => {
  it("begins with the time to wait before a reconnection, and sends heartbeats", async () => {
    const id = await ring();
    const listener = await listenTo(id);
    await vi.waitFor(() => expect(listener.comments.length).toBeGreaterThan(2), WAIT);
    expect(new Set(listener.comments)).toEqual(new Set(["heartbeat"]));
    listener.cut();
    await resume(id);
  });

  it("passes partial transcripts on without a number", async () => {
    const id = await ring();
    const listener = await listenTo(id);
    await heardUpTo(listener, 5);
    await resume(id);
    await listener.over;
    const partial = listener.heard.filter(({ event, data }) => event === "transcript" && data["final"] === false);
    expect(partial.length).toBeGreaterThan(0);
    expect(idsOf(partial)).toEqual([]);
  });

  it("that cannot be resumed sends `reset`, and goes on from there", async () => {
    const id = await ring();
    const listener = await listenTo(id, "9999");
    await vi.waitFor(() => expect(listener.heard[0]?.event).toBe("reset"), WAIT);
    const from = listener.heard[0]?.id ?? 0;
    await resume(id);
    await listener.over;
    expect(idsOf(listener.heard.slice(1))[0]).toBe(from + 1);
    expect(listener.heard.at(-1)?.event).toBe("call.report");
  });

  it("of an ended call ends after the last event; a request for more says that there is none", async () => {
    const id = await ring();
    await resume(id);
    await vi.waitFor(async () => expect((await listenAll(id)).heard.at(-1)?.event).toBe("call.report"), WAIT);
    const all = await listenAll(id);
    expect((await listenTo(id, all.lastEventId())).status).toBe(204);
  });

  it("ends for a member who is removed", async () => {
    const id = await ring();
    const viewer = await stack.newMember(owner.organizationId, "viewer");
    const listener = await listen(stack, `/v1/calls/${id}/listen`, { ...viewer, organizationId: owner.organizationId });
    await heardUpTo(listener, 5);
    await stack.sql("delete from memberships where user_id = $1", [viewer.user.id]);
    await listener.over;
    await resume(id);
    expect(listener.heard.at(-1)?.event).not.toBe("call.report");
  });

  it("of another organization's call is 404", async () => {
    const id = await ring();
    const outsider = await stack.newOrganization();
    expect((await listen(stack, `/v1/calls/${id}/listen`, outsider)).status).toBe(404);
    await resume(id);
  });

  it("contains no secrets of Vapi", async () => {
    const id = await ring();
    await resume(id);
    await vi.waitFor(async () => expect((await listenAll(id)).heard.at(-1)?.event).toBe("call.report"), WAIT);
    expect(JSON.stringify((await listenAll(id)).heard)).not.toMatch(/twilio|control|secret|https?:/i);
  });
});

describe("the organization's feed", () => {
  it("begins with the live calls, then has the events of every call, and resumes", async () => {
    const here = await ring();
    const feed = await listen(stack, "/v1/calls/live", owner);
    await vi.waitFor(() => expect(feed.heard[0]?.event).toBe("snapshot"), WAIT);
    expect(JSON.stringify(feed.heard[0]?.data)).toContain(here);
    const other = await ring();
    const statusesOf = (heard: Heard[], id: string) =>
      heard
        .filter(({ event, data }) => event === "call.status" && data["callId"] === id)
        .map(({ data }) => data["status"]);
    await vi.waitFor(() => expect(statusesOf(feed.heard, other)).toEqual(["ringing", "in-progress"]), WAIT);
    const started = feed.heard.find(({ event, data }) => event === "call.status" && data["callId"] === other);
    expect(started?.data).toMatchObject({
      call: {
        id: other,
        direction: "inbound",
        assistant: { id: assistant.id, name: assistant.name },
        customer: { number: "+33612345678" },
      },
    });
    feed.cut();
    await Promise.all([resume(here), resume(other)]);
    const back = await listen(stack, "/v1/calls/live", owner, feed.lastEventId());
    const reported = () =>
      back.heard.filter(({ event }) => event === "call.report").map(({ data }) => String(data["callId"]));
    // Calls of earlier tests may still end.
    await vi.waitFor(() => expect(reported()).toEqual(expect.arrayContaining([here, other])), WAIT);
    back.cut();
    const ids = idsOf([...feed.heard, ...back.heard].filter(({ event }) => event !== "snapshot"));
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, index) => (ids[0] ?? 0) + index));
    const fresh = await listen(stack, "/v1/calls/live", owner);
    await vi.waitFor(() => expect(fresh.heard[0]?.event).toBe("snapshot"), WAIT);
    expect(JSON.stringify(fresh.heard[0]?.data)).not.toContain(here);
    fresh.cut();
  });

  it("has only the organization's own calls", async () => {
    const outsider = await stack.newOrganization();
    const feed = await listen(stack, "/v1/calls/live", outsider);
    const id = await ring();
    await resume(id);
    await vi.waitFor(async () => expect((await listenAll(id)).heard.at(-1)?.event).toBe("call.report"), WAIT);
    expect(feed.heard.map(({ event, data }) => [event, data])).toEqual([["snapshot", { calls: [] }]]);
    feed.cut();
  });
});
