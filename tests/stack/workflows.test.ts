import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startStack, type Stack, type Organization } from "../stack.ts";

const DELAY_MS = 300;
const PATIENCE = { timeout: 20_000, interval: 100 };

type Json = Record<string, unknown>;
type Fault = { code: string; nodeId: string | null; edgeId: string | null };
type Workflow = {
  id: string;
  state: string;
  faults: Fault[];
  nodes: { id: string }[];
  vapiSquadId: string | null;
  sync: { state: string };
};
type Message = { role: string; message?: string; name?: string; result?: string };
type PlayedCall = { id: string; status: string; endedReason: string; messages: Message[] };

let stack: Stack;
let owner: Organization;

beforeAll(async () => {
  stack = await startStack({ vars: { "allokoli-assistants": { MIRROR_SWEEP_DELAY_MS: String(DELAY_MS) } } });
  owner = await stack.newOrganization();
});
afterEach(() => stack.vapi.clearFaults());
afterAll(() => stack.close());

async function ask(method: string, path: string, json?: Json, headers: Record<string, string> = {}) {
  const answer = await stack.api(path, { ...owner, method, headers, ...(json !== undefined && { json }) });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === "" ? {} : JSON.parse(text) };
}
const atVapi = async (path: string) => (await (await stack.vapi.api(path)).json()) as Json;
/** The requests to Vapi about squads so far. */
const told = async () =>
  (await stack.vapi.requests()).filter(({ method, path }) => method !== "GET" && path.startsWith("/squad")).length;

const place = (x: number, y: number) => ({ position: { x, y } });
const variable = (name: string, description: string) => ({ name, type: "string", description });
const edge = (from: string, to: string, condition = "") => ({ id: `${from}-${to}`, from, to, condition });

/** A doctor's practice in ten nodes. */
const practice = (functionId: string) => ({
  name: "Cabinet Moreau",
  prompt: "Tu es la secrétaire du cabinet Moreau. Tu parles français, en phrases courtes.",
  inputs: ["cabinet"],
  nodes: [
    { id: "debut", kind: "start", name: "Début", ...place(0, 0), firstMessage: "Cabinet {{cabinet}}, bonjour." },
    {
      id: "accueil",
      kind: "conversation",
      name: "Accueil",
      ...place(0, 100),
      prompt: "Demande le nom et le motif de l'appel.",
      variables: [variable("nom", "Le nom de l'appelant")],
    },
    {
      id: "rdv",
      kind: "conversation",
      name: "Rendez-vous",
      ...place(-200, 200),
      prompt: "Trouve un jour qui convient à {{nom}}.",
      variables: [variable("jour", "Le jour qui convient")],
    },
    {
      id: "confirmation",
      kind: "conversation",
      name: "Confirmation",
      ...place(-200, 300),
      prompt: "Répète à {{nom}} le rendez-vous de {{jour}}.",
    },
    {
      id: "ordonnance",
      kind: "conversation",
      name: "Ordonnance",
      ...place(200, 200),
      prompt: "Demande à {{nom}} quel médicament il prend.",
    },
    {
      id: "message",
      kind: "function",
      name: "Message",
      ...place(0, 300),
      functionId,
      message: "Je note votre message.",
    },
    {
      id: "humain",
      kind: "global",
      name: "Quelqu'un",
      ...place(400, 100),
      when: "l'appelant veut parler à une personne",
      prompt: "Demande si c'est urgent.",
    },
    { id: "urgence", kind: "transfer", name: "Urgence", ...place(400, 200), number: "+33123456789" },
    { id: "fin", kind: "end", name: "Fin", ...place(0, 400), message: "Merci de votre appel, au revoir." },
    { id: "erreur", kind: "end", name: "Erreur", ...place(300, 100), message: "Il n'y a pas de mal, au revoir." },
  ],
  edges: [
    edge("debut", "accueil"),
    edge("accueil", "rdv", "il veut un rendez-vous"),
    edge("accueil", "ordonnance", "il veut renouveler une ordonnance"),
    edge("accueil", "urgence", "sa vie est en danger"),
    edge("accueil", "erreur", "il s'est trompé de numéro"),
    edge("rdv", "confirmation", "un jour convient"),
    edge("rdv", "message", "aucun jour ne convient"),
    edge("confirmation", "fin"),
    edge("ordonnance", "message"),
    edge("message", "fin"),
    edge("humain", "urgence", "c'est urgent"),
    edge("humain", "message", "ce n'est pas urgent"),
  ],
});

const takeMessage = async () => {
  const { body } = await ask("POST", "/v1/functions", {
    name: `message_${crypto.randomUUID().slice(0, 8)}`,
    description: "Prend un message.",
    settings: { kind: "takeMessage" },
  });
  return { id: String(body.id), name: String(body.name) };
};
async function make(json: Json): Promise<Workflow> {
  const { status, body } = await ask("POST", "/v1/workflows", json);
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}

