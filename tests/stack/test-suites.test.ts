import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { farHour } from "../clock.ts";
import { startStack, type Stack, type Organization } from "../stack.ts";
import { SHORTEST } from "../fixtures.ts";

const DELAY_MS = 300;
const PATIENCE = { timeout: 30_000, interval: 100 };

type Json = Record<string, unknown>;
type Run = {
  id: string;
  status: string;
  endedReason: string | null;
  passed: boolean | null;
  attempts: Record<string, number>;
  results: { id: string; testName: string; number: number; status: string; reason: string | null; rubrics: Json[] }[];
};

let stack: Stack;
let owner: Organization;
let assistantId: string;

beforeAll(async () => {
  stack = await startStack({
    vars: {
      "allokoli-assistants": { MIRROR_SWEEP_DELAY_MS: String(DELAY_MS) },
      "allokoli-simulations": { RETRY_AFTER_MS: String(DELAY_MS), RUN_WATCH_EVERY_MS: "500" },
    },
  });
  owner = await stack.newOrganization();
  assistantId = await make("/v1/assistants", { name: "Accueil", firstMessage: "Cabinet Moreau, bonjour." });
});
afterEach(() => stack.vapi.clearFaults());
afterAll(() => stack.close());

async function ask(method: string, path: string, json?: Json, headers: Record<string, string> = {}) {
  const answer = await stack.api(path, { ...owner, method, headers, ...(json !== undefined && { json }) });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? {} : JSON.parse(text) };
}
async function make(path: string, json: Json): Promise<string> {
  const { status, body } = await ask("POST", path, json);
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id;
}

/** A suite with these tests. */
async function suiteOf(...tests: Json[]): Promise<string> {
  const id = await make("/v1/test-suites", { name: "Prise de rendez-vous" });
  for (const test of tests) await make(`/v1/test-suites/${id}/tests`, test);
  return id;
}
const test = (name: string, rubric: string, more: Json = {}) => ({
  name,
  script: "Vous voulez un rendez-vous mardi.",
  rubrics: [{ text: rubric }],
  ...more,
});
async function run(suiteId: string, json: Json = { assistantId }): Promise<Run> {
  const { status, body } = await ask("POST", `/v1/test-suites/${suiteId}/runs`, json);
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}
const readRun = async (suiteId: string, id: string): Promise<Run> =>
  (await ask("GET", `/v1/test-suites/${suiteId}/runs/${id}`)).body;
const ended = (suiteId: string, id: string) =>
  vi.waitFor(async () => {
    const now = await readRun(suiteId, id);
    expect(now.status).toBe("ended");
    return now;
  }, PATIENCE);
const runsAtVapi = async () =>
  (await (await stack.vapi.api("/eval/simulation/run")).json()) as {
    simulations: { name: string }[];
    status: string;
  }[];
const namedAtVapi = async (runId: string) =>
  (await runsAtVapi()).filter(({ simulations }) => simulations[0]?.name.startsWith(runId));

