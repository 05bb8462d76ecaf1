import { connect } from "@allokoli/shared/db/connect";
import { systemTenant } from "@allokoli/shared/db/tenant";
import type { Role } from "@allokoli/shared/service/testing/requester";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { atVapi, fault, fixture, request, sweep, useWorker } from "../assistants/testing/worker.ts";
import { findSavedFaults } from "./check.ts";
import { EXAMPLE_GRAPH, EXAMPLE_IMPORT } from "./examples.ts";

useWorker();

let database: ReturnType<typeof connect>;
beforeAll(() => {
  database = connect(fixture.appUrl);
});
afterAll(() => database.close());

type Squad = {
  id: string;
  name: string;
  updatedAt: string;
  members: { assistant: { name: string; model: { toolIds: string[] }; metadata: { allokoliWorkflowId: string } } }[];
};
const squads = () => atVapi<Squad[]>("/squad");
const squadsOf = async (id: string) =>
  (await squads()).filter(({ members }) => members[0]?.assistant.metadata.allokoliWorkflowId === id);
/** The number of requests to Vapi that changed a squad. */
const told = async (id: string) =>
  (await atVapi<object[]>(`/_emulator/requests?method=PATCH&path=/squad/${id}`)).length;

const make = async (json: object = {}, as: Role = "member") =>
  request("POST", "/v1/workflows", { as, json: { name: "Accueil", ...EXAMPLE_GRAPH, ...json } });
const patch = (id: string, json: object, headers: Record<string, string> = {}) =>
  request("PATCH", `/v1/workflows/${id}`, { json, headers });
const withNode = (node: object, condition = "il le demande") => ({
  nodes: [...EXAMPLE_GRAPH.nodes, node],
  edges: [...EXAMPLE_GRAPH.edges, { id: "e9", from: "accueil", to: "x", condition }],
});
const functionNode = (functionId: string) => ({ id: "x", kind: "function", name: "Agenda", functionId });
const makeFunction = (as: Role = "member") =>
  request("POST", "/v1/functions", {
    as,
    json: { name: "message_urgent", description: "Prend un message.", settings: { kind: "takeMessage" } },
  });
const broken = { edges: EXAMPLE_GRAPH.edges.slice(0, 2) };