/** The script of a caller whose conversation takes this path. */
async function play(workflow: Workflow, script: Json[]): Promise<PlayedCall> {
  const { id } = await stack.vapi.ring({ squadId: workflow.vapiSquadId, script });
  return vi.waitFor(async () => {
    const call = (await atVapi(`/call/${String(id)}`)) as unknown as PlayedCall;
    expect(call.status).toBe("ended");
    return call;
  }, PATIENCE);
}

/** The members that spoke, in the events of a call. */
async function startedIn(vapiCallId: string): Promise<unknown[]> {
  const events = await stack.sql<{ data: { type: string; assistantName?: string } }>(
    "select e.data from call_events e join calls c on c.id = e.call_id where c.vapi_call_id = $1 order by e.seq",
    [vapiCallId],
  );
  return events.filter(({ data }) => data.type === "assistant.started").map(({ data }) => data.assistantName);
}

describe("a workflow of ten nodes", () => {
  let workflow: Workflow;
  let tool: { id: string; name: string };
  beforeAll(async () => {
    tool = await takeMessage();
    workflow = await make(practice(tool.id));
  });

  const rdv = { handoff: "Rendez-vous", extracted: { nom: "Mme Martin" } };
  const taken = () => ({ toolCall: { name: tool.name, arguments: { message: "Rappelez-moi." } } });
  const urgence = { transfer: {} };
  const end = { endCall: true };
  const hangUp = { hangUp: true };
  const nom = { nom: "M. Petit" };
  const BRANCHES: [name: string, script: () => Json[], members: string[], said: string[], ended: string][] = [
    [
      "a rendez-vous that is confirmed",
      () => [rdv, { handoff: "Confirmation", extracted: { jour: "mardi" } }, end],
      ["Accueil", "Rendez-vous", "Confirmation"],
      ["Trouve un jour qui convient à Mme Martin.", "Répète à Mme Martin le rendez-vous de mardi."],
      "assistant-ended-call",
    ],
    [
      "a rendez-vous for which no day suits",
      () => [rdv, { handoff: "Message", extracted: { jour: "aucun" } }, taken(), end],
      ["Accueil", "Rendez-vous", "Message"],
      ["Je note votre message."],
      "assistant-ended-call",
    ],
    [
      "a prescription",
      () => [{ handoff: "Ordonnance", extracted: nom }, { handoff: "Message" }, taken(), end],
      ["Accueil", "Ordonnance", "Message"],
      ["Demande à M. Petit quel médicament il prend."],
      "assistant-ended-call",
    ],
    ["a life in danger", () => [urgence], ["Accueil"], [], "assistant-forwarded-call"],
    [
      "a wrong number",
      () => [end],
      ["Accueil"],
      ['dis \\"Il n\'y a pas de mal, au revoir.\\"'],
      "assistant-ended-call",
    ],
    [
      "somebody who asks for a person at once, and it is urgent",
      () => [{ handoff: "Quelqu'un" }, urgence],
      ["Accueil", "Quelqu'un"],
      ["Demande si c'est urgent."],
      "assistant-forwarded-call",
    ],
    [
      "somebody who asks for a person later, and it is not urgent",
      () => [rdv, { handoff: "Quelqu'un" }, { handoff: "Message" }, taken(), end],
      ["Accueil", "Rendez-vous", "Quelqu'un", "Message"],
      ["Demande si c'est urgent."],
      "assistant-ended-call",
    ],
  ];

  it("is valid, and is one squad at Vapi", async () => {
    expect(workflow).toMatchObject({ state: "ready", faults: [], sync: { state: "synced" } });
    expect(workflow.nodes).toHaveLength(10);
    const { members } = await atVapi(`/squad/${workflow.vapiSquadId}`);
    const names = (members as { assistant: { name: string } }[]).map(({ assistant }) => assistant.name);
    expect(names).toEqual(["Accueil", "Confirmation", "Quelqu'un", "Message", "Ordonnance", "Rendez-vous"]);
  });

  it.each(BRANCHES)("is played by Vapi: %s", async (_, script, members, said, endedReason) => {
    const call = await play(workflow, script());
    expect(call.endedReason).toBe(endedReason);
    await vi.waitFor(async () => expect(await startedIn(call.id)).toEqual(members), PATIENCE);
    const conversation = JSON.stringify(call.messages);
    for (const text of said) expect(conversation).toContain(text);
    expect(conversation).not.toContain("No handoff destination returned");
  });

  it("has no other path", async () => {
    const script = [{ handoff: "Confirmation" }, { handoff: "Message" }, rdv, { handoff: "Accueil" }, hangUp];
    const { messages } = await play(workflow, script);
    const refused = messages.filter(({ result }) => result === "No handoff destination returned");
    expect(refused).toHaveLength(3);
  });

  it("stored the messages that callers left", async () => {
    await vi.waitFor(async () => {
      const { body } = await ask("GET", "/v1/caller-messages");
      expect(body.items).toHaveLength(3);
    }, PATIENCE);
  });

  it("sends nothing to Vapi if it is unchanged, and is compiled again if it is changed", async () => {
    const before = await told();
    const { nodes } = workflow as unknown as { nodes: Json[] };
    const moved = nodes.map((node) => ({ ...node, position: { x: 7, y: 7 } })).toReversed();
    const notes = [
      { id: "k1", nodeId: "accueil", text: "À <b>relire</b>.", author: "Camille", at: "2026-11-23T08:00:00.000Z" },
    ];
    const same = await ask("PATCH", `/v1/workflows/${workflow.id}`, { nodes: moved, notes });
    expect(same).toMatchObject({ status: 200, body: { sync: { state: "synced" } } });
    expect(same.body.nodes[0].position).toEqual({ x: 7, y: 7 });
    expect(same.body.notes).toEqual([{ ...notes[0], position: { x: 0, y: 0 } }]);
    expect(await told()).toBe(before);
    const twice = await ask("PATCH", `/v1/workflows/${workflow.id}`, { notes: [notes[0], notes[0]] });
    expect(twice).toMatchObject({ status: 422, body: { errors: [{ path: "notes" }] } });

    const voiced = await ask("PATCH", `/v1/workflows/${workflow.id}`, { voice: "fr-FR-HenriNeural" });
    expect(voiced.body.sync.state).toBe("synced");
    expect(voiced.body.notes).toEqual(same.body.notes);
    expect(await told()).toBe(before + 1);
    // What was stored before there were notes has none.
    await stack.sql("update workflows set settings = settings - 'notes' where id = $1", [workflow.id]);
    expect((await ask("GET", `/v1/workflows/${workflow.id}`)).body.notes).toEqual([]);
    const { membersOverrides } = await atVapi(`/squad/${workflow.vapiSquadId}`);
    expect(membersOverrides).toMatchObject({ voice: { voiceId: "fr-FR-HenriNeural" } });
  });

  it("is executed: one call, once for a key, in which it speaks", async () => {
    const json = { customer: { number: "+33611110301" }, variables: { cabinet: "Moreau" } };
    const path = `/v1/workflows/${workflow.id}/execute`;
    const first = await ask("POST", path, json, { "idempotency-key": "rappel-1" });
    expect(first.status, JSON.stringify(first.body)).toBe(201);
    expect(first.body.items).toMatchObject([{ workflowId: workflow.id, customer: { number: "+33611110301" } }]);
    const again = await ask("POST", path, json, { "idempotency-key": "rappel-1" });
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    const [call] = first.body.items;
    await vi.waitFor(
      async () => expect((await ask("GET", `/v1/calls/${call.id}`)).body).toMatchObject({ status: "ended" }),
      PATIENCE,
    );
    const dialled = (await stack.vapi.requests({ method: "POST", path: "/call" })).filter(
      ({ body }) => (body as Json)["squadId"] === workflow.vapiSquadId,
    );
    expect(dialled).toHaveLength(1);
    const wanting = await ask("POST", path, { customer: { number: "+33611110301" } });
    expect(wanting).toMatchObject({ status: 422, body: { errors: [{ path: "variables.cabinet" }] } });
  });

  it("is read by a viewer, executed by a member, and unknown to others", async () => {
    const viewer = await stack.newMember(owner.organizationId, "viewer");
    const as = async (person: { token: string }, method: string, path: string, json?: Json) =>
      (await stack.api(path, { token: person.token, method, ...(json && { json }) })).status;
    const json = { customer: { number: "+33611110302" }, variables: { cabinet: "Moreau" } };
    expect(await as(viewer, "GET", `/v1/workflows/${workflow.id}`)).toBe(200);
    expect(await as(viewer, "POST", `/v1/workflows/${workflow.id}/validate`)).toBe(200);
    expect(await as(viewer, "POST", `/v1/workflows/${workflow.id}/execute`, json)).toBe(403);
    const outsider = await stack.newOrganization();
    expect(await as(outsider, "POST", `/v1/workflows/${workflow.id}/execute`, json)).toBe(404);
  });
});

