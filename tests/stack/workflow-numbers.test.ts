import { beforeEach, describe, expect, it, vi } from "vitest";
import { shared } from "../shared.ts";
import type { Organization, Stack } from "../stack.ts";

const PATIENCE = { timeout: 20_000, interval: 100 };

type Json = Record<string, unknown>;

let stack: Stack;
let owner: Organization;

shared.beforeAll(({ sharedStack }) => {
  stack = sharedStack;
});
// Each has its own numbers, of which a plan allows few.
beforeEach(async () => {
  owner = await stack.newOrganization();
});

async function ask(method: string, path: string, json?: Json) {
  const answer = await stack.api(path, { ...owner, method, ...(json !== undefined && { json }) });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? {} : JSON.parse(text) };
}
const errorPaths = (body: { errors?: { path: string }[] }) => (body.errors ?? []).map(({ path }) => path);

const position = { x: 0, y: 0 };
const nodes = [
  { id: "debut", kind: "start", name: "Début", position, firstMessage: "Cabinet Moreau, bonjour." },
  { id: "accueil", kind: "conversation", name: "Accueil", position, prompt: "Demande le motif de l'appel." },
  { id: "fin", kind: "end", name: "Fin", position, message: "Au revoir." },
];
const edges = [
  { id: "1", from: "debut", to: "accueil", condition: "" },
  { id: "2", from: "accueil", to: "fin", condition: "" },
];
const workflow = async (more: Json = {}): Promise<{ id: string; vapiSquadId: string }> =>
  (await ask("POST", "/v1/workflows", { name: "Accueil du cabinet", nodes, edges, ...more })).body;
const number = async (more: Json) =>
  ask("POST", "/v1/phone-numbers/provision", { provider: "vapi", name: "Accueil", areaCode: "701", ...more });
const atVapi = async (id: string) => (await (await stack.vapi.api(`/phone-number/${id}`)).json()) as Json;

describe("a number that a workflow answers", () => {
  it("rings at the workflow's squad, and the call names the workflow", async () => {
    const made = await workflow();
    const { status, body } = await number({ workflowId: made.id });
    expect([status, body.workflowId, body.squadId]).toEqual([201, made.id, null]);
    expect(await atVapi(body.vapiPhoneNumberId)).toMatchObject({ squadId: made.vapiSquadId });
    await stack.vapi.ring({ phoneNumberId: body.vapiPhoneNumberId, script: [{ hangUp: true }] });
    await vi.waitFor(async () => {
      const { body: found } = await ask("GET", `/v1/calls?workflowId=${made.id}`);
      expect(found.items).toMatchObject([{ workflowId: made.id, squadId: null, status: "ended" }]);
    }, PATIENCE);
  });

  it("may have hours, in which the workflow answers", async () => {
    const made = await workflow();
    const closed = { type: "message", text: "Nous sommes fermés." };
    const hours = {
      timeZone: "Europe/Paris",
      weekly: [],
      open: closed,
      closed: { type: "workflow", workflowId: made.id },
    };
    const { status, body } = await number({ hours });
    expect(status, JSON.stringify(body)).toBe(201);
    await stack.vapi.ring({ phoneNumberId: body.vapiPhoneNumberId, script: [{ hangUp: true }] });
    await vi.waitFor(async () => {
      const { body: found } = await ask("GET", `/v1/calls?workflowId=${made.id}`);
      expect(found.items).toMatchObject([{ workflowId: made.id, status: "ended" }]);
    }, PATIENCE);
    expect((await ask("DELETE", `/v1/workflows/${made.id}`)).body).toMatchObject({ status: 409, code: "conflict" });
  });

  it("keeps its workflow, which can neither be deleted nor ask for inputs", async () => {
    const made = await workflow();
    const { body } = await number({ workflowId: made.id });
    expect((await ask("DELETE", `/v1/workflows/${made.id}`)).body).toMatchObject({
      code: "conflict",
      detail: 'It answers the number "Accueil".',
    });
    const asking = await ask("PATCH", `/v1/workflows/${made.id}`, { inputs: ["cabinet"] });
    expect([asking.status, errorPaths(asking.body)]).toEqual([422, ["inputs"]]);
    expect((await ask("PATCH", `/v1/phone-numbers/${body.id}`, { workflowId: null })).body.workflowId).toBeNull();
    expect((await ask("DELETE", `/v1/workflows/${made.id}`)).status).toBe(204);
  });

  it("takes one answerer in the place of another, and one alone", async () => {
    const [made, { body: assistant }] = [await workflow(), await ask("POST", "/v1/assistants", { name: "Seule" })];
    const { body } = await number({ workflowId: made.id });
    const both = { workflowId: made.id, assistantId: assistant.id };
    const refused = await ask("PATCH", `/v1/phone-numbers/${body.id}`, both);
    expect([refused.status, errorPaths(refused.body)]).toEqual([422, ["workflowId"]]);
    const { body: changed } = await ask("PATCH", `/v1/phone-numbers/${body.id}`, { assistantId: assistant.id });
    expect(changed).toMatchObject({ assistantId: assistant.id, workflowId: null });
    expect(await atVapi(body.vapiPhoneNumberId)).toMatchObject({ assistantId: assistant.vapiAssistantId });
  });
});

describe("a number refuses", () => {
  it("a draft, a workflow with inputs, and one of another organization", async () => {
    const draft = await workflow({ edges: [] });
    const asking = await workflow({ inputs: ["cabinet"] });
    for (const workflowId of [draft.id, asking.id, "0198c2a4-0000-7000-8000-00000000dead"]) {
      const { status, body } = await number({ workflowId });
      expect([status, errorPaths(body)]).toEqual([422, ["workflowId"]]);
    }
  });
});
