import { connect, type Database } from "@allokoli/shared/db/connect";
import { openFixture, claimsOf, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { personTenant, systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import { longestMs } from "@allokoli/shared/mirror/state";
import { VapiRefused, VapiUnavailable } from "@allokoli/shared/vapi/errors";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_TEST, type TestSettings } from "../tests/contract.ts";
import { advance, type RunDeps } from "./advance.ts";
import { waiting } from "./plan.ts";
import * as store from "./store.ts";
import { toVerdicts } from "./verdict.ts";

const DELAY_MS = 15_000;
const log = { debug() {}, info() {}, warn() {}, error() {} };
let fixture: Fixture;
let database: Database;
let now: number;

beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
});
afterAll(async () => {
  await database.close();
  await fixture.close();
});
beforeEach(async () => {
  now = Date.now();
  await fixture.superuser.query("truncate test_suites, events cascade");
});

type FakeRun = { id: string; name: string; iterations: number; looks: number; isCanceled: boolean };

/** Vapi's simulations: a run ends after it was looked at three times, and its second iteration fails. */
function createFakeVapi({ refuses = false, isEndless = false } = {}) {
  const runs: FakeRun[] = [];
  const find = (id: string) => runs.find((run) => run.id === id);
  const isEnded = (run: FakeRun) => run.isCanceled || (!isEndless && run.looks >= 3);
  const vapi = {
    async createSimulationRun(body: { simulations: { name?: string }[]; iterations?: number }) {
      if (refuses) throw new VapiRefused(400, ["target.assistantId is not known"]);
      const run = { id: uuidv7(), name: body.simulations[0]?.name ?? "", iterations: body.iterations ?? 1 };
      runs.push({ ...run, looks: 0, isCanceled: false });
      return { id: run.id };
    },
    async findSimulationRun(id: string) {
      const run = find(id);
      if (run === undefined) return undefined;
      run.looks++;
      return { status: isEnded(run) ? "ended" : "running" };
    },
    async simulationItems(id: string) {
      const run = find(id);
      if (run === undefined) return [];
      return Array.from({ length: run.iterations }, (_, index) => {
        const isGood = index !== 1;
        const ended = run.isCanceled ? "canceled" : isGood ? "passed" : "failed";
        return {
          id: `${id}-${index}`,
          status: isEnded(run) ? ended : "running",
          iterationNumber: index + 1,
          startedAt: new Date(now).toISOString(),
          results: { evaluations: [{ name: "rubric_1", extractedValue: isGood, passed: isGood }] },
          metadata: { call: { messages: [{ role: "user", content: "Bonjour\0" }] } },
        };
      });
    },
    async cancelSimulationRun(id: string) {
      const run = find(id);
      if (run !== undefined && !isEnded(run)) run.isCanceled = true;
    },
    async simulationRunsSince() {
      return runs.map(({ id, name }) => ({ id, createdAt: new Date(now).toISOString(), simulations: [{ name }] }));
    },
  };
  return { runs, vapi };
}
type FakeVapi = ReturnType<typeof createFakeVapi>["vapi"];

/** Any step, Vapi's or ours, may be the last one of a process: before its work is done, or after. */
function crashing<T extends object>(target: T, shouldCrash: () => "before" | "after" | undefined): T {
  return new Proxy(target, {
    get: (object, key) => {
      const value: unknown = Reflect.get(object, key);
      if (typeof value !== "function") return value;
      return async (...input: unknown[]) => {
        const when = shouldCrash();
        if (when === "before") throw new VapiUnavailable(undefined, new Error("died"));
        const result: unknown = await value.apply(object, input);
        if (when === "after") throw new VapiUnavailable(undefined, new Error("died"));
        return result;
      };
    },
  });
}

const settings: TestSettings = {
  ...DEFAULT_TEST,
  script: "Vous voulez un rendez-vous.",
  rubrics: [{ text: "Un jour est convenu.", required: true }],
};

async function begin(attempts: number[]): Promise<string> {
  const tenant = personTenant(database, claimsOf(fixture.people.member), fixture.orgId);
  const [id, suiteId] = [uuidv7(), uuidv7()];
  const author = { userId: fixture.people.member, kind: "person" as const, requestId: "request" };
  await fixture.superuser.query("insert into test_suites (id, org_id, name) values ($1, $2, 'Suite')", [
    suiteId,
    fixture.orgId,
  ]);
  const planned = attempts.map((count, index) => ({
    id: uuidv7(),
    name: `Test ${index}`,
    settings: { ...settings, attempts: count },
  }));
  await tenant.write("member", (tx) =>
    store.insertRun(tx, fixture.orgId, {
      id,
      suiteId,
      name: null,
      target: { type: "assistant", id: uuidv7(), name: "Accueil" },
      plan: { target: { type: "assistant", vapiId: "vapi-assistant" }, tests: planned },
      vapiRuns: planned.map(waiting),
      attempts: planned.flatMap((test) =>
        Array.from({ length: test.settings.attempts }, (_, index) => ({
          testId: test.id,
          testName: test.name,
          number: index + 1,
          rubrics: toVerdicts(settings.rubrics),
        })),
      ),
      author,
    }),
  );
  return id;
}

