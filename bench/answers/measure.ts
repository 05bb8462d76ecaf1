import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startStack, type Organization, type Stack } from "../../tests/stack.ts";
import { percentile, report } from "../results.ts";
import { ask, takeMessage, whoAnswers, type Question } from "./questions.ts";

const A_SECOND = 50;
const SECONDS = 10;
const MOST_P99_MS = 250;
/** What the ringing itself causes takes some seconds. */
const SETTLED_AFTER_MS = 10_000;
const RUNG_AT_ONCE = 10;

let stack: Stack;
let owner: Organization;

// A stack for each: we ask Vapi about a call that has been silent for half a minute, and so about those of the one before.
beforeEach(async () => {
  stack = await startStack({ ownTimes: true });
  owner = await stack.newOrganization();
  // All calls ring at once.
  await stack.vapi.settings({ concurrencyLimit: 10_000 });
});
afterEach(() => stack.close());

test("assistant-request", async () => {
  const question = await whoAnswers(stack, owner);
  await measure("`assistant-request` of a number with hours", "7.5 s", question, await ringAll(question));
});

test("tool-calls", async () => {
  const question = await takeMessage(stack, owner);
  const calls = await ringAll(question, true);
  await measure("a tool call that stores a message, in a call under way", "20 s", question, calls);
});

/** Asks about another call each time, and on time, whatever the answers do; the first second is not measured. */
async function measure(work: string, cap: string, question: Question, calls: string[]) {
  const asked: ReturnType<typeof ask>[] = [];
  const from = performance.now();
  for (const [index, callId] of calls.entries()) {
    await pause(Math.max(0, from + (index * 1000) / A_SECOND - performance.now()));
    asked.push(ask(question, callId));
  }
  const answers = (await Promise.all(asked)).slice(A_SECOND);
  const times = answers.map(({ ms }) => ms);
  const wrong = answers.filter(({ isRight }) => !isRight);
  if (wrong[0]) console.log(`a wrong answer: ${wrong[0].text}`);
  const at99 = percentile(times, 0.99);
  const result = {
    work: `${work}, ${A_SECOND}/s`,
    measured: `p50 / p99 ${percentile(times, 0.5).toFixed(0)} / ${at99.toFixed(0)} ms; ${wrong.length} wrong`,
    peer: `Vapi waits ${cap}`,
    goal: `p99 ≤ ${MOST_P99_MS} ms, none wrong`,
    holds: at99 <= MOST_P99_MS && wrong.length === 0,
  };
  report(result);
  expect.soft(result.holds, result.work).toBe(true);
}

/**
 * Calls that Vapi knows, before any question is measured.
 * @param isUnderWay whether something was asked in each already: we then know it too
 */
async function ringAll(question: Question, isUnderWay = false): Promise<string[]> {
  const begin = async () => {
    const callId = await question.ring();
    if (isUnderWay) await ask(question, callId);
    return callId;
  };
  const count = A_SECOND * (SECONDS + 1);
  const calls: string[] = [];
  while (calls.length < count) calls.push(...(await Promise.all(Array.from({ length: RUNG_AT_ONCE }, begin))));
  await pause(SETTLED_AFTER_MS);
  return calls.slice(0, count);
}
