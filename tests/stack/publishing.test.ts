import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { SHORTEST } from "../fixtures.ts";
import { startStack, type Organization, type Stack } from "../stack.ts";

// What has to be there before a draft answers the telephone: its tests, and its hour.
type Json = Record<string, unknown>;
const DELAY_MS = 300;
const PATIENCE = { timeout: 60_000, interval: 100 };
const GOOD = "Cabinet Moreau, bonsoir.";

let stack: Stack;
let owner: Organization;
beforeAll(async () => {
  stack = await startStack({
    vars: {
      "allokoli-assistants": { MIRROR_SWEEP_DELAY_MS: String(DELAY_MS), MIRROR_WATCH_EVERY_MS: "500" },
      "allokoli-simulations": { RETRY_AFTER_MS: String(DELAY_MS) },
      "allokoli-calls": { REPORT_AFTER_MS: "500" },
    },
  });
  owner = await stack.newOrganization();
});
afterAll(() => stack.close());

type Who = { token: string; organizationId: string };
async function ask(method: string, path: string, json?: Json, headers: Record<string, string> = {}, as: Who = owner) {
  const answer = await stack.api(path, { ...as, method, headers, ...(json !== undefined && { json }) });
  const text = await answer.text();
  return { status: answer.status, etag: answer.headers.get("etag") ?? "", body: text === "" ? {} : JSON.parse(text) };
}
async function done(method: string, path: string, json?: Json, headers: Record<string, string> = {}) {
  const answer = await ask(method, path, json, headers);
  expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
  return answer;
}

const KINDS = {
  assistants: {
    target: "assistantId",
    made: { name: "Accueil", firstMessage: "Cabinet Moreau, bonjour." },
    change: (firstMessage: string) => ({ firstMessage }),
  },
  workflows: {
    target: "workflowId",
    made: { name: "Accueil", ...SHORTEST },
    change: (firstMessage: string) => ({
      nodes: SHORTEST.nodes.map((node) => (node.kind === "start" ? { ...node, firstMessage } : node)),
    }),
  },
} as const;
type Kind = keyof typeof KINDS;

/** Something that is published only when it says « bonsoir ». */
async function guarded(kind: Kind) {
  const id: string = (await done("POST", `/v1/${kind}`, KINDS[kind].made)).body.id;
  const suiteId: string = (await done("POST", "/v1/test-suites", { name: "Salutations" })).body.id;
  const test = { name: "Salut", script: "Vous saluez.", rubrics: [{ text: "Il salue. [says bonsoir]" }] };
  const testId: string = (await done("POST", `/v1/test-suites/${suiteId}/tests`, test)).body.id;
  await done("PUT", `/v1/${kind}/${id}/gate`, { suiteId });
  const path = `/v1/${kind}/${id}`;
  const run = async () => {
    const { body } = await done("POST", `/v1/test-suites/${suiteId}/runs`, { [KINDS[kind].target]: id, draft: true });
    return String(body.id);
  };
  const ended = (runId: string) =>
    vi.waitFor(async () => {
      const { body } = await ask("GET", `/v1/test-suites/${suiteId}/runs/${runId}`);
      expect(body.status).toBe("ended");
      return body.passed as boolean;
    }, PATIENCE);
  return {
    id,
    path,
    suiteId,
    testId,
    run,
    ended,
    keep: (text: string) => done("PUT", `${path}/draft`, KINDS[kind].change(text)),
  };
}