describe("a run", () => {
  it("goes from queued to ended, and keeps each attempt's transcript, verdicts and reasons", async () => {
    const suiteId = await suiteOf(test("Mardi", "Un jour est convenu.", { attempts: 2 }));
    const begun = await run(suiteId);
    expect(begun).toMatchObject({ status: "queued", passed: null, attempts: { total: 2, queued: 2 } });
    const done = await ended(suiteId, begun.id);
    expect(done).toMatchObject({ endedReason: "completed", passed: true, attempts: { total: 2, passed: 2 } });
    const [first] = done.results;
    expect(first).toMatchObject({
      testName: "Mardi",
      number: 1,
      status: "passed",
      rubrics: [
        { text: "Un jour est convenu.", required: true, verdict: "passed", reason: expect.stringMatching(/\S/) },
      ],
    });
    const attempt = await ask("GET", `/v1/test-suites/${suiteId}/runs/${begun.id}/attempts/${first?.id}`);
    expect(attempt.body.transcript).toContainEqual({ role: "assistant", text: "Cabinet Moreau, bonjour." });
    expect(attempt.body.transcript.map(({ role }: Json) => role)).toContain("caller");
    const told = await stack.sql<{ type: string; data: Json }>("select type, data from events where resource_id = $1", [
      begun.id,
    ]);
    expect(told).toMatchObject([{ type: "test-run.ended", data: { id: begun.id, suiteId, passed: true } }]);
  });

  it("has not passed when an attempt failed, when nothing could be evaluated, or when a call broke off", async () => {
    const suiteId = await suiteOf(
      test("Bon", "Un jour est convenu."),
      test("Une fois sur deux", "Poli. [false on 2]", { attempts: 2 }),
      test("Sourd", "La voix est claire. [skip]"),
      test("Coupé", "Un jour est convenu.", { script: "Vous raccrochez. [crash]" }),
    );
    const done = await ended(suiteId, (await run(suiteId)).id);
    const statuses = Object.fromEntries(
      done.results.map(({ testName, number, status }) => [`${testName} ${number}`, status]),
    );
    expect(statuses).toEqual({
      "Bon 1": "passed",
      "Une fois sur deux 1": "passed",
      "Une fois sur deux 2": "failed",
      "Sourd 1": "skipped",
      "Coupé 1": "failed",
    });
    for (const { status, reason } of done.results) expect(reason === null).toBe(status === "passed");
    expect(done).toMatchObject({ passed: false, attempts: { passed: 2, failed: 2, skipped: 1 } });
  });

  it("has not passed when all evaluations were skipped, even if it passes at Vapi", async () => {
    const suiteId = await suiteOf(test("Sourd", "La voix est claire. [skip]"));
    const begun = await run(suiteId);
    expect(await ended(suiteId, begun.id)).toMatchObject({ passed: false, attempts: { skipped: 1 } });
    expect(await namedAtVapi(begun.id)).toMatchObject([{ itemCounts: { passed: 1 } }]);
  });

  it("calls a squad or a workflow, in writing or by voice", async () => {
    const squadId = await make("/v1/squads", { name: "Équipe", members: [{ assistantId }] });
    const workflowId = await make("/v1/workflows", { name: "Accueil", ...SHORTEST });
    const suiteId = await suiteOf(test("Écrit", "Poli."), test("Parlé", "Poli.", { channel: "voice" }));
    for (const target of [{ squadId }, { workflowId }]) {
      const done = await ended(suiteId, (await run(suiteId, target)).id);
      expect(done).toMatchObject({ passed: true, attempts: { total: 2 } });
    }
  });

  it("calls what a draft would make of an assistant, a squad or a workflow, as it was kept then", async () => {
    const suiteId = await suiteOf(test("Salut", "Il salue. [says bonsoir]"));
    const id = await make("/v1/assistants", { name: "Accueil", firstMessage: "Cabinet Moreau, bonjour." });
    const squadId = await make("/v1/squads", { name: "Équipe", members: [{ assistantId }] });
    const workflowId = await make("/v1/workflows", { name: "Accueil", ...SHORTEST });
    const path = `/v1/test-suites/${suiteId}/runs`;
    const none = await ask("POST", path, { assistantId: id, draft: true });
    expect(none.body).toMatchObject({ code: "validation_failed", errors: [{ path: "draft" }] });
    const started = SHORTEST.nodes.map((node) =>
      node.kind === "start" ? { ...node, firstMessage: "Cabinet Moreau, bonsoir." } : node,
    );
    for (const [kind, target, change] of [
      ["assistants", { assistantId: id }, { firstMessage: "Cabinet Moreau, bonsoir." }],
      ["squads", { squadId }, { members: [{ assistantId: id }] }],
      ["workflows", { workflowId }, { nodes: started }],
    ] as const) {
      const of = Object.values(target)[0];
      expect((await ask("PUT", `/v1/${kind}/${of}/draft`, change)).status).toBe(200);
      const begun = await run(suiteId, { ...target, draft: true });
      expect(begun).toMatchObject({ draft: { etag: '"1"', keptAt: expect.any(String) } });
      // What is kept of the draft afterwards is another revision.
      await ask("PUT", `/v1/${kind}/${of}/draft`, { name: "Autre" });
      const done = await ended(suiteId, begun.id);
      // The members of a squad are those that are published.
      expect(done, kind).toMatchObject({ draft: { etag: '"1"' }, passed: kind !== "squads" });
      const [played] = await namedAtVapi(begun.id);
      expect(played).toMatchObject({ target: { [kind === "assistants" ? "assistant" : "squad"]: expect.any(Object) } });
      expect((await ended(suiteId, (await run(suiteId, target)).id)).passed).toBe(false);
    }
    // Nobody keeps the organization's secret in the plan of a run.
    const [kept] = await stack.sql<{ plans: string }>("select string_agg(plan::text, '') as plans from test_runs");
    expect(kept?.plans).not.toContain("x-vapi-secret");
  });

  it("says of a draft with faults that it cannot be played, and sends nothing", async () => {
    const suiteId = await suiteOf(test("Mardi", "Poli."));
    const workflowId = await make("/v1/workflows", { name: "Accueil", ...SHORTEST });
    await ask("PUT", `/v1/workflows/${workflowId}/draft`, { edges: [] });
    const { status, body } = await ask("POST", `/v1/test-suites/${suiteId}/runs`, { workflowId, draft: true });
    expect([status, body.errors[0].path]).toEqual([422, "draft"]);
  });

  it("calls only what belongs to the organization, and runs only the suite's tests", async () => {
    const suiteId = await suiteOf(test("Mardi", "Poli."));
    const outsider = await stack.newOrganization();
    const theirs = await stack.api("/v1/assistants", { ...outsider, method: "POST", json: { name: "Leur accueil" } });
    const { id } = (await theirs.json()) as { id: string };
    const path = `/v1/test-suites/${suiteId}/runs`;
    expect(await ask("POST", path, { assistantId: id })).toMatchObject({
      status: 422,
      body: { errors: [{ path: "assistantId" }] },
    });
    expect(await ask("POST", path, { assistantId, testIds: [id] })).toMatchObject({
      status: 422,
      body: { errors: [{ path: "testIds.0" }] },
    });
    expect(await ask("POST", `/v1/test-suites/${await suiteOf()}/runs`, { assistantId })).toMatchObject({
      status: 409,
    });
    const begun = await run(suiteId);
    const read = await stack.api(`${path}/${begun.id}`, outsider);
    expect(read.status).toBe(404);
    const viewer = await stack.newMember(owner.organizationId, "viewer");
    const asked = await stack.api(path, { token: viewer.token, method: "POST", json: { assistantId } });
    expect(asked.status).toBe(403);
    expect((await stack.api(path, { token: viewer.token })).status).toBe(200);
  });

  it("is started once for a key, and can be deleted after its end", async () => {
    const suiteId = await suiteOf(test("Mardi", "Poli. [false]"));
    const path = `/v1/test-suites/${suiteId}/runs`;
    const key = { "idempotency-key": "essai-1" };
    const first = await ask("POST", path, { assistantId, name: "Avant" }, key);
    const again = await ask("POST", path, { assistantId, name: "Avant" }, key);
    expect(again.body).toEqual(first.body);
    expect((await ask("PATCH", `${path}/${first.body.id}`, { name: "Avant ouverture" })).body).toMatchObject({
      name: "Avant ouverture",
    });
    await ended(suiteId, first.body.id);
    expect((await ask("GET", path)).body.items).toMatchObject([{ id: first.body.id, passed: false }]);
    expect((await ask("DELETE", `${path}/${first.body.id}`)).status).toBe(204);
    expect((await ask("GET", `${path}/${first.body.id}`)).status).toBe(404);
  });
});

