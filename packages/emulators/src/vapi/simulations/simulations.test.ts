import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Vapi } from "@vapi-ai/server-sdk";
import { VapiError } from "@vapi-ai/server-sdk";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../clock.ts";
import type { JsonObject } from "../json.ts";
import type { VapiOptions } from "../server.ts";
import type { TestEmulator } from "../testing/emulator.ts";
import { openEmulator } from "../testing/emulator.ts";

const MISSING = "01990000-0000-7000-8000-00000000dead";
const STAGE_MS = 100;

/** A clock that goes only when it is told to. */
function standing(): { clock: VapiOptions["clock"]; pass: (ms: number) => void } {
  let now = Date.UTC(2026, 0, 5, 9);
  return {
    clock: { now: () => now, after: systemClock.after },
    pass(ms) {
      now += ms;
    },
  };
}

const personality: Vapi.CreatePersonalityDto = {
  name: "Patient pressé",
  assistant: { model: { provider: "openai", model: "gpt-4o" } },
};
const criterion = (description: string): Vapi.EvaluationPlanItem => ({
  structuredOutput: { name: "critère", description, schema: { type: "boolean" } },
  comparator: "=",
  value: true,
});
const simulation = (name: string, instructions: string, ...descriptions: string[]) =>
  ({
    type: "simulation",
    name,
    scenario: { name: `Scénario ${name}`, instructions, evaluations: descriptions.map(criterion) },
    personality,
  }) as const;

let close: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const one of close) await one();
  close = [];
});

async function open(options: Partial<VapiOptions> = {}): Promise<TestEmulator & { pass: (ms: number) => void }> {
  const { clock, pass } = standing();
  const emulator = await openEmulator({ ...(clock === undefined ? {} : { clock }), ...options });
  close.push(() => emulator.close());
  return { ...emulator, pass };
}

async function start(
  emulator: TestEmulator,
  simulations: Vapi.CreateSimulationRunDto["simulations"],
  more: Partial<Vapi.CreateSimulationRunDto> = {},
) {
  const assistantId = await emulator.assistant();
  const target = { type: "assistant", assistantId } as const;
  return await emulator.client.simulationRuns.simulationRunControllerCreate({ simulations, target, ...more });
}

async function itemsOf(emulator: TestEmulator, id: string): Promise<Vapi.SimulationRunItem[]> {
  return await emulator.client.simulationRuns.simulationRunControllerFindItems({ id });
}

async function refusal(work: PromiseLike<unknown>): Promise<VapiError> {
  const err: unknown = await Promise.resolve(work).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(err instanceof VapiError)) throw new Error(`expected a VapiError, got ${String(err)}`);
  return err;
}

