import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAssistant, listen } from "../../tests/stack/listener.ts";
import { startStack, type Organization, type Stack } from "../../tests/stack.ts";
import { ask, takeMessage, whoAnswers } from "../answers/questions.ts";
import { readOptions } from "../options.ts";
import { requireListener, residentMib } from "../processes.ts";
import { median, report } from "../results.ts";

const { minutes } = readOptions({ minutes: 15 });
const MOST_GROWTH = 1.05;
/** The first third fills caches and lets V8 settle: five minutes of fifteen. */
const SETTLED = minutes / 3;
/** The memory of a moment is the median of so long, because the collector comes and goes. */
const MOMENT = minutes / 15;
const SAMPLE_MS = 1_000;
const PATIENCE_MS = 30_000;

/** How often each kind of work begins. With the calls' own messages about a third of what two cores can do. */
const EVERY_MS = { call: 4_000, read: 250, assistantRequest: 1_000, toolCall: 1_000 };
const LISTENERS = 2;
/** A call of about a minute, told in a sixth of the time. */
const SPEED = 6;
const SCRIPT = [
  { caller: "Bonjour, je voudrais prendre rendez-vous avec le docteur Lefèvre, s'il vous plaît." },
  { caller: "Plutôt un matin de la semaine prochaine, si c'est possible." },
  { caller: "Mardi à neuf heures et demie me convient très bien, merci." },
  { caller: "Non, c'est tout. Bonne journée, au revoir." },
  { hangUp: true },
];

let stack: Stack;
let owner: Organization;

beforeAll(async () => {
  stack = await startStack({ ownTimes: true });
  owner = await stack.newOrganization();
  await stack.sql("update public.organizations set plan = 'business' where id = $1", [owner.organizationId]);
});
afterAll(() => stack.close());

test(
  "memory",
  async () => {
    const workerd = requireListener(Number(new URL(stack.urls.api).port));
    const work = await openWork();
    const from = performance.now();
    const until = from + minutes * 60_000;
    const sampled: { minute: number; mib: number }[] = [];
    const sample = async () => {
      while (performance.now() < until) {
        sampled.push({ minute: (performance.now() - from) / 60_000, mib: residentMib(workerd) });
        await pause(SAMPLE_MS);
      }
    };
    await Promise.all([sample(), ...work.kinds.map(([everyMs, kind]) => repeat(everyMs, until, kind, work.failures))]);

    const at = (minute: number) =>
      median(sampled.filter((one) => one.minute >= minute - MOMENT && one.minute < minute).map(({ mib }) => mib));
    console.log(`Memory of workerd, MiB at each fifteenth of ${minutes} minutes:`);
    console.log(Array.from({ length: 15 }, (_, index) => at((index + 1) * MOMENT).toFixed(0)).join(" "));
    console.log(JSON.stringify(work.done));
    for (const failure of new Set(work.failures)) console.log(failure);
    const growth = at(minutes) / at(SETTLED);
    const result = {
      work: `memory of workerd in ${minutes} minutes of mixed work`,
      measured: `${at(MOMENT).toFixed(0)} MiB after ${MOMENT.toFixed(1)} minutes, ${at(SETTLED).toFixed(0)} after ${SETTLED.toFixed(1)}, ${at(minutes).toFixed(0)} at the end; ${work.done.calls} calls, ${work.done.reads} reads, ${work.done.answers} answers, ${work.failures.length} failed`,
      peer: "itself after a third of the time",
      ratio: growth,
      goal: `≤ ${MOST_GROWTH} times, none failed`,
      holds: growth <= MOST_GROWTH && work.failures.length === 0,
    };
    report(result);
    expect(result.holds, result.work).toBe(true);
  },
  (minutes + 5) * 60_000,
);

/** Begins the work so often, whether or not the one before is done, and waits for the last. */
async function repeat(everyMs: number, until: number, work: () => Promise<void>, failures: string[]): Promise<void> {
  const underWay = new Set<Promise<void>>();
  while (performance.now() < until) {
    const one = work().catch((err: unknown) => void failures.push(String(err)));
    underWay.add(one);
    void one.then(() => underWay.delete(one));
    await pause(everyMs);
  }
  await Promise.all(underWay);
}

async function openWork() {
  const failures: string[] = [];
  const done = { calls: 0, reads: 0, answers: 0 };
  const assistant = await createAssistant(stack, owner);
  const asked = await whoAnswers(stack, owner);
  const told = await takeMessage(stack, owner);
  const paths = ["/v1/calls?limit=20", `/v1/assistants/${assistant.id}`, "/v1/caller-messages", "/v1/events"];

  const call = async () => {
    const { id } = await stack.vapi.ring({ assistantId: assistant.vapiAssistantId, script: SCRIPT, speed: SPEED });
    const listeners = await Promise.all(Array.from({ length: LISTENERS }, () => joined(String(id))));
    await Promise.all(listeners.map(({ over }) => over));
    for (const { heard } of listeners)
      if (heard.at(-1)?.event !== "call.report") throw new Error("a listener's stream ended without a report");
    done.calls += 1;
  };
  const read = async () => {
    const answer = await stack.api(paths[done.reads++ % paths.length] ?? "", owner);
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`a read: ${answer.status} ${text}`);
  };
  const answer = (question: typeof asked) => async () => {
    const callId = await question.ring();
    const { isRight, text } = await ask(question, callId);
    await stack.vapi.knob("POST", `/calls/${callId}/hangup`);
    if (!isRight) throw new Error(`a wrong answer: ${text}`);
    done.answers += 1;
  };
  const kinds: [number, () => Promise<void>][] = [
    [EVERY_MS.call, call],
    [EVERY_MS.read, read],
    [EVERY_MS.assistantRequest, answer(asked)],
    [EVERY_MS.toolCall, answer(told)],
  ];
  return { kinds, done, failures };
}

/** A stream of a call, as soon as its first message has come. */
async function joined(callId: string) {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const listener = await listen(stack, `/v1/calls/${callId}/listen`, owner);
    if (listener.status === 200) return listener;
    await listener.over;
    if (performance.now() > until) throw new Error(`a listener: ${listener.status}`);
    await pause(200);
  }
}