describe.each(["assistants", "workflows"] as const)("a gate before %s", (kind) => {
  it("lets no draft through whose tests have not passed, and says which run decides", async () => {
    const { path, suiteId, testId, run, ended, keep } = await guarded(kind);
    await keep("Allô ?");
    const untested = await ask("POST", `${path}/publish`);
    expect([untested.status, untested.body.code]).toEqual([409, "tests_not_passed"]);
    expect(untested.body).toMatchObject({
      detail: expect.stringContaining("draft: true"),
      tests: { suiteId, testIds: null, runId: null, state: "none" },
    });
    const worse = await run();
    expect(await ended(worse)).toBe(false);
    const refused = await ask("POST", `${path}/publish`);
    expect(refused.body).toMatchObject({ code: "tests_not_passed", tests: { runId: worse, state: "failed" } });
    expect((await ask("GET", `${path}/publishing`)).body.gate).toMatchObject({
      suiteName: "Salutations",
      testCount: 1,
      draft: { state: "failed", runId: worse },
    });

    await keep(GOOD);
    const better = await run();
    expect(await ended(better)).toBe(true);
    // A draft that was changed since is another one, and a test that was changed since has not been played.
    await keep(`${GOOD} Parlez.`);
    expect((await ask("POST", `${path}/publish`)).body.tests).toMatchObject({ state: "none" });
    await ended(await run());
    await done("PATCH", `/v1/test-suites/${suiteId}/tests/${testId}`, { script: "Vous saluez deux fois." });
    expect((await ask("POST", `${path}/publish`)).body.tests).toMatchObject({ state: "none" });
    await ended(await run());
    await done("POST", `${path}/publish`);
    expect((await ask("GET", `${path}/draft`)).status).toBe(404);
  });

  it("does not take the passed run of a draft that is gone for one of the next draft", async () => {
    const { path, run, ended, keep } = await guarded(kind);
    await keep(GOOD);
    expect(await ended(await run())).toBe(true);
    await done("DELETE", `${path}/draft`);
    expect((await keep("Allô ?")).etag).toBe('"1"');
    expect((await ask("POST", `${path}/publish`)).body.code).toBe("tests_not_passed");
  });

  it("cannot be walked around by a PATCH, and lets what answered before answer again", async () => {
    const { path, run, ended, keep } = await guarded(kind);
    const patched = await ask("PATCH", path, KINDS[kind].change("Allô ?"));
    expect([patched.status, patched.body.code]).toEqual([409, "tests_not_passed"]);
    await keep(GOOD);
    await ended(await run());
    await done("POST", `${path}/publish`);
    await done("POST", `${path}/versions/1/restore`);
    const { body } = await ask("GET", path);
    expect(JSON.stringify(body)).not.toContain(GOOD);
  });

  it("is passed in spite of its tests by admins alone, which the log has", async () => {
    const { id, path, keep } = await guarded(kind);
    const member = await stack.newMember(owner.organizationId, "member");
    const as = { token: member.token, organizationId: owner.organizationId };
    await keep("Allô ?");
    expect((await ask("POST", `${path}/publish?despiteTests=true`, undefined, {}, as)).body.code).toBe("role_too_low");
    expect((await ask("DELETE", `${path}/gate`, undefined, {}, as)).body.code).toBe("role_too_low");
    await done("POST", `${path}/publish?despiteTests=true`);
    const { body } = await ask("GET", `/v1/logs?action=draft.published-untested&resourceId=${id}`);
    expect(body.items).toMatchObject([{ actor: { kind: "person" }, detail: { state: "none" } }]);
    await done("DELETE", `${path}/gate`);
    await done("PATCH", path, KINDS[kind].change("Allô ?"));
  });
});