describe("a run through the unmodified SDK", () => {
  it("goes from queued to ended, item by item, with what was said and what the judge found", async () => {
    const emulator = await open();
    const runs = emulator.client.simulationRuns;
    const { data: created, rawResponse } = await runs
      .simulationRunControllerCreate({
        simulations: [
          simulation("Premier", "Vous voulez un rendez-vous. Vous êtes pressé.", "Propose une date"),
          simulation("Second", "Vous demandez les horaires.", "Donne les horaires [false on 2]"),
        ],
        target: { type: "assistant", assistantId: await emulator.assistant() },
        iterations: 2,
      })
      .withRawResponse();
    expect(rawResponse.status).toBe(201);
    expect(created).toMatchObject({ status: "queued", iterations: 2, url: expect.stringContaining(created.id) });
    expect(created.simulationRunItemIds).toHaveLength(4);

    const runNow = () => runs.simulationRunControllerFindOne({ id: created.id });
    expect(await runNow()).toMatchObject({ status: "queued", itemCounts: { total: 4, queued: 4 } });
    emulator.pass(STAGE_MS);
    const running = await runNow();
    expect(running).toMatchObject({ status: "running", itemCounts: { running: 4 } });
    expect(running).not.toHaveProperty("url");
    expect((await itemsOf(emulator, created.id))[0]?.metadata).not.toHaveProperty("call");
    emulator.pass(STAGE_MS);
    const [evaluating] = await itemsOf(emulator, created.id);
    expect(evaluating).toMatchObject({ status: "evaluating", metadata: { call: { transcript: expect.any(String) } } });
    expect(evaluating).not.toHaveProperty("results");
    emulator.pass(STAGE_MS);
    const ended = await runNow();
    expect(ended).toMatchObject({
      status: "ended",
      endedReason: "completed",
      itemCounts: { total: 4, passed: 3, failed: 1, distinctSimulationTotal: 2, distinctSimulationFailed: 1 },
    });
    expect(ended.simulations.map(({ name }) => name)).toEqual(["Premier", "Second"]);
    expect(new Date(ended.endedAt ?? 0).getTime() - new Date(ended.startedAt ?? 0).getTime()).toBe(2 * STAGE_MS);

    const items = await itemsOf(emulator, created.id);
    expect(items.map((item) => item.id).toSorted()).toEqual(created.simulationRunItemIds.toSorted());
    const found = items.map((item) => [item.metadata?.simulation?.["name"], item.iterationNumber, item.status]);
    expect(found).toEqual([
      ["Second", 2, "failed"],
      ["Second", 1, "passed"],
      ["Premier", 2, "passed"],
      ["Premier", 1, "passed"],
    ]);
    const first = items.at(-1);
    expect(first).toMatchObject({
      runId: created.id,
      simulationId: items[2]?.simulationId,
      configurations: { transport: { provider: "vapi.websocket" } },
      metadata: {
        scenario: { name: "Scénario Premier" },
        personality: { name: "Patient pressé" },
        assistant: { name: "Secrétariat" },
        call: {
          messages: [
            { role: "assistant", content: "Bonjour, cabinet du docteur Petit." },
            { role: "user", content: "Vous voulez un rendez-vous." },
            { role: "assistant" },
            { role: "user", content: "Vous êtes pressé." },
            { role: "assistant" },
            { role: "user", content: "Merci, au revoir." },
            { role: "assistant" },
          ],
        },
      },
      results: {
        passed: true,
        evaluations: [
          { structuredOutputId: "inline", name: "critère", extractedValue: true, expectedValue: true, passed: true },
        ],
        latencyMetrics: { turnCount: 3, avgTurn: expect.any(Number) },
      },
    });
    expect(first?.metadata?.call?.transcript).toMatch(/^AI: Bonjour.*\nUser: Vous voulez/);
    expect(first?.completedAt).toBeDefined();
  });

  it("tests a squad over chat, from its first member, without latencies", async () => {
    const emulator = await open();
    const squad = await emulator.client.squads.create({
      name: "Cabinet",
      members: [
        { assistantId: await emulator.assistant({ firstMessage: "Bonjour {{prenom}} !" }) },
        { assistantId: await emulator.assistant({ name: "Urgences" }) },
      ],
    });
    const scenario = { name: "S", instructions: "Bonjour.", evaluations: [criterion("Poli")] };
    const created = await emulator.client.simulationRuns.simulationRunControllerCreate({
      simulations: [
        {
          type: "simulation",
          scenario: { ...scenario, targetOverrides: { variableValues: { prenom: "Léa" } } },
          personality,
        },
      ],
      target: { type: "squad", squadId: squad.id },
      transport: { provider: "vapi.webchat" },
    });
    emulator.pass(3 * STAGE_MS);
    const [item] = await itemsOf(emulator, created.id);
    expect(item).toMatchObject({ sessionId: expect.any(String), metadata: { squad: { name: "Cabinet" } } });
    expect(item?.metadata?.call?.messages?.[0]).toEqual({ role: "assistant", content: "Bonjour Léa !" });
    expect(item).not.toHaveProperty("callId");
    expect(item?.results).not.toHaveProperty("latencyMetrics");
  });

  it("runs [endless] until it is cancelled, and fails [crash] with a reason and no results", async () => {
    const emulator = await open();
    const runs = emulator.client.simulationRuns;
    const created = await start(emulator, [
      simulation("Sans fin", "Vous parlez. [endless]", "Poli"),
      simulation("Sans fin non plus", "Vous parlez. [endless]", "Poli"),
      simulation("En panne", "Vous parlez. [crash]", "Poli"),
    ]);
    emulator.pass(3_600_000);
    const [crashed, , endless] = await itemsOf(emulator, created.id);
    expect(crashed).toMatchObject({
      status: "failed",
      failureReason: expect.any(String),
      failedAt: expect.any(String),
    });
    expect(crashed).not.toHaveProperty("results");
    expect(crashed).not.toHaveProperty("completedAt");

    const canceled = await runs.simulationRunControllerCancelItem({ id: created.id, itemId: endless?.id ?? "" });
    expect(canceled).toMatchObject({ status: "canceled", canceledAt: expect.any(String) });
    expect((await runs.simulationRunControllerFindOne({ id: created.id })).status).toBe("running");
    const ended = await runs.simulationRunControllerCancelGroup({ id: created.id });
    expect(ended).toMatchObject({
      status: "ended",
      endedReason: "canceled",
      itemCounts: { canceled: 2, failed: 1, running: 0 },
    });
    const again = await refusal(runs.simulationRunControllerCancelGroup({ id: created.id }));
    expect(again).toMatchObject({ statusCode: 400, body: { message: "Run has already ended" } });
  });

  it("keeps what had ended when the rest is cancelled, and a cancelled queued item never started", async () => {
    const emulator = await open();
    const created = await start(emulator, [simulation("Court", "Bonjour.", "Poli")], { iterations: 3 });
    const run = await emulator.client.simulationRuns.simulationRunControllerCancelGroup({ id: created.id });
    expect(run).toMatchObject({ status: "ended", itemCounts: { canceled: 3 } });
    expect(run).not.toHaveProperty("startedAt");
    emulator.pass(10 * STAGE_MS);
    expect((await itemsOf(emulator, created.id)).map(({ status }) => status)).toEqual([
      "canceled",
      "canceled",
      "canceled",
    ]);
  });

  it("says the same at the same seed, and something else in another iteration", async () => {
    const said = async (): Promise<unknown[]> => {
      const emulator = await open({ seed: 11 });
      const instructions = "Je m’ennuie. Vous insistez. Racontez tout.";
      const created = await start(emulator, [simulation("Même", instructions, "Poli")], { iterations: 4 });
      emulator.pass(3 * STAGE_MS);
      return (await itemsOf(emulator, created.id)).map((item) => [item.metadata?.call, item.results]);
    };
    const [one, other] = [await said(), await said()];
    expect(one).toEqual(other);
    expect(new Set(one.map((item) => JSON.stringify(item))).size).toBeGreaterThan(1);
  });

  it("survives a restart: a running item goes on, at the time that was set", async () => {
    const directory = mkdtempSync(join(tmpdir(), "vapi-simulations-"));
    close.push(async () => rmSync(directory, { recursive: true, force: true }));
    const { clock, pass } = standing();
    const options = { stateDir: directory, ...(clock === undefined ? {} : { clock }) };
    const before = await openEmulator(options);
    const created = await start(before, [
      simulation("Seul", "Bonjour.", "Poli"),
      simulation("Autre", "Bonjour.", "Exact [false]"),
    ]);
    pass(STAGE_MS);
    await before.close();

    pass(STAGE_MS);
    const after = await openEmulator(options);
    close.unshift(() => after.close());
    const runs = after.client.simulationRuns;
    expect(await runs.simulationRunControllerFindOne({ id: created.id })).toMatchObject({ itemCounts: { running: 2 } });
    pass(STAGE_MS);
    const ended = await runs.simulationRunControllerFindOne({ id: created.id });
    expect(ended).toMatchObject({ status: "ended", itemCounts: { passed: 1, failed: 1 } });
  });

  it("can write results after the end", async () => {
    const emulator = await open({ settings: { resultsLagMs: 1000 } });
    const created = await start(emulator, [simulation("Lent", "Bonjour.", "Poli")]);
    emulator.pass(3 * STAGE_MS);
    const [ended] = await itemsOf(emulator, created.id);
    expect(ended?.status).toBe("passed");
    expect(ended).not.toHaveProperty("results");
    emulator.pass(1000);
    expect((await itemsOf(emulator, created.id))[0]?.results?.passed).toBe(true);
  });
});