describe("a suite that is run by itself", () => {
  const due = (suiteId: string) =>
    stack.sql("update test_schedules set next_at = now() - interval '1 second' where suite_id = $1", [suiteId]);
  const runsOf = async (suiteId: string): Promise<Run[]> =>
    (await ask("GET", `/v1/test-suites/${suiteId}/runs`)).body.items;
  const endedRuns = (suiteId: string, count: number) =>
    vi.waitFor(async () => {
      const runs = await runsOf(suiteId);
      expect(runs.map(({ status }) => status)).toEqual(Array.from({ length: count }, () => "ended"));
      return runs;
    }, PATIENCE);
  const redOf = (suiteId: string) =>
    stack.sql<{ data: Json }>(
      "select data from events where type = 'test-suite.red' and resource_id = $1 order by position",
      [suiteId],
    );

  it("is run once when its hour has come, also over a restart, and tells the first time that it fails", async () => {
    const target = await make("/v1/assistants", { name: "Accueil", firstMessage: "Cabinet Moreau, bonjour." });
    const suiteId = await suiteOf(test("Salut", "Il salue. [says bonjour]"));
    const path = `/v1/test-suites/${suiteId}/schedule`;
    expect((await ask("GET", path)).status).toBe(404);
    const hour = farHour();
    const kept = await ask("PUT", path, { assistantId: target, hour, days: [5, 1] });
    expect(kept.body, JSON.stringify(kept.body)).toMatchObject({
      target: { type: "assistant", id: target, name: "Accueil" },
      days: [1, 5],
      problem: null,
      askedBy: { id: owner.user.id },
    });
    const [zone] = await stack.sql<{ day: string; hour: string }>(
      `select extract(isodow from $1::timestamptz at time zone time_zone)::text as day,
        extract(hour from $1::timestamptz at time zone time_zone)::text as hour from organizations where id = $2`,
      [kept.body.nextAt, owner.organizationId],
    );
    expect(zone).toMatchObject({ day: expect.stringMatching(/^[15]$/), hour: String(hour) });

    await due(suiteId);
    await stack.restartWorkers();
    const [first] = await endedRuns(suiteId, 1);
    expect(first).toMatchObject({ isScheduled: true, passed: true, draft: null });
    expect(await redOf(suiteId)).toEqual([]);
    expect((await ask("GET", path)).body.nextAt).toBe(kept.body.nextAt);

    await ask("PATCH", `/v1/assistants/${target}`, { firstMessage: "Allô ?" });
    for (const count of [2, 3]) {
      await due(suiteId);
      const [latest] = await endedRuns(suiteId, count);
      expect(latest?.passed).toBe(false);
    }
    const runs = await runsOf(suiteId);
    // Once: of the second failure people know.
    expect(await redOf(suiteId)).toMatchObject([{ data: { id: suiteId, runId: runs[1]?.id, code: null } }]);
  });

  it("says why a run could not be begun, and comes to an end with who asked for it", async () => {
    const member = await stack.newMember(owner.organizationId, "member");
    const suiteId = await suiteOf(test("Salut", "Poli."));
    const path = `/v1/test-suites/${suiteId}/schedule`;
    const as = { token: member.token, organizationId: owner.organizationId, method: "PUT" };
    expect((await stack.api(path, { ...as, json: { assistantId, hour: 3 } })).status).toBe(200);
    await ask("DELETE", `/v1/organization/members/${member.user.id}`);
    await due(suiteId);
    await vi.waitFor(async () => {
      const { body } = await ask("GET", path);
      expect(body).toMatchObject({ problem: { code: "not_a_member" } });
      expect(Date.parse(body.nextAt)).toBeGreaterThan(Date.now());
    }, PATIENCE);
    expect(await runsOf(suiteId)).toEqual([]);
    expect(await redOf(suiteId)).toMatchObject([{ data: { runId: null, code: "not_a_member" } }]);
    expect((await ask("DELETE", path)).status).toBe(204);
    expect((await ask("DELETE", path)).status).toBe(404);
  });
});