describe("the suite of a gate", () => {
  it("is made easier by admins alone", async () => {
    const { path, suiteId, testId } = await guarded("assistants");
    const member = await stack.newMember(owner.organizationId, "member");
    const as = { token: member.token, organizationId: owner.organizationId };
    const test = `/v1/test-suites/${suiteId}/tests`;
    const easy = { name: "Facile", script: "Vous raccrochez.", rubrics: [{ text: "Il se passe quelque chose." }] };
    expect((await ask("PATCH", `${test}/${testId}`, { rubrics: easy.rubrics }, {}, as)).body.code).toBe("role_too_low");
    expect((await ask("DELETE", `${test}/${testId}`, undefined, {}, as)).body.code).toBe("role_too_low");
    expect((await ask("PATCH", `${test}/${testId}`, { name: "Salut" }, {}, as)).status).toBe(200);
    const added = await ask("POST", test, easy, {}, as);
    expect(added.status).toBe(201);
    // Of the tests that the gate does not ask for, nothing depends.
    await done("PUT", `${path}/gate`, { suiteId, testIds: [testId] });
    expect((await ask("DELETE", `${test}/${String(added.body.id)}`, undefined, {}, as)).status).toBe(204);
  });

  it("is not deleted, and has to be one of the organization's with tests", async () => {
    const { path, suiteId } = await guarded("assistants");
    // It says what is published only when the suite passes.
    const errors = [{ path: `/v1${path.replace(/^\/v1/, "")}/gate` }];
    expect((await ask("DELETE", `/v1/test-suites/${suiteId}`)).body).toMatchObject({ code: "conflict", errors });
    const stranger = await stack.newOrganization();
    const foreign = await ask("POST", "/v1/test-suites", { name: "Autre" }, {}, stranger);
    const empty = await done("POST", "/v1/test-suites", { name: "Vide" });
    for (const other of [foreign.body.id, empty.body.id])
      expect((await ask("PUT", `${path}/gate`, { suiteId: other })).body.code).toBe("validation_failed");
    expect((await ask("GET", `${path}/publishing`, undefined, {}, stranger)).status).toBe(404);
    await done("DELETE", path);
    await done("DELETE", `/v1/test-suites/${suiteId}`);
  });
});

const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const published = (path: string, text: string) =>
  vi.waitFor(async () => {
    expect((await ask("GET", `${path}/draft`)).status).toBe(404);
    expect((await ask("GET", path)).body.firstMessage).toBe(text);
  }, PATIENCE);
const failed = (path: string) =>
  vi.waitFor(async () => {
    const { body } = await ask("GET", `${path}/publishing`);
    expect(body.plan?.state).toBe("failed");
    return body.plan as Json;
  }, PATIENCE);

describe("a publication that is planned", () => {
  const make = async (): Promise<string> =>
    `/v1/assistants/${(await done("POST", "/v1/assistants", { name: "Accueil" })).body.id}`;

  it("happens at its hour and not before, once, in the name of who asked for it", async () => {
    const path = await make();
    const { etag } = await done("PUT", `${path}/draft`, { firstMessage: GOOD });
    const { body } = await done("PUT", `${path}/draft/plan`, { at: inMs(4000) }, { "if-match": etag });
    expect(body).toMatchObject({ state: "waiting", askedBy: { id: owner.user.id } });
    expect((await ask("GET", `${path}/draft`)).status).toBe(200);
    await stack.evict({
      worker: "allokoli-assistants",
      className: "MirrorSweep",
      object: { name: owner.organizationId },
    });
    await published(path, GOOD);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(String(body.at)));
    const log = await ask("GET", `/v1/logs?action=assistant.updated&resourceId=${path.split("/").at(-1)}`);
    expect(log.body.items).toMatchObject([{ actor: { id: owner.user.id } }]);
  });

  it("is of one revision: it goes when the draft is changed, and can be taken back", async () => {
    const path = await make();
    const { etag } = await done("PUT", `${path}/draft`, { firstMessage: GOOD });
    await done("PUT", `${path}/draft`, { firstMessage: "Allô ?" });
    expect((await ask("PUT", `${path}/draft/plan`, { at: inMs(60_000) }, { "if-match": etag })).status).toBe(412);
    await done("PUT", `${path}/draft/plan`, { at: inMs(60_000) });
    await done("PUT", `${path}/draft`, { firstMessage: "Oui ?" });
    expect((await ask("GET", `${path}/publishing`)).body.plan).toBeNull();
    await done("PUT", `${path}/draft/plan`, { at: inMs(60_000) });
    await done("DELETE", `${path}/draft/plan`);
    expect((await ask("DELETE", `${path}/draft/plan`)).status).toBe(404);
    for (const at of [inMs(-3_600_000), inMs(91 * 86_400_000), null])
      expect((await ask("PUT", `${path}/draft/plan`, { at })).body.errors, String(at)).toMatchObject([{ path: "at" }]);
  });

  it("comes to nothing when who asked for it has left, and is told once", async () => {
    const member = await stack.newMember(owner.organizationId, "member");
    const as = { token: member.token, organizationId: owner.organizationId };
    const path = await make();
    await done("PUT", `${path}/draft`, { firstMessage: GOOD });
    expect((await ask("PUT", `${path}/draft/plan`, { at: inMs(3000) }, {}, as)).status).toBe(200);
    await done("DELETE", `/v1/organization/members/${member.user.id}`);
    expect(await failed(path)).toMatchObject({ problem: { code: "not_a_member" } });
    const id = path.split("/").at(-1);
    const told = await stack.sql("select data from events where type = 'draft.failed' and resource_id = $1", [id]);
    expect(told).toMatchObject([{ data: { kind: "assistant", id, name: "Accueil", code: "not_a_member" } }]);
    // The draft is still there, for who may publish it.
    await done("POST", `${path}/publish`);
  });

  it("comes to nothing when something else was published meanwhile", async () => {
    const path = await make();
    await done("PUT", `${path}/draft`, { firstMessage: GOOD });
    await done("PUT", `${path}/draft/plan`, { at: inMs(2000) });
    await done("PATCH", path, { name: "Standard" });
    expect(await failed(path)).toMatchObject({ problem: { code: "precondition_failed" } });
  });

  it("waits for the tests that are being run, and follows their verdict", async () => {
    const { path, run, keep, ended } = await guarded("assistants");
    await keep(GOOD);
    expect((await ask("PUT", `${path}/draft/plan`, { at: null })).body.code).toBe("tests_not_passed");
    await run();
    await done("PUT", `${path}/draft/plan`, { at: null });
    await published(path, GOOD);
    await keep("Allô ?");
    const runId = await run();
    await done("PUT", `${path}/draft/plan`, { at: null });
    expect(await ended(runId)).toBe(false);
    expect(await failed(path)).toMatchObject({ problem: { code: "tests_not_passed" } });
    expect((await ask("GET", path)).body.firstMessage).toBe(GOOD);
  });
});

