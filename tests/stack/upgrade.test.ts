import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { createAssistant } from "./listener.ts";
import { rewriteObjects, type StoredObject } from "./stored-objects.ts";

// Workers of this release start on data of the previous release, with calls in each phase: each goes on, ends, and has
// its conversation and its report. Data that no release wrote is set aside, and its call goes on from its row.

type Json = Record<string, unknown>;
type Call = Json & { id: string; vapiCallId: string | null; status: string };
const WAIT = { timeout: 60_000, interval: 500 };
const PHASES = ["scheduled", "ringing", "inProgress", "ended", "inbound"] as const;
type Phase = (typeof PHASES)[number];
const SCRIPT = [
  { caller: "Bonjour, je voudrais un rendez-vous.", assistant: "Lundi à neuf heures ?" },
  { caller: "Oui, merci.", assistant: "C'est noté." },
  { hangUp: true },
];

/** The value without its version, as earlier releases stored it. */
const bare = (text: string) => JSON.stringify((JSON.parse(text) as { value: unknown }).value);
const unwrap = ({ values, rewrite }: StoredObject) => {
  for (const [key, stored] of values) values.set(key, (stored as { value: unknown }).value);
  rewrite("events", "body", bare);
  rewrite("turns", "turn", bare);
  rewrite("feed_queue", "entry", bare);
};
const docOf = ({ values }: StoredObject) => values.get("room") as Json;

/** Converts a stored room of this release to the form of an earlier one. */
const RELEASES: Record<string, (room: StoredObject) => void> = {
  "with the id that Vapi gave"(room) {
    unwrap(room);
    const { flushedLines: _, ...doc } = docOf(room);
    room.values.set("room", doc);
  },
  "with the id that a message gave"(room) {
    RELEASES["with the id that Vapi gave"]?.(room);
    const { atVapi, claim: _, isFlushGivenUp: __, isIdTaken: ___, ...doc } = docOf(room);
    const { callId, controlUrl } = (atVapi ?? {}) as Json;
    room.values.set("room", { ...doc, facts: { ...(doc["facts"] as Json), vapiCallId: callId, controlUrl } });
  },
  "with the assistant to be called"(room) {
    RELEASES["with the id that a message gave"]?.(room);
    const { intent, ...doc } = docOf(room);
    if (intent === null) return;
    const { callee, ...rest } = intent as Json;
    const { id, name, vapiId } = callee as Json;
    room.values.set("room", { ...doc, intent: { ...rest, assistant: { id, name, vapiAssistantId: vapiId } } });
  },
  "in a shape that no release wrote"(room) {
    room.values.set("room", { damaged: true });
  },
};

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({
    vars: {
      "allokoli-calls": {
        RECONCILE_AFTER_MS: "1000",
        REPORT_AFTER_MS: "1000",
      },
    },
  });
});
afterAll(() => stack.close());

type Tenant = { owner: Organization; calls: Record<Phase, Call> };
let lines = 0;

/** An organization with a call in each phase. */
async function furnish(): Promise<Tenant> {
  const owner = await stack.newOrganization();
  const assistant = await createAssistant(stack, owner);
  const place = async (pauseAt: string | number | undefined, more: Json = {}): Promise<Call> => {
    const number = `+3361111${String((lines += 1)).padStart(4, "2")}`;
    await stack.vapi.knob("POST", "/scripts", {
      customerNumber: number,
      script: SCRIPT,
      ...(pauseAt !== undefined && { pauseAt }),
    });
    const json = { assistantId: assistant.id, customer: { number }, ...more };
    const answer = await stack.api("/v1/calls", { ...owner, method: "POST", json });
    const body = (await answer.json()) as { items: Call[] };
    expect(answer.status, JSON.stringify(body)).toBe(201);
    return body.items[0] as Call;
  };
  const schedule = { earliestAt: new Date(Date.now() + 45_000).toISOString() };
  const [scheduled, ringing, inProgress, ended, inbound] = await Promise.all([
    place(undefined, { schedule }),
    place("ringing"),
    place(1),
    place(1),
    stack.vapi.ring({ assistantId: assistant.vapiAssistantId, from: "+33698765432", script: SCRIPT, pauseAt: 1 }),
  ]);
  const rung = { id: String(inbound["id"]), vapiCallId: String(inbound["id"]), status: "in-progress" };
  return { owner, calls: { scheduled, ringing, inProgress, ended, inbound: rung } };
}