const runOf = async (tenant: Tenant) => (await tenant.read((tx) => store.openRuns(tx, fixture.orgId)))[0];
const deps = (vapi: FakeVapi, tenant: Tenant): RunDeps => ({
  tenant,
  // The parts of Vapi's answer that are read.
  vapi: vapi as unknown as RunDeps["vapi"],
  log,
  now: () => now,
  drafts: { compileDraft: async () => ({ type: "assistant", assistant: {} }), draftTested: async () => undefined },
  delayMs: DELAY_MS,
});

/** Looks again and again until the run is over, as the alarm does. */
async function advanceUntilOver(vapi: FakeVapi, tenant: Tenant, looks = 40): Promise<void> {
  const asSystem = systemTenant(database, fixture.orgId);
  for (let look = 0; look < looks; look++) {
    const run = await runOf(asSystem);
    if (run === undefined) return;
    await advance(run, deps(vapi, tenant)).catch((err: unknown) => {
      if (!(err instanceof VapiUnavailable)) throw err;
    });
    now += DELAY_MS;
  }
}

async function outcome(id: string) {
  const { rows: runs } = await fixture.superuser.query("select * from test_runs where id = $1", [id]);
  const { rows: attempts } = await fixture.superuser.query(
    "select status, reason, transcript, number from test_attempts where run_id = $1 order by test_id, number",
    [id],
  );
  const { rows: events } = await fixture.superuser.query("select type, data from events where resource_id = $1", [id]);
  const { rows: failures } = await fixture.superuser.query(
    "select actor_kind, outcome, detail from audit_log where action = 'test-run.failed' and resource_id = $1",
    [id],
  );
  return { run: runs[0], attempts, events, failures };
}