describe("going back to the version before, during a call", () => {
  it("leaves that call with what it began with, and the next one has the version before", async () => {
    const before = { firstMessage: "Cabinet Moreau, version une.", endCallMessage: "Au revoir, version une." };
    const after = { firstMessage: "Cabinet Moreau, version deux.", endCallMessage: "Au revoir, version deux." };
    const { body: made } = await done("POST", "/v1/assistants", { name: "Accueil", aiNotice: null, ...before });
    const path = `/v1/assistants/${made.id}`;
    await done("PUT", `${path}/draft`, after);
    await done("POST", `${path}/publish`);
    const ring = async (pauseAt?: number) => {
      const script = [{ caller: "Bonjour.", assistant: "Je vous écoute." }, { endCall: true }];
      const call = { assistantId: made.vapiAssistantId, script, ...(pauseAt !== undefined && { pauseAt }) };
      return String((await stack.vapi.ring(call))["id"]);
    };
    const saidIn = async (vapiCallId: string) => {
      await stack.vapi.knob("GET", `/calls/${vapiCallId}?until=over`);
      return vi.waitFor(async () => {
        const [call] = await stack.sql<{ id: string; status: string }>(
          "select id, status from calls where vapi_call_id = $1",
          [vapiCallId],
        );
        expect(call?.status).toBe("ended");
        const { body } = await ask("GET", `/v1/calls/${call?.id}/messages?limit=100`);
        expect(body.items.length).toBeGreaterThan(2);
        return JSON.stringify(body.items);
      }, PATIENCE);
    };
    const during = await ring(1);
    await stack.vapi.knob("GET", `/calls/${during}?until=held`);
    await done("POST", `${path}/versions/1/restore`);
    const next = await ring();
    await stack.vapi.knob("POST", `/calls/${during}/resume`);
    const [old, fresh] = [await saidIn(during), await saidIn(next)];
    expect(old).toContain(after.firstMessage);
    expect(old).toContain(after.endCallMessage);
    expect(old).not.toContain("version une");
    expect(fresh).toContain(before.firstMessage);
    expect(fresh).not.toContain("version deux");
  });
});