describe("lists of runs", () => {
  it("are filtered by status, result and target, plain or paged", async () => {
    const emulator = await open();
    const passed = await start(emulator, [simulation("Bon", "Bonjour.", "Poli")]);
    emulator.pass(1);
    const failed = await start(emulator, [simulation("Mauvais", "Bonjour.", "Poli [false]")]);
    emulator.pass(3 * STAGE_MS);
    const queued = await start(emulator, [simulation("Attend", "Bonjour.", "Poli")]);
    const ids = async (query: string): Promise<unknown> => {
      const { body } = await emulator.rest("GET", `/eval/simulation/run${query}`);
      return Array.isArray(body) ? body.map((run) => (run as JsonObject)["id"]) : body;
    };
    expect(await ids("")).toEqual([queued.id, failed.id, passed.id]);
    expect(await ids("?status=ended")).toEqual([failed.id, passed.id]);
    expect(await ids("?filterStatus=passed")).toEqual([passed.id]);
    expect(await ids("?filterStatus=running")).toEqual([queued.id]);
    expect(await ids("?targetType=squad")).toEqual([]);
    const { target } = failed;
    const assistantId = "assistantId" in target ? target.assistantId : undefined;
    expect(await ids(`?targetId=${assistantId}`)).toEqual([failed.id]);
    expect(await ids("?limit=2&page=2")).toMatchObject({
      results: [
        { id: passed.id, summary: { source: { type: "api" }, simulationCount: 1, targetSnapshotName: "Secrétariat" } },
      ],
      metadata: { totalItems: 3, currentPage: 2 },
    });
  });

  it("say how many voice simulations could start", async () => {
    const emulator = await open();
    await start(emulator, [simulation("Un", "Bonjour.", "Poli")], { iterations: 3 });
    emulator.pass(STAGE_MS);
    const concurrency = await emulator.client.simulations.simulationControllerGetConcurrency();
    expect(concurrency).toMatchObject({
      concurrencyLimit: 20,
      activeSimulations: 6,
      availableToStart: 7,
      isDefault: true,
    });
  });
});