describe("a run", () => {
  it("keeps the result of each attempt, and ends once, not passed when an attempt has failed", async () => {
    const id = await begin([1, 2]);
    const { vapi, runs } = createFakeVapi();
    await advanceUntilOver(vapi, systemTenant(database, fixture.orgId));
    const { run, attempts, events, failures } = await outcome(id);
    expect(runs).toHaveLength(2);
    expect(attempts.map(({ status }) => status)).toEqual(["passed", "passed", "failed"]);
    expect(attempts[0]).toMatchObject({ transcript: [{ role: "caller", text: "Bonjour" }] });
    expect(run).toMatchObject({
      status: "ended",
      ended_reason: "completed",
      passed: false,
      counts: { total: 3, queued: 0, running: 0, passed: 2, failed: 1, skipped: 0, canceled: 0 },
    });
    expect(events).toMatchObject([{ type: "test-run.ended", data: { id, passed: false, endedReason: "completed" } }]);
    const detail = { passed: false, endedReason: "completed", attempts: { failed: 1 } };
    expect(failures).toMatchObject([{ actor_kind: "system", outcome: "failed", detail }]);
  });

  it("passes when every attempt has", async () => {
    const id = await begin([1]);
    await advanceUntilOver(createFakeVapi().vapi, systemTenant(database, fixture.orgId));
    const { run, failures } = await outcome(id);
    expect(run).toMatchObject({ status: "ended", passed: true });
    expect(failures).toEqual([]);
  });

  it("begins each test once, and ends, wherever it is interrupted", async () => {
    const system = systemTenant(database, fixture.orgId);
    const crashesAt = async (at: number, when: "before" | "after") => {
      await fixture.superuser.query("truncate test_suites, events cascade");
      const id = await begin([1, 2]);
      const { vapi, runs } = createFakeVapi();
      let steps = 0;
      const shouldCrash = () => (steps++ === at ? when : undefined);
      await advanceUntilOver(crashing(vapi, shouldCrash), crashing(system, shouldCrash));
      const { run, attempts, events } = await outcome(id);
      const where = `cut off ${when} step ${at}`;
      expect(
        runs.map(({ iterations }) => iterations).toSorted((a, b) => a - b),
        where,
      ).toEqual([1, 2]);
      expect(
        attempts.map(({ status }) => status),
        where,
      ).toEqual(["passed", "passed", "failed"]);
      expect(run, where).toMatchObject({ status: "ended", ended_reason: "completed", passed: false });
      expect(events, where).toHaveLength(1);
      return steps;
    };
    let at = 0;
    let steps = Infinity;
    for (; at < steps; at++) {
      steps = await crashesAt(at, "before");
      await crashesAt(at, "after");
    }
    expect(at).toBeGreaterThan(15);
  });

  it("fails with Vapi's reason when Vapi refuses its tests", async () => {
    const id = await begin([2]);
    await advanceUntilOver(createFakeVapi({ refuses: true }).vapi, systemTenant(database, fixture.orgId));
    const { run, attempts } = await outcome(id);
    expect(run).toMatchObject({ status: "ended", passed: false, ended_reason: "completed" });
    expect(attempts).toMatchObject([
      { status: "failed", reason: expect.stringContaining("is not known") },
      { status: "failed" },
    ]);
  });

  it("that is canceled stops at Vapi, including requests that were not answered", async () => {
    const id = await begin([2, 1]);
    const { vapi, runs } = createFakeVapi({ isEndless: true });
    const system = systemTenant(database, fixture.orgId);
    let created = 0;
    const lost = {
      ...vapi,
      async createSimulationRun(body: Parameters<FakeVapi["createSimulationRun"]>[0]) {
        const made = await vapi.createSimulationRun(body);
        created++;
        if (created === 1) throw new VapiUnavailable(undefined, new Error("no answer"));
        return made;
      },
    };
    await advanceUntilOver(lost, system, 1);
    await fixture.superuser.query("update test_runs set cancel_asked_at = now() where id = $1", [id]);
    await advanceUntilOver(vapi, system);
    const { run, attempts, failures } = await outcome(id);
    expect(failures).toEqual([]);
    expect(runs).toHaveLength(2);
    expect(runs.every(({ isCanceled }) => isCanceled)).toBe(true);
    expect(attempts.map(({ status }) => status)).toEqual(["canceled", "canceled", "canceled"]);
    expect(run).toMatchObject({ status: "ended", ended_reason: "canceled", passed: null });
  });

  it.each([
    ["begins each test once", undefined],
    ["that is canceled leaves none at Vapi", "update test_runs set cancel_asked_at = now() where id = $1"],
  ])("%s, also when Vapi executes an unanswered request late", async (_, meanwhile) => {
    const id = await begin([1]);
    const { vapi, runs } = createFakeVapi({ isEndless: meanwhile !== undefined });
    const system = systemTenant(database, fixture.orgId);
    let late: { at: number; make(): unknown } | undefined;
    const slow = {
      ...vapi,
      async createSimulationRun(body: Parameters<FakeVapi["createSimulationRun"]>[0]) {
        if (late !== undefined) return vapi.createSimulationRun(body);
        late = { at: now + longestMs(DELAY_MS) - 1, make: () => vapi.createSimulationRun(body) };
        throw new VapiUnavailable(undefined, new Error("no answer"));
      },
    };
    for (let look = 0; look < 20; look++) {
      await advanceUntilOver(slow, system, 1);
      if (look === 0 && meanwhile !== undefined) await fixture.superuser.query(meanwhile, [id]);
      // When the run is over, nothing waits any more.
      if (look > 10) now += DELAY_MS;
      if (late !== undefined && late.at <= now) {
        await late.make();
        late.at = Infinity;
      }
    }
    expect(late?.at).toBe(Infinity);
    const { run } = await outcome(id);
    expect(runs).toHaveLength(1);
    expect(run).toMatchObject({ status: "ended", ended_reason: meanwhile === undefined ? "completed" : "canceled" });
    expect(runs[0]?.isCanceled).toBe(meanwhile !== undefined);
  });

  it("that Vapi never finishes is given up after six hours, and stopped at Vapi", async () => {
    const id = await begin([1]);
    const { vapi, runs } = createFakeVapi({ isEndless: true });
    const system = systemTenant(database, fixture.orgId);
    await advanceUntilOver(vapi, system, 3);
    expect((await outcome(id)).run).toMatchObject({ status: "running" });
    now += 6 * 60 * 60 * 1000;
    await advanceUntilOver(vapi, system, 1);
    const { run, attempts, failures } = await outcome(id);
    expect(failures).toMatchObject([{ detail: { endedReason: "failed", error: run?.error } }]);
    expect(runs).toMatchObject([{ isCanceled: true }]);
    expect(run).toMatchObject({ status: "ended", ended_reason: "failed", passed: null });
    expect(attempts).toHaveLength(1);
  });

  it("that is canceled is over after six hours, though Vapi never ends it", async () => {
    const id = await begin([1]);
    const { vapi } = createFakeVapi({ isEndless: true });
    const deaf = { ...vapi, cancelSimulationRun: async () => undefined };
    const system = systemTenant(database, fixture.orgId);
    await advanceUntilOver(deaf, system, 2);
    await fixture.superuser.query("update test_runs set cancel_asked_at = now() where id = $1", [id]);
    await advanceUntilOver(deaf, system, 2);
    expect((await outcome(id)).run).toMatchObject({ status: "running" });
    now += 6 * 60 * 60 * 1000;
    await advanceUntilOver(deaf, system, 1);
    const { run, attempts } = await outcome(id);
    expect(run).toMatchObject({ status: "ended", ended_reason: "canceled", passed: null });
    expect(attempts).toMatchObject([{ status: "canceled" }]);
  });
});
