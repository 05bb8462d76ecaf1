import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { createAssistant } from "./listener.ts";

const CALLS = 100;
const AT_ONCE = 20;

let stack: Stack;
let owner: Organization;
let assistant: { vapiAssistantId: string };

beforeAll(async () => {
  stack = await startStack({
    vapi: { settings: { concurrencyLimit: AT_ONCE, backoffScale: 0 } },
    vars: {
      "allokoli-calls": { FLUSH_AFTER_MS: "200", RECONCILE_AFTER_MS: "3000", REPORT_AFTER_MS: "2000" },
    },
  });
  owner = await stack.newOrganization();
  const tool = {
    type: "function",
    name: "trouver_creneau",
    description: "Cherche un créneau",
    reply: { text: "lundi, neuf heures" },
  };
  assistant = await createAssistant(stack, owner, {
    firstMessage: "Allô ?",
    endCallPhrases: [],
    tools: [tool],
    structuredDataSchema: { type: "object", properties: { nom: { type: "string" } } },
  });
});
afterAll(() => stack.close());

// Short sentences have few partial transcripts, which do not matter here.
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

/** Starts all calls, a few at a time, and waits until every one has ended in our database. Ids in the order of the seeds. */
async function playAll(): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < CALLS; from += AT_ONCE) {
    const seeds = Array.from({ length: AT_ONCE }, (_, index) => from + index);
    const batch = await Promise.all(
      seeds.map((seed) => stack.vapi.ring({ assistantId: assistant.vapiAssistantId, seed, script: scriptOf(seed) })),
    );
    const batchIds = batch.map(({ id }) => String(id));
    await Promise.all(batchIds.map((id) => stack.vapi.knob("GET", `/calls/${id}?until=over`)));
    ids.push(...batchIds);
  }
  await vi.waitFor(
    async () => {
      const [row] = await stack.sql<{ closed: number }>(
        "select count(*)::int as closed from calls c where id = any($1) and exists (select 1 from call_events e where e.call_id = c.id and e.type = 'call.report')",
        [ids],
      );
      expect(row?.closed).toBe(CALLS);
    },
    { timeout: 90_000, interval: 500 },
  );
  return ids;
}

/** The history of the calls, without the data that differs between any two: ids, times, the source of the end. */
async function historiesOf(ids: string[]): Promise<unknown[]> {
  const calls = await stack.sql<Record<string, unknown>>(
    `select id, status, direction, customer_number, ended_reason, duration_ms, summary, success, success_evaluation, structured_data,
       cost_usd, cost_breakdown, latency_average_ms, turn_latencies, recording, transcript, extract(epoch from ended_at - started_at) as seconds
     from calls where id = any($1)`,
    [ids],
  );
  const messages = await stack.sql<Record<string, unknown>>(
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
    await stack.vapi.fault({ webhooks: { lose: 0.2, repeat: 0.2, reorder: 0.3 } });
    const disturbed = await playAll();
    await stack.vapi.clearFaults();

    const outcomes = (await stack.vapi.deliveries()).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === "lost").length).toBeGreaterThan(CALLS);
    expect(await historiesOf(disturbed)).toEqual(await historiesOf(undisturbed));

    const ends = await stack.sql(
      `select call_id from call_events where call_id = any($1)
       group by call_id
       having count(*) filter (where type = 'call.status' and data->>'status' = 'ended') <> 1
         or count(*) filter (where type = 'call.report') <> 1
         or max(seq) filter (where type = 'call.report') <> max(seq)
         or max(seq) <> count(*)`,
      [disturbed],
    );
    expect(ends).toEqual([]);
    const outgoing = await stack.sql(
      "select resource_id from events where resource_id = any($1) and type in ('call.ended', 'call.report') group by resource_id, type having count(*) <> 1",
      [disturbed],
    );
    expect(outgoing).toEqual([]);
    const healed = await stack.sql("select 1 from calls where id = any($1) and ended_source = 'reconciled'", [
      disturbed,
    ]);
    expect(healed.length).toBeGreaterThan(0);
  });
});