describe("a run's name", () => {
  it("is changed only with the current revision, and the audit log names the person", async () => {
    const suiteId = await suiteOf(test("Mardi", "Poli."));
    const begun = await run(suiteId);
    const path = `/v1/test-suites/${suiteId}/runs/${begun.id}`;
    const seen = (await stack.api(path, owner)).headers.get("etag") ?? "";
    const rename = (name: string) => ask("PATCH", path, { name }, { "if-match": seen });
    const statuses = (await Promise.all([rename("Avant"), rename("Après")])).map(({ status }) => status);
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 412]);
    await ended(suiteId, begun.id);
    // The progress of a run is no change by a person.
    const after = (await stack.api(path, owner)).headers.get("etag") ?? "";
    expect((await ask("PATCH", path, { name: "Enfin" }, { "if-match": after })).status).toBe(200);
    expect((await ask("DELETE", path, undefined, { "if-match": after })).status).toBe(412);
    expect((await ask("DELETE", path)).status).toBe(204);
    const logged = await stack.sql<{ action: string }>(
      "select action from audit_log where resource_id = $1 order by id",
      [begun.id],
    );
    expect(logged.map(({ action }) => action)).toEqual([
      "test-run.created",
      "test-run.updated",
      "test-run.updated",
      "test-run.deleted",
    ]);
  });
});