describe("what Vapi refuses", () => {
  it("names, in its words, what is not there or makes no sense", async () => {
    const emulator = await open();
    const assistantId = await emulator.assistant();
    const target = { type: "assistant", assistantId };
    const good = simulation("Bon", "Bonjour.", "Poli");
    const refused = async (body: object): Promise<unknown> => {
      const answer = await emulator.rest("POST", "/eval/simulation/run", { simulations: [good], target, ...body });
      return { status: answer.status, message: (answer.body as JsonObject)["message"] };
    };
    const judged = (evaluation: object) => ({
      simulations: [
        { ...good, scenario: { ...good.scenario, evaluations: [{ ...good.scenario.evaluations[0], ...evaluation }] } },
      ],
    });
    const wrong: [object, number, RegExp][] = [
      [{ simulations: [] }, 400, /simulations should not be empty/],
      [{ iterations: 11 }, 400, /iterations must not be greater than 10/],
      [{ surprise: true }, 400, /property surprise should not exist/],
      [{ simulations: [{ type: "simulation", simulationId: MISSING }] }, 404, /Simulation .* Not Found/],
      [{ simulations: [{ type: "simulationSuite", simulationSuiteId: MISSING }] }, 404, /Suite .* Not Found/],
      [
        { simulations: [{ type: "simulation", scenarioId: MISSING, personality }] },
        400,
        /`scenarioId` .* Does Not Exist/,
      ],
      [{ simulations: [{ type: "simulation", scenario: good.scenario }] }, 400, /either personalityId or personality/],
      [{ simulations: [{ ...good, scenarioId: MISSING }] }, 400, /cannot be combined/],
      [{ target: { type: "assistant", assistantId: MISSING } }, 404, /Assistant .* Not Found/],
      [{ target: { type: "squad", squadId: MISSING } }, 404, /Squad .* Not Found/],
      [{ target: { type: "squad" } }, 400, /exactly one of squadId or squad/],
      [judged({ comparator: ">" }), 400, /comparator must be one of the following values: =, !=/],
      [judged({ value: "oui" }), 400, /value must be a boolean/],
      [judged({ structuredOutputId: MISSING }), 400, /exactly one of structuredOutputId/],
      [judged({ structuredOutput: { name: "x", schema: { type: "object" } } }), 400, /schema.type must be one of/],
      [{ simulations: [{ ...good, scenario: { ...good.scenario, evaluations: [] } }] }, 400, /at least 1 elements/],
    ];
    for (const [body, status, message] of wrong) {
      const answer = await refused(body);
      expect(answer).toMatchObject({ status });
      expect(JSON.stringify(answer)).toMatch(message);
    }
  });

  it("knows no run, nor an item of another run", async () => {
    const emulator = await open();
    const runs = emulator.client.simulationRuns;
    expect((await refusal(runs.simulationRunControllerFindOne({ id: MISSING }))).statusCode).toBe(404);
    const [one, other] = [
      await start(emulator, [simulation("Un", "Bonjour.", "Poli")]),
      await start(emulator, [simulation("Deux", "Bonjour.", "Poli")]),
    ];
    const itemId = other.simulationRunItemIds[0] ?? "";
    expect((await refusal(runs.simulationRunControllerFindItem({ id: one.id, itemId }))).statusCode).toBe(404);
  });
});
