import { randomUUID } from "node:crypto";
import { PLAN_LIMITS } from "@allokoli/shared/limits/plans";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAssistant } from "../../tests/stack/listener.ts";
import { send } from "../../tests/stack/vapi-messages.ts";
import { startStack, type Organization, type Person, type Stack } from "../../tests/stack.ts";
import { percentile, report } from "../results.ts";
import { gather, type Crowd, type Heard, type Target } from "./crowd.ts";
import { startNchan } from "./nchan.ts";

const SECONDS = 10;
/** Of one call. */
const STREAMS_A_PERSON = PLAN_LIMITS.starter.streams;
/** For each size of crowd, the events a second, and what is promised: milliseconds, or times nchan's p99. */
const GOALS = [
  { listeners: 2, rates: [{ rate: 5, p50: 8, p99: 25 }] },
  {
    listeners: 200,
    rates: [
      { rate: 2, timesNchan: 2.5 },
      { rate: 5, timesNchan: 2.5 },
    ],
  },
  {
    listeners: 1000,
    rates: [
      { rate: 2, timesNchan: 2 },
      { rate: 5, timesNchan: 2 },
      { rate: 10, p99: 500 },
    ],
  },
];
type Goal = { rate: number; p50?: number; p99?: number; timesNchan?: number };

let stack: Stack;
let owner: Organization;
let people: Person[];
let nchan: Awaited<ReturnType<typeof startNchan>>;

beforeAll(async () => {
  stack = await startStack();
  owner = await stack.newOrganization();
  // The rate limit of a small plan is below one crowd.
  await stack.sql("update public.organizations set plan = 'business' where id = $1", [owner.organizationId]);
  people = [];
  const most = Math.max(...GOALS.map(({ listeners }) => listeners));
  while (people.length * STREAMS_A_PERSON < most) people.push(await stack.newMember(owner.organizationId, "viewer"));
  nchan = await startNchan();
  if (!nchan)
    console.log("MISSING: nginx with nchan (apt-get install nginx-light libnginx-mod-nchan). Nothing to compare with.");
});
afterAll(async () => {
  await nchan?.stop();
  await stack.close();
});

test.each(GOALS)("$listeners listeners", async ({ listeners, rates }) => {
  const { targets, speak } = await openCall(listeners);
  const ours = await hearEach(await gather(targets), rates, speak);
  const theirs = nchan && (await hearEach(await gather(nchanTargets(nchan.url, listeners)), rates, publish));
  for (const [index, goal] of rates.entries()) {
    const heard = ours[index];
    if (heard === undefined) throw new Error("a round is missing");
    check(listeners, goal, heard, theirs?.[index]);
  }
});

/** A call in progress, the streams of its listeners, and what makes a caller say something in it. */
async function openCall(listeners: number) {
  const assistant = await createAssistant(stack, owner);
  const { id } = await stack.vapi.ring({
    assistantId: assistant.vapiAssistantId,
    script: [{ caller: "Bonjour." }, { hangUp: true }],
    pauseAt: 1,
  });
  const callId = String(id);
  await stack.vapi.knob("GET", `/calls/${callId}?until=held`);
  await expect.poll(async () => (await stack.api(`/v1/calls/${callId}`, owner)).status, { timeout: 20_000 }).toBe(200);
  const targets = Array.from({ length: listeners }, (_, index): Target => {
    const person = people[index % people.length] ?? owner;
    return {
      url: `${stack.urls.api}/v1/calls/${callId}/listen`,
      headers: { authorization: `Bearer ${person.token}`, "x-organization-id": owner.organizationId },
    };
  });
  const speak = async (text: string) => {
    await send(stack, owner, {
      type: "transcript",
      role: "user",
      transcriptType: "final",
      transcript: text,
      timestamp: Date.now(),
      call: { id: callId, assistantId: assistant.vapiAssistantId },
    });
  };
  return { targets, speak };
}

const nchanTargets = (url: string, listeners: number): Target[] =>
  Array.from({ length: listeners }, () => ({ url: `${url}/listen`, headers: {} }));

/** As long as our own event, so that both send the same number of bytes. */
async function publish(text: string): Promise<void> {
  const at = new Date().toISOString();
  const body = JSON.stringify({
    callId: randomUUID(),
    seq: 1,
    at,
    type: "transcript",
    role: "user",
    text,
    final: true,
  });
  const answer = await fetch(`${nchan?.url}/publish`, { method: "POST", body });
  if (!answer.ok) throw new Error(`nchan: ${answer.status}`);
  await answer.arrayBuffer();
}

async function hearEach(crowd: Crowd, rates: Goal[], say: (text: string) => Promise<void>): Promise<Heard[]> {
  const rounds: Heard[] = [];
  // Not measured: the code is compiled, the connections to Postgres are open.
  await crowd.hear(2, 2, say);
  for (const { rate } of rates) rounds.push(await crowd.hear(rate, SECONDS, say));
  await crowd.leave();
  return rounds;
}

function check(listeners: number, { rate, p50, p99, timesNchan }: Goal, ours: Heard, theirs: Heard | undefined): void {
  const all = ours.latencies.flat();
  const peer = theirs?.latencies.flat();
  const lost = rate * SECONDS * listeners - ours.received;
  const at99 = percentile(all, 0.99);
  const peer99 = peer && percentile(peer, 0.99);
  // Without nchan there is nothing to hold the goal against, which must not look like success.
  const isNear = timesNchan === undefined || (peer99 !== undefined && at99 <= timesNchan * peer99);
  const isFast = percentile(all, 0.5) <= (p50 ?? Infinity) && at99 <= (p99 ?? Infinity);
  const limits = [
    p50 === undefined ? [] : `p50 ≤ ${p50} ms`,
    p99 === undefined ? [] : `p99 ≤ ${p99} ms`,
    timesNchan === undefined ? [] : `p99 ≤ ${timesNchan} × nchan`,
    "none lost",
  ].flat();
  // Of the last events alone: far above the p50 of all when a queue grows.
  const last = ours.latencies.slice(-Math.ceil(ours.latencies.length / 5)).flat();
  const result = {
    work: `${listeners} listeners of one call, ${rate} events/s`,
    measured: `p50 / p99 ${times(all)}; the last fifth p50 ${percentile(last, 0.5).toFixed(0)} ms; ${lost} lost`,
    peer: peer ? `nchan ${times(peer)}` : "nchan is missing",
    ...(peer99 === undefined ? {} : { ratio: at99 / peer99 }),
    goal: limits.join(", "),
    holds: lost === 0 && ours.ended === 0 && isNear && isFast,
  };
  report(result);
  expect.soft(result.holds, result.work).toBe(true);
}

const times = (values: number[]) => `${percentile(values, 0.5).toFixed(0)} / ${percentile(values, 0.99).toFixed(0)} ms`;