describe("a run that is canceled", () => {
  it("is stopped at Vapi, and until then neither it nor its suite can be deleted", async () => {
    const endless = { script: "Vous ne raccrochez jamais. [endless]" };
    const suiteId = await suiteOf(test("Sans fin", "Poli.", endless));
    const begun = await run(suiteId);
    await vi.waitFor(async () => expect((await readRun(suiteId, begun.id)).status).toBe("running"), PATIENCE);
    const path = `/v1/test-suites/${suiteId}`;
    expect((await ask("DELETE", `${path}/runs/${begun.id}`)).status).toBe(409);
    expect((await ask("DELETE", path)).status).toBe(409);
    expect((await ask("POST", `${path}/runs/${begun.id}/cancel`)).body.cancelAskedAt).toEqual(expect.any(String));
    expect(await ended(suiteId, begun.id)).toMatchObject({
      endedReason: "canceled",
      passed: null,
      attempts: { canceled: 1 },
    });
    expect(await namedAtVapi(begun.id)).toMatchObject([{ status: "ended" }]);
    expect((await ask("DELETE", path)).status).toBe(204);
  });
});

describe("with faults", () => {
  it.each([
    ["Vapi's answer is lost after it began the run", { dropAfterWork: true }],
    ["Vapi is away", { status: 503 }],
    ["Vapi asks for patience", { status: 429 }],
  ])("a test is started once, although %s", async (_, fault) => {
    const suiteId = await suiteOf(test("Mardi", "Poli."));
    await stack.vapi.fault({ method: "POST", path: "/eval/simulation/run", times: 1, ...fault });
    const begun = await run(suiteId);
    expect(await ended(suiteId, begun.id)).toMatchObject({ passed: true });
    expect(await namedAtVapi(begun.id)).toHaveLength(1);
  });

  it("a run goes on after every Worker died", async () => {
    const suiteId = await suiteOf(test("Un", "Poli.", { attempts: 3 }), test("Deux", "Poli."), test("Trois", "Poli."));
    const begun = await run(suiteId);
    await stack.restartWorkers();
    expect(await ended(suiteId, begun.id)).toMatchObject({ passed: true, attempts: { total: 5, passed: 5 } });
    expect(await namedAtVapi(begun.id)).toHaveLength(3);
  });

  it("a run goes on after a deployment whose objects do not know it, without a request", async () => {
    const suiteId = await suiteOf(test("Sans fin", "Poli.", { script: "Vous ne raccrochez jamais. [endless]" }));
    const begun = await run(suiteId);
    await vi.waitFor(async () => expect((await readRun(suiteId, begun.id)).status).toBe("running"), PATIENCE);
    await stack.stopWorkers();
    await rm(join(stack.stateDir, "workers/do/allokoli-simulations-TestRuns"), { recursive: true });
    await stack.sql("update test_runs set cancel_asked_at = now() where id = $1", [begun.id]);
    await stack.startWorkers();
    await stack.cron("allokoli-simulations");
    await vi.waitFor(
      async () =>
        expect(await stack.sql("select status, ended_reason from test_runs where id = $1", [begun.id])).toEqual([
          { status: "ended", ended_reason: "canceled" },
        ]),
      PATIENCE,
    );
    expect(await namedAtVapi(begun.id)).toMatchObject([{ status: "ended" }]);
  });

  it("a run that Vapi refuses for a lack of balance has failed, with a reason", async () => {
    const suiteId = await suiteOf(test("Mardi", "Poli."));
    await stack.vapi.fault({ method: "POST", path: "/eval/simulation/run", times: 1, status: 402 });
    const done = await ended(suiteId, (await run(suiteId)).id);
    expect(done).toMatchObject({ passed: false, results: [{ status: "failed", reason: expect.stringMatching(/\S/) }] });
  });
});