describe("a draft", () => {
  const draft = { name: "Brouillon", nodes: practice("").nodes.slice(0, 2), edges: [edge("debut", "accueil")] };

  it("is stored only here with its faults, cannot be executed, and is sent to Vapi when they are corrected", async () => {
    const before = await told();
    const made = await make({ ...draft, inputs: ["cabinet"] });
    const faults = [{ code: "no_way_out", nodeId: "accueil", edgeId: null, message: expect.any(String) }];
    expect(made).toMatchObject({ state: "draft", faults, vapiSquadId: null });
    expect((await ask("POST", `/v1/workflows/${made.id}/validate`)).body).toEqual({ faults });
    const json = { customer: { number: "+33611110303" }, variables: { cabinet: "Moreau" } };
    expect(await ask("POST", `/v1/workflows/${made.id}/execute`, json)).toMatchObject({
      status: 409,
      body: { code: "conflict", errors: [{ path: "nodes.1" }] },
    });
    expect(await ask("POST", "/v1/calls", { ...json, workflowId: made.id })).toMatchObject({ status: 422 });
    expect(await told()).toBe(before);

    const nodes = [...draft.nodes, { id: "fin", kind: "end", name: "Fin" }];
    const mended = await ask("PATCH", `/v1/workflows/${made.id}`, {
      nodes,
      edges: [...draft.edges, edge("accueil", "fin")],
    });
    expect(mended.body).toMatchObject({ state: "ready", faults: [], sync: { state: "synced" } });
    expect(await told()).toBe(before + 1);
    const broken = await ask("PATCH", `/v1/workflows/${made.id}`, { edges: draft.edges });
    expect(broken.status).toBe(422);
  });

  it("becomes one squad at Vapi even if Vapi fails meanwhile", async () => {
    await stack.vapi.fault({ method: "POST", path: "/squad", times: 1, dropAfterWork: true });
    const nodes = [...draft.nodes, { id: "fin", kind: "end", name: "Fin" }];
    const edges = [...draft.edges, edge("accueil", "fin")];
    const made = await make({ name: "Patience", inputs: ["cabinet"], nodes, edges });
    await vi.waitFor(
      async () => expect((await ask("GET", `/v1/workflows/${made.id}`)).body.sync.state).toBe("synced"),
      PATIENCE,
    );
    const squads = (await atVapi("/squad")) as unknown as { name: string }[];
    expect(squads.filter(({ name }) => name === "Patience")).toHaveLength(1);
    expect((await ask("DELETE", `/v1/workflows/${made.id}`)).status).toBe(204);
    await vi.waitFor(async () => {
      const left = (await atVapi("/squad")) as unknown as { name: string }[];
      expect(left.filter(({ name }) => name === "Patience")).toHaveLength(0);
    }, PATIENCE);
  });

  it("names no function of another organization", async () => {
    const outsider = await stack.newOrganization();
    const theirs = await stack.api("/v1/functions", {
      ...outsider,
      method: "POST",
      json: { name: "leur_message", description: "Prend un message.", settings: { kind: "takeMessage" } },
    });
    const { id } = (await theirs.json()) as { id: string };
    const errors = [{ path: "nodes.5.functionId" }];
    expect(await ask("POST", "/v1/workflows", practice(id))).toMatchObject({ status: 422, body: { errors } });
    const { nodes, edges } = practice(id);
    expect(await ask("POST", "/v1/workflows/validate", { nodes, edges })).toMatchObject({
      status: 422,
      body: { errors },
    });
  });

  it("is made from an export of Vapi, with a list of what is missing", async () => {
    const exported = {
      name: "Receptionist",
      globalPrompt: "Tu es la secrétaire.",
      voice: { provider: "azure", voiceId: "fr-FR-HenriNeural", speed: 1.2 },
      nodes: [
        { name: "intake", type: "conversation", isStart: true, prompt: "Demande le motif." },
        { name: "doctor", type: "tool", tool: { type: "transferCall", destinations: [] } },
        { name: "bye", type: "hangup" },
      ],
      edges: [
        { from: "intake", to: "doctor", condition: { type: "ai", prompt: "c'est urgent" } },
        { from: "intake", to: "bye", condition: { type: "ai", prompt: "il a tout dit" } },
      ],
    };
    const { status, body } = await ask("POST", "/v1/workflows/import", { export: exported });
    expect(status, JSON.stringify(body)).toBe(201);
    expect(body.workflow).toMatchObject({ name: "Receptionist", voice: "fr-FR-HenriNeural", state: "draft" });
    expect(body.workflow.faults).toMatchObject([{ code: "missing_transfer_target", nodeId: "doctor" }]);
    expect(body.notCarriedOver).toContainEqual({ node: null, field: "voice.speed", message: expect.any(String) });
    const nodes = body.workflow.nodes.map((node: Json) =>
      node["id"] === "doctor" ? { ...node, number: "+33123456789" } : node,
    );
    expect((await ask("PATCH", `/v1/workflows/${body.workflow.id}`, { nodes })).body).toMatchObject({
      state: "ready",
      sync: { state: "synced" },
    });
  });
});
