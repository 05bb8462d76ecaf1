import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startHouse, type House, type Organization } from "../house.ts";
import { createAssistant } from "./listener.ts";

const CALLS = 100;
const AT_ONCE = 20;

let house: House;
let owner: Organization;
let assistant: { vapiAssistantId: string };

beforeAll(async () => {
  house = await startHouse({
    vapi: { settings: { concurrencyLimit: AT_ONCE, backoffScale: 0 } },
    vars: { "allokoli-calls": { FLUSH_AFTER_MS: "200", RECONCILE_AFTER_MS: "3000", REPORT_AFTER_MS: "2000" } },
  });
  owner = await house.newOrganization();
  const tool = {
    type: "function",
    name: "trouver_creneau",
    description: "Cherche un créneau",
    reply: { text: "lundi, neuf heures" },
  };
  assistant = await createAssistant(house, owner, {
    firstMessage: "Allô ?",
    endCallPhrases: [],
    tools: [tool],
    structuredDataSchema: { type: "object", properties: { nom: { type: "string" } } },
  });
});
afterAll(() => house.close());

// Short sentences, which have few partial transcripts: the messages that matter here are the others.
const scriptOf = (seed: number) => [
  { caller: `Patient ${seed}.`, assistant: "Oui ?" },
  ...(seed % 2 === 0
    ? [
        { caller: "Un rendez-vous.", assistant: false },
        { toolCall: { name: "trouver_creneau", arguments: { patient: seed }, then: "Lundi ?" } },
      ]
    : []),
  ...(seed % 3 === 0 ? [{ caller: "Attendez.", assistant: "Oui." }] : []),
  ...(seed % 5 === 0 ? [{ fail: "call.in-progress.error-providerfault-openai-llm-failed" }] : [{ hangUp: true }]),
];

/** Rings all calls, a few at a time, and waits until our books have closed every one. Ids in the order of the seeds. */
async function playAll(): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < CALLS; from += AT_ONCE) {
    const seeds = Array.from({ length: AT_ONCE }, (_, index) => from + index);
    const batch = await Promise.all(
      seeds.map((seed) => house.vapi.ring({ assistantId: assistant.vapiAssistantId, seed, script: scriptOf(seed) })),
    );
    const batchIds = batch.map(({ id }) => String(id));
    await Promise.all(batchIds.map((id) => house.vapi.knob("GET", `/calls/${id}?until=over`)));
    ids.push(...batchIds);
  }
  await vi.waitFor(
    async () => {
      const [row] = await house.sql<{ closed: number }>(
        "select count(*)::int as closed from calls c where id = any($1) and exists (select 1 from call_events e where e.call_id = c.id and e.type = 'call.report')",
        [ids],
      );
      expect(row?.closed).toBe(CALLS);
    },
    { timeout: 90_000, interval: 500 },
  );
  return ids;
}

/** What the history says of the calls, without what differs between any two: ids, the clock, who told it. */
async function historiesOf(ids: string[]): Promise<unknown[]> {
  const calls = await house.sql<Record<string, unknown>>(
    `select id, status, direction, customer_number, ended_reason, duration_ms, summary, success, success_evaluation, structured_data,
       cost_usd, cost_breakdown, latency_average_ms, turn_latencies, recording, transcript, extract(epoch from ended_at - started_at) as seconds
     from calls where id = any($1)`,
    [ids],
  );
  const messages = await house.sql<Record<string, unknown>>(
    "select call_id, position, role, text, tool_name, tool_arguments, tool_result, seconds_from_start, duration_ms from messages where call_id = any($1) order by call_id, position",
    [ids],
  );
  return ids.map((id) => ({
    call: calls.filter((call) => call["id"] === id).map(({ id: _id, ...call }) => call),
    messages: messages
      .filter((message) => message["call_id"] === id)
      .map(({ call_id: _callId, ...message }) => message),
  }));
}

describe("a hundred calls whose messages are lost, repeated and out of order", () => {
  it("have the same history as undisturbed ones, each with one end", { timeout: 400_000 }, async () => {
    const undisturbed = await playAll();
    await house.vapi.fault({ webhooks: { lose: 0.2, repeat: 0.2, reorder: 0.3 } });
    const disturbed = await playAll();
    await house.vapi.clearFaults();

    const outcomes = (await house.vapi.deliveries()).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === "lost").length).toBeGreaterThan(CALLS);
    expect(await historiesOf(disturbed)).toEqual(await historiesOf(undisturbed));

    const ends = await house.sql(
      `select call_id from call_events where call_id = any($1)
       group by call_id
       having count(*) filter (where type = 'call.status' and data->>'status' = 'ended') <> 1
         or count(*) filter (where type = 'call.report') <> 1
         or max(seq) filter (where type = 'call.report') <> max(seq)
         or max(seq) <> count(*)`,
      [disturbed],
    );
    expect(ends).toEqual([]);
    const outgoing = await house.sql(
      "select resource_id from events where resource_id = any($1) and type in ('call.ended', 'call.report') group by resource_id, type having count(*) <> 1",
      [disturbed],
    );
    expect(outgoing).toEqual([]);
    const healed = await house.sql("select 1 from calls where id = any($1) and ended_source = 'reconciled'", [
      disturbed,
    ]);
    expect(healed.length).toBeGreaterThan(0);
  });
});
