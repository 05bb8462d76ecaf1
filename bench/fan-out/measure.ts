import { randomUUID } from "node:crypto";
import { PLAN_LIMITS } from "@allokoli/shared/limits/plans";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAssistant } from "../../tests/stack/listener.ts";
import { post } from "../../tests/stack/vapi-messages.ts";
import { startStack, type Organization, type Stack } from "../../tests/stack.ts";
import { readOptions } from "../options.ts";
import { percentile, report } from "../results.ts";
import { gather, type Heard, type Target } from "./crowd.ts";
import { startNchan } from "./nchan.ts";

/** `most`: crowds above it are left out. */
const { seconds, rounds, most } = readOptions({ seconds: 15, rounds: 2, most: 5_000 });
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
  // Nothing but that all get all.
  { listeners: 5000, rates: [{ rate: 1 }] },
].filter(({ listeners }) => listeners <= most);
type Goal = { rate: number; p50?: number; p99?: number; timesNchan?: number };

let stack: Stack;
let owner: Organization;
/** Access tokens of members. */
let tokens: string[];
let nchan: Awaited<ReturnType<typeof startNchan>>;

beforeAll(async () => {
  stack = await startStack({ ownTimes: true });
  owner = await stack.newOrganization();
  // The rate limit of a small plan is below one crowd.
  await stack.sql("update public.organizations set plan = 'business' where id = $1", [owner.organizationId]);
  tokens = [];
  while (tokens.length * STREAMS_A_PERSON < most) tokens.push(await newViewer());
  nchan = await startNchan();
  if (!nchan)
    console.log("MISSING: nginx with nchan (apt-get install nginx-light libnginx-mod-nchan). Nothing to compare with.");
});
afterAll(async () => {
  await nchan?.stop();
  await stack.close();
});

/** Somebody who did not sign up: hundreds of passwords take minutes. */
async function newViewer(): Promise<string> {
  const sub = randomUUID();
  await stack.sql("insert into auth.users (id, email) values ($1, $2)", [sub, `${sub}@cabinet.example`]);
  await stack.sql("insert into public.memberships (org_id, user_id, role) values ($1, $2, 'viewer')", [
    owner.organizationId,
    sub,
  ]);
  return stack.auth.forgeToken({ signWith: "current", claims: { sub } });
}

test.each(GOALS)("$listeners listeners", async ({ listeners, rates }) => {
  const { targets, speak } = await openCall(listeners);
  const ours = { crowd: await gather(targets), say: speak };
  const theirs = nchan && { crowd: await gather(nchanTargets(nchan.url, listeners)), say: publish };
  const sides = theirs === undefined ? [ours] : [ours, theirs];
  if (ours.crowd.turnedAway > 0)
    console.log(`${ours.crowd.turnedAway} times a listener was turned away, and came back`);
  // Not measured: the code is compiled, the connections to Postgres are open.
  for (const { crowd, say } of sides) await crowd.hear(2, 2, say);
  for (const goal of rates) {
    const heard = sides.map((): Heard[] => []);
    for (let round = 0; round < rounds; round += 1)
      for (const [index, { crowd, say }] of sides.entries())
        heard[index]?.push(await crowd.hear(goal.rate, seconds, say));
    check(listeners, goal, heard[0] ?? [], heard[1]);
  }
  for (const { crowd } of sides) await crowd.leave();
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
    const token = tokens[index % tokens.length] ?? owner.token;
    return {
      url: `${stack.urls.api}/v1/calls/${callId}/listen`,
      headers: { authorization: `Bearer ${token}`, "x-organization-id": owner.organizationId },
    };
  });
  const speak = (text: string) => {
    const said = post(stack, owner, {
      type: "transcript",
      role: "user",
      transcriptType: "final",
      transcript: text,
      timestamp: Date.now(),
      call: { id: callId, assistantId: assistant.vapiAssistantId },
    });
    return wasTaken(said);
  };
  return { targets, speak };
}

const nchanTargets = (url: string, listeners: number): Target[] =>
  Array.from({ length: listeners }, () => ({ url: `${url}/listen`, headers: {} }));

/** Whether a message was answered as one that is stored. */
async function wasTaken(answering: Promise<Response>): Promise<boolean> {
  try {
    const answer = await answering;
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    // The connection broke.
    return false;
  }
}

/** As long as our own event, so that both send the same number of bytes. */
async function publish(text: string): Promise<boolean> {
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
  return wasTaken(fetch(`${nchan?.url}/publish`, { method: "POST", body }));
}

function check(listeners: number, goal: Goal, rounds: Heard[], nchanRounds: Heard[] | undefined): void {
  const { rate, p50, p99, timesNchan } = goal;
  const ours = together(rounds);
  const theirs = nchanRounds && together(nchanRounds);
  const at99 = percentile(ours.all, 0.99);
  const peer99 = theirs && percentile(theirs.all, 0.99);
  // Without nchan there is nothing to hold the goal against, which must not look like success.
  const isNear = timesNchan === undefined || (peer99 !== undefined && at99 <= timesNchan * peer99);
  const isFast = percentile(ours.all, 0.5) <= (p50 ?? Infinity) && at99 <= (p99 ?? Infinity);
  const limits = [
    p50 === undefined ? [] : `p50 ≤ ${p50} ms`,
    p99 === undefined ? [] : `p99 ≤ ${p99} ms`,
    timesNchan === undefined ? [] : `p99 ≤ ${timesNchan} × nchan`,
    "none lost or refused",
  ].flat();
  const result = {
    work: `${listeners} listeners of one call, ${rate} events/s`,
    measured: `p50 / p99 ${times(ours.all)}; the last fifth p50 ${percentile(ours.last, 0.5).toFixed(0)} ms; ${missing(ours)}`,
    peer: theirs ? `nchan ${times(theirs.all)}; ${missing(theirs)}` : "nchan is missing",
    ...(peer99 === undefined ? {} : { ratio: at99 / peer99 }),
    goal: limits.join(", "),
    holds: ours.lost === 0 && ours.refused === 0 && ours.ended === 0 && isNear && isFast,
  };
  report(result);
  expect.soft(result.holds, result.work).toBe(true);
}

type Together = Omit<Heard, "latencies"> & {
  all: number[];
  /** Of each round's last events alone: far above the others when a queue grows. */
  last: number[];
};

function together(heard: Heard[]): Together {
  const sum = (of: "refused" | "lost" | "ended") => heard.reduce((total, round) => total + round[of], 0);
  return {
    all: heard.flatMap(({ latencies }) => latencies.flat()),
    last: heard.flatMap(({ latencies }) => latencies.slice(-Math.ceil(latencies.length / 5)).flat()),
    refused: sum("refused"),
    lost: sum("lost"),
    ended: sum("ended"),
  };
}

const missing = ({ lost, refused, ended }: Together) =>
  `${lost} lost, ${refused} refused${ended === 0 ? "" : `, ${ended} streams ended`}`;

const times = (values: number[]) => `${percentile(values, 0.5).toFixed(0)} / ${percentile(values, 0.99).toFixed(0)} ms`;