const get = async ({ owner }: Tenant, { id }: Call) =>
  (await (await stack.api(`/v1/calls/${id}`, owner)).json()) as Call;
const held = (call: Call) => stack.vapi.knob("GET", `/calls/${call.vapiCallId}?until=held`);

describe("calls of the previous release", () => {
  it("go on, end, and have their conversation and their report, whatever form they were stored in", async () => {
    const forms = Object.keys(RELEASES);
    // Vapi allows ten calls at once, and the others wait.
    await stack.vapi.settings({ concurrencyLimit: 40 });
    const tenants = await Promise.all(forms.map(furnish));
    for (const tenant of tenants) {
      const { scheduled: _, ...live } = tenant.calls;
      await Promise.all(Object.values(live).map(held));
      const ids = PHASES.map((phase) => tenant.calls[phase].id);
      // From the database, because a person's requests in a minute are limited.
      const statuses = async () => {
        const rows = await stack.sql<Call>("select id, status from calls where id = any($1)", [ids]);
        return ids.map((id) => rows.find((row) => row.id === id)?.status);
      };
      await vi.waitFor(
        async () =>
          expect(await statuses()).toEqual(["scheduled", "ringing", "in-progress", "in-progress", "in-progress"]),
        WAIT,
      );
    }
    // One of each ends while Postgres is unavailable: only its room has all of it.
    stack.postgres.cut();
    for (const { calls } of tenants) {
      await stack.vapi.knob("POST", `/calls/${calls.ended.vapiCallId}/resume`);
      await stack.vapi.knob("GET", `/calls/${calls.ended.vapiCallId}?until=over`);
    }
    await stack.stopWorkers();
    stack.postgres.heal();
    const formOf = new Map(
      tenants.flatMap(({ calls }, index) => PHASES.map((phase) => [calls[phase].id, forms[index] ?? ""] as const)),
    );
    let rewritten = 0;
    rewriteObjects(stack, "allokoli-calls-CallRoom", (room) => {
      const { callId } = (room.values.get("room") as { value: { callId: string } }).value;
      RELEASES[formOf.get(callId) ?? ""]?.(room);
      rewritten += 1;
    });
    expect(rewritten).toBe(forms.length * PHASES.length);
    await stack.startWorkers();

    for (const { calls } of tenants)
      for (const phase of ["ringing", "inProgress", "inbound"] as const)
        await stack.vapi.knob("POST", `/calls/${calls[phase].vapiCallId}/resume`);

    const whole: string[] = [];
    for (const [index, tenant] of tenants.entries()) {
      for (const phase of PHASES) {
        const call = tenant.calls[phase];
        const name = `${forms[index]}, ${phase}`;
        await vi.waitFor(
          async () =>
            expect(await get(tenant, call), name).toMatchObject({
              status: "ended",
              endedReason: "customer-ended-call",
              summary: expect.any(String),
              durationMs: expect.any(Number),
              cost: { totalUsd: expect.any(Number) },
            }),
          WAIT,
        );
        const { items } = (await (await stack.api(`/v1/calls/${call.id}/messages?limit=100`, tenant.owner)).json()) as {
          items: Json[];
        };
        const texts = items.map(({ text }) => text);
        expect(texts, name).toEqual(expect.arrayContaining([SCRIPT[0]?.caller, SCRIPT[1]?.assistant]));
        const [events] = await stack.sql<{ n: number; last: number; reports: number; ends: number }>(
          `select count(*)::int as n, max(seq)::int as last, count(*) filter (where type = 'call.report')::int as reports,
            count(*) filter (where data ->> 'status' = 'ended')::int as ends from call_events where call_id = $1`,
          [call.id],
        );
        expect(events, name).toEqual({ n: events?.last, last: events?.last, reports: 1, ends: 1 });
        whole.push(name);
      }
    }
    expect(whole).toHaveLength(20);
    // Each that we placed rang once.
    const dialled = await stack.vapi.requests({ method: "POST", path: "/call" });
    expect(dialled).toHaveLength(forms.length * 4);
    const aside = stack.logs().filter(({ message }) => message.includes("stored state was set aside"));
    expect(aside).toHaveLength(PHASES.length);
    expect(aside.map(({ message }) => message).join()).not.toMatch(/damaged|\+336/);
  }, 400_000);
});