describe("a workflow", () => {
  it("is one squad at Vapi, which is found by our id", async () => {
    const { status, body, headers } = await make();
    expect(status).toBe(201);
    expect(headers.get("etag")).toBe('"1"');
    expect(body).toMatchObject({
      state: "ready",
      faults: [],
      sync: { state: "synced", error: null },
      voice: "fr-FR-DeniseNeural",
    });
    expect((await squadsOf(body.id)).map(({ id, name }) => ({ id, name }))).toEqual([
      { id: body.vapiSquadId, name: "Accueil" },
    ]);
    expect((await request("GET", `/v1/workflows/${body.id}`)).body).toEqual(body);
    expect((await request("GET", "/v1/workflows")).body.items).toMatchObject([
      { id: body.id, state: "ready", nodeCount: 4, faultCount: 0 },
    ]);
    expect((await request("DELETE", `/v1/workflows/${body.id}`)).status).toBe(204);
    await sweep();
    expect(await squadsOf(body.id)).toEqual([]);
  });

  it("with faults is stored only here, lists them, and goes to Vapi once they are corrected", async () => {
    const { status, body } = await make({ ...broken, nodes: EXAMPLE_GRAPH.nodes });
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: "draft", vapiSquadId: null });
    expect(body.faults).toMatchObject([{ code: "unreachable", nodeId: "fin", edgeId: null }]);
    expect(await squads()).toEqual([]);
    expect((await request("POST", `/v1/workflows/${body.id}/validate`)).body).toEqual({ faults: body.faults });

    const wrong = await systemTenant(database, fixture.orgId).read((tx) => findSavedFaults(tx, fixture.orgId, body.id));
    expect(wrong).toEqual([{ path: "nodes.3", message: expect.stringContaining("Fin") }]);

    const mended = await patch(body.id, { edges: EXAMPLE_GRAPH.edges });
    expect(mended.body).toMatchObject({ state: "ready", faults: [], sync: { state: "synced" } });
    expect(await squadsOf(body.id)).toHaveLength(1);
  });

  it("that is ready must stay so", async () => {
    const { body } = await make();
    const refused = await patch(body.id, broken);
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toEqual([{ path: "nodes.3", message: expect.stringContaining("Fin") }]);
    expect((await request("GET", `/v1/workflows/${body.id}`)).body).toEqual(body);
  });

  it("sends nothing to Vapi when its squad stays the same", async () => {
    const { body } = await make();
    const nodes = body.nodes.map((node: object) => ({ ...node, position: { x: 42, y: 42 } })).toReversed();
    const moved = await patch(body.id, { nodes }, { "if-match": '"1"' });
    expect(moved).toMatchObject({ status: 200, body: { sync: { state: "synced" } } });
    expect(moved.body.nodes[0].position).toEqual({ x: 42, y: 42 });
    expect(moved.headers.get("etag")).toBe('"2"');
    expect((await patch(body.id, { nodes })).headers.get("etag")).toBe('"2"');
    expect(await told(body.vapiSquadId)).toBe(0);

    await patch(body.id, { prompt: "Tu es bref." });
    expect(await told(body.vapiSquadId)).toBe(1);
    expect((await patch(body.id, { name: "Autre" }, { "if-match": '"2"' })).status).toBe(412);
  });

  it("goes to Vapi after a function that Vapi gets only later", async () => {
    await fault({ method: "POST", path: "/tool", times: 1, status: 500 });
    const { body: agenda } = await makeFunction();
    const { body } = await make(withNode({ ...functionNode(agenda.id) }));
    expect(body.faults).toMatchObject([{ code: "no_way_out", nodeId: "x" }]);
    const nodes = [...EXAMPLE_GRAPH.nodes, functionNode(agenda.id)];
    const edges = [
      ...EXAMPLE_GRAPH.edges,
      { id: "e8", from: "accueil", to: "x", condition: "il laisse un message" },
      { id: "e9", from: "x", to: "fin" },
    ];
    expect((await patch(body.id, { nodes, edges })).body).toMatchObject({ state: "ready", sync: { state: "pending" } });
    await sweep();
    await sweep();
    const { body: after } = await request("GET", `/v1/workflows/${body.id}`);
    expect(after.sync).toEqual({ state: "synced", error: null });
    const { body: known } = await request("GET", `/v1/functions/${agenda.id}`);
    const [squad] = await squadsOf(body.id);
    expect(squad?.members.flatMap(({ assistant }) => assistant.model.toolIds)).toEqual([known.vapiToolId]);
    expect((await request("DELETE", `/v1/functions/${agenda.id}`)).status).toBe(409);
  });

  it("takes no function of another organization, and none that does not exist", async () => {
    const { body: theirs } = await makeFunction("outsider");
    for (const functionId of [theirs.id, fixture.orgId]) {
      const wrong = [{ path: "nodes.4.functionId", message: "is not a function of yours" }];
      const graph = withNode(functionNode(functionId));
      expect(await make(graph)).toMatchObject({ status: 422, body: { errors: wrong } });
      expect(await request("POST", "/v1/workflows/validate", { json: graph })).toMatchObject({
        status: 422,
        body: { errors: wrong },
      });
      const { body } = await make();
      expect(await patch(body.id, graph)).toMatchObject({ status: 422, body: { errors: wrong } });
    }
  });

  it("takes no private address, and no schema that Vapi does not know", async () => {
    const node = {
      id: "x",
      kind: "apiRequest",
      name: "Agenda",
      url: "https://10.0.0.1/",
      parameters: { type: "string" },
    };
    const { status, body } = await make(withNode(node));
    expect(status).toBe(422);
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(["nodes.4.url", "nodes.4.parameters.type"]);
  });

  it("gives Vapi's reasons in our field names, and leaves nothing behind", async () => {
    const { status, body } = await make({ model: "gpt-nothing" });
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: "vapi_refused", errors: [{ path: "model" }] });
    expect((await request("GET", "/v1/workflows")).body.items).toEqual([]);
  });

  it("is a 404 for another organization, and can be read by a viewer", async () => {
    const { body } = await make();
    for (const [method, path] of [
      ["GET", ""],
      ["DELETE", ""],
      ["POST", "/validate"],
    ] as const) {
      expect((await request(method, `/v1/workflows/${body.id}${path}`, { as: "outsider" })).status).toBe(404);
    }
    expect((await request("GET", `/v1/workflows/${body.id}`, { as: "viewer" })).status).toBe(200);
    expect((await make({}, "viewer")).status).toBe(403);
  });
});

describe("POST /v1/workflows/validate", () => {
  it("names the faults of a graph that is not saved", async () => {
    const { status, body } = await request("POST", "/v1/workflows/validate", {
      as: "viewer",
      json: { ...EXAMPLE_GRAPH, ...broken },
    });
    expect(status).toBe(200);
    expect(body.faults).toMatchObject([{ code: "unreachable", nodeId: "fin" }]);
    expect((await request("GET", "/v1/workflows")).body.items).toEqual([]);
  });
});

describe("POST /v1/workflows/import", () => {
  it("makes a workflow from an export, once for a key, with its functions, and says what is missing", async () => {
    const { body: agenda } = await makeFunction();
    const { name, export: exported } = EXAMPLE_IMPORT;
    const nodes = [...exported.nodes, { name: "book", type: "tool", toolId: agenda.vapiToolId }];
    const edges = [
      ...exported.edges,
      { from: "intake", to: "book", condition: { type: "ai", prompt: "il veut un rendez-vous" } },
      { from: "book", to: "bye" },
    ];
    const json = { name, export: { ...exported, nodes, edges, voice: { provider: "rime-ai", voiceId: "x" } } };
    const headers = { "idempotency-key": "import-1" };
    const { status, body } = await request("POST", "/v1/workflows/import", { json, headers });
    expect(status).toBe(201);
    expect(body.workflow).toMatchObject({ name, state: "ready", sync: { state: "synced" } });
    expect(body.workflow.nodes).toContainEqual(expect.objectContaining({ kind: "function", functionId: agenda.id }));
    expect(body.notCarriedOver).toContainEqual({
      node: null,
      field: "voice",
      message: expect.stringMatching(/another voice/),
    });
    const again = await request("POST", "/v1/workflows/import", { json, headers });
    expect(again.body).toEqual(body);
    expect((await request("GET", "/v1/workflows")).body.items).toHaveLength(1);
  });
});
