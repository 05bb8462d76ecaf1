import { organizationSecret } from "@allokoli/shared/crypto/hmac";
import { describe, expect, it, vi } from "vitest";
import { shared } from "../shared.ts";
import type { Organization, Stack } from "../stack.ts";

// What answers the telephone is what is published; a draft is a change that waits.
type Json = Record<string, unknown>;

let stack: Stack;
let owner: Organization;
shared.beforeAll(async ({ sharedStack }) => {
  stack = sharedStack;
  owner = await stack.newOrganization();
});

async function ask(method: string, path: string, json?: Json, headers: Record<string, string> = {}) {
  const answer = await stack.api(path, { ...owner, method, headers, ...(json !== undefined && { json }) });
  const text = await answer.text();
  return { status: answer.status, etag: answer.headers.get("etag") ?? "", body: text === "" ? {} : JSON.parse(text) };
}
const atVapi = async (path: string) => (await (await stack.vapi.api(path)).json()) as Json;

const position = { x: 0, y: 0 };
const nodes = [
  { id: "debut", kind: "start", name: "Début", position, firstMessage: "Cabinet Moreau, bonjour." },
  { id: "accueil", kind: "conversation", name: "Accueil", position, prompt: "Demande le motif de l'appel." },
  { id: "rdv", kind: "conversation", name: "Rendez-vous", position, prompt: "Trouve un jour." },
  { id: "urgence", kind: "transfer", name: "Urgence", position, number: "+33123456789" },
  { id: "fin", kind: "end", name: "Fin", position, message: "Au revoir." },
];
const edge = (from: string, to: string, condition = "") => ({ id: `${from}-${to}`, from, to, condition });
const edges = [
  edge("debut", "accueil"),
  edge("accueil", "rdv", "l'appelant veut un rendez-vous"),
  edge("accueil", "urgence", "sa vie est en danger"),
  edge("rdv", "fin"),
];
const makeWorkflow = async () => (await ask("POST", "/v1/workflows", { name: "Accueil", nodes, edges })).body;

describe("a draft of an assistant", () => {
  it("waits beside what is published, and publishing is the PATCH that it is", async () => {
    const { body: made } = await ask("POST", "/v1/assistants", { name: "Accueil" });
    const path = `/v1/assistants/${made.id}`;
    expect((await ask("GET", `${path}/draft`)).status).toBe(404);
    const kept = await ask("PUT", `${path}/draft`, { firstMessage: "Bonjour, cabinet Moreau." });
    expect(kept.status, JSON.stringify(kept.body)).toBe(200);
    expect(kept.body).toMatchObject({
      change: { firstMessage: "Bonjour, cabinet Moreau." },
      isBehind: false,
      author: { id: expect.any(String) },
    });
    expect((await ask("GET", path)).body.firstMessage).not.toBe("Bonjour, cabinet Moreau.");
    expect(await atVapi(`/assistant/${made.vapiAssistantId}`)).not.toMatchObject({
      firstMessage: expect.stringContaining("Moreau"),
    });
    const published = await ask("POST", `${path}/publish`, undefined, { "if-match": kept.etag });
    expect(published.body).toMatchObject({ firstMessage: "Bonjour, cabinet Moreau.", version: 2 });
    expect(await atVapi(`/assistant/${made.vapiAssistantId}`)).toMatchObject({
      firstMessage: expect.stringContaining("Moreau"),
    });
    expect((await ask("GET", `${path}/draft`)).status).toBe(404);
    expect((await ask("POST", `${path}/publish`)).status).toBe(404);
  });

  it("is not published over what somebody else published meanwhile, until it is meant over that", async () => {
    const { body: made } = await ask("POST", "/v1/assistants", { name: "Accueil" });
    const path = `/v1/assistants/${made.id}`;
    await ask("PUT", `${path}/draft`, { name: "Secrétariat" });
    await ask("PATCH", path, { name: "Standard" });
    expect((await ask("GET", `${path}/draft`)).body).toMatchObject({ isBehind: true });
    expect((await ask("POST", `${path}/publish`)).status).toBe(412);
    await ask("PUT", `${path}/draft?rebase=true`, { name: "Secrétariat" });
    expect((await ask("POST", `${path}/publish`)).body.name).toBe("Secrétariat");
  });

  it("is not behind when nobody published other settings, whatever else became of the row", async () => {
    const { body: made } = await ask("POST", "/v1/assistants", { name: "Accueil" });
    const { body: base } = await ask("POST", "/v1/knowledge-bases", { name: "Questions" });
    const path = `/v1/assistants/${made.id}`;
    const shown = await ask("PATCH", path, { knowledgeBaseIds: [base.id] });
    await ask("PUT", `${path}/draft`, { firstMessage: "Bonjour." });
    // Its prompt names the base, so it is sent to Vapi again, at another revision.
    await ask("PATCH", `/v1/knowledge-bases/${base.id}`, { name: "Réponses" });
    await vi.waitFor(async () => expect((await ask("GET", path)).etag).not.toBe(shown.etag), { timeout: 20_000 });
    expect((await ask("GET", `${path}/draft`)).body).toMatchObject({ isBehind: false, base: null });
    expect((await ask("POST", `${path}/publish`)).body).toMatchObject({ firstMessage: "Bonjour." });
  });

  it("says what it was begun with when something else was published, and no more once that is back", async () => {
    const { body: made } = await ask("POST", "/v1/assistants", { name: "Accueil" });
    const path = `/v1/assistants/${made.id}`;
    await ask("PUT", `${path}/draft`, { firstMessage: "Bonjour." });
    await ask("PATCH", path, { name: "Standard" });
    expect((await ask("GET", `${path}/draft`)).body).toMatchObject({ isBehind: true, base: { name: "Accueil" } });
    await ask("PATCH", path, { name: "Accueil" });
    expect((await ask("GET", `${path}/draft`)).body.isBehind).toBe(false);
    expect((await ask("POST", `${path}/publish`)).body).toMatchObject({ name: "Accueil", firstMessage: "Bonjour." });
  });

  it("is kept once of two people who write at the same moment, and the other is told", async () => {
    const { body: made } = await ask("POST", "/v1/assistants", { name: "Accueil" });
    const path = `/v1/assistants/${made.id}/draft`;
    const { etag } = await ask("PUT", path, { name: "Un" });
    const [first, second] = await Promise.all([
      ask("PUT", path, { name: "Deux" }, { "if-match": etag }),
      ask("PUT", path, { name: "Trois" }, { "if-match": etag }),
    ]);
    expect([first.status, second.status].toSorted((a, b) => a - b)).toEqual([200, 412]);
    expect((await ask("DELETE", path, undefined, { "if-match": etag })).status).toBe(412);
    expect((await ask("DELETE", path)).status).toBe(204);
  });

  it("is read by a viewer, written by a member, unknown to others, and gone with the assistant", async () => {
    const { body: made } = await ask("POST", "/v1/assistants", { name: "Accueil" });
    const path = `/v1/assistants/${made.id}/draft`;
    await ask("PUT", path, { name: "Un" });
    const viewer = await stack.newMember(owner.organizationId, "viewer");
    const as = async (token: string, method: string, json?: Json) =>
      (await stack.api(path, { ...owner, token, method, ...(json && { json }) })).status;
    expect(await as(viewer.token, "GET")).toBe(200);
    expect(await as(viewer.token, "PUT", { name: "Deux" })).toBe(403);
    expect(await as(viewer.token, "DELETE")).toBe(403);
    const outsider = await stack.newOrganization();
    expect((await stack.api(path, outsider)).status).toBe(404);
    await ask("DELETE", `/v1/assistants/${made.id}`);
    expect(await stack.sql("select 1 from drafts where resource_id = $1", [made.id])).toEqual([]);
  });
});

describe("drafts that wait", () => {
  it("are listed for whoever may read, newest first, and only the organization's own", async () => {
    const other = await stack.newOrganization();
    const asOther = async (method: string, path: string, json?: Json) =>
      (await stack.api(path, { ...other, method, ...(json && { json }) })).json() as Promise<Json>;
    const assistant = await asOther("POST", "/v1/assistants", { name: "Accueil" });
    const squad = await asOther("POST", "/v1/squads", { name: "Équipe", members: [{ assistantId: assistant["id"] }] });
    await asOther("PUT", `/v1/assistants/${String(assistant["id"])}/draft`, { name: "Un" });
    await asOther("PUT", `/v1/squads/${String(squad["id"])}/draft`, { name: "Deux" });
    const both = await asOther("GET", "/v1/drafts");
    expect(both["items"]).toMatchObject([
      { kind: "squad", id: squad["id"], author: { id: expect.any(String) } },
      { kind: "assistant", id: assistant["id"] },
    ]);
    const first = await asOther("GET", "/v1/drafts?limit=1");
    expect(await asOther("GET", `/v1/drafts?limit=1&cursor=${String(first["nextCursor"])}`)).toMatchObject({
      items: [{ kind: "assistant" }],
      nextCursor: null,
    });
    expect(await asOther("GET", "/v1/drafts?kind=workflow")).toMatchObject({ items: [] });
  });
});

describe("an assistant tried in writing", () => {
  const words = async (id: string, json: Json) => {
    const answer = await stack.api(`/v1/assistants/${id}/chat`, { ...owner, method: "POST", json });
    return { status: answer.status, text: await answer.text() };
  };
  const lastChat = async () => {
    const chats = (await (await stack.vapi.api("/chat?limit=1")).json()) as { results: Json[] };
    return chats.results[0] as {
      assistant?: { model: { tools: { server?: { url: string } }[] }; firstMessage: string };
    };
  };

  it("speaks with the draft's settings, and nothing of them is published", async () => {
    const { body: made } = await ask("POST", "/v1/assistants", { name: "Accueil" });
    const path = `/v1/assistants/${made.id}`;
    expect((await words(made.id, { message: "Bonjour", draft: true })).status).toBe(404);
    const reply = { text: "Le parking est derrière la gare." };
    const tools = [{ type: "function", name: "parking", description: "Dit où se garer.", reply }];
    await ask("PUT", `${path}/draft`, { firstMessage: "Bonjour du brouillon.", tools });
    const said = await words(made.id, { message: "Bonjour", draft: true });
    expect(said.text).toContain("event: done");
    const { assistant } = await lastChat();
    expect(assistant?.firstMessage).toContain("Bonjour du brouillon.");
    expect(await atVapi(`/assistant/${made.vapiAssistantId}`)).not.toMatchObject({
      firstMessage: expect.stringContaining("brouillon"),
    });
    // What its tools do is the draft's too, and not yet what is published.
    const url = assistant?.model.tools.find(({ server }) => server?.url.includes("assistant="))?.server?.url ?? "";
    const secret = await organizationSecret(stack.secrets.vapiWebhookSecret, owner.organizationId);
    const call = (address: string) =>
      fetch(address, {
        method: "POST",
        headers: { "content-type": "application/json", "x-vapi-secret": secret },
        body: JSON.stringify({
          message: {
            type: "tool-calls",
            toolCallList: [{ id: "call_1", type: "function", function: { name: "parking", arguments: {} } }],
            chat: { id: crypto.randomUUID() },
          },
        }),
      }).then((answer) => answer.text());
    expect(await call(url)).toContain(reply.text);
    expect(await call(url.replace("&draft=true", ""))).not.toContain(reply.text);
  });

  it("is refused where publishing the draft would be, and to a viewer", async () => {
    const { body: made } = await ask("POST", "/v1/assistants", { name: "Accueil" });
    const tools = [{ type: "endCall" }, { type: "endCall" }];
    await ask("PUT", `/v1/assistants/${made.id}/draft`, { tools });
    expect((await words(made.id, { message: "Bonjour", draft: true })).status).toBe(422);
    const viewer = await stack.newMember(owner.organizationId, "viewer");
    const asked = { ...owner, token: viewer.token, method: "POST", json: { message: "Bonjour", draft: true } };
    expect((await stack.api(`/v1/assistants/${made.id}/chat`, asked)).status).toBe(403);
  });
});

describe("a squad tried in writing", () => {
  it("hands over from member to member, as it is published or as its draft would make it", async () => {
    const [{ body: first }, { body: second }] = await Promise.all([
      ask("POST", "/v1/assistants", { name: "Réception" }),
      ask("POST", "/v1/assistants", { name: "Agenda" }),
    ]);
    const members = [
      { assistantId: first.id, handoffs: [{ to: second.id, when: "l'appelant veut un rendez-vous" }] },
      { assistantId: second.id, handoffs: [] },
    ];
    const { body: made } = await ask("POST", "/v1/squads", { name: "Équipe", members: members.slice(1) });
    const path = `/v1/squads/${made.id}`;
    const say = (json: Json) => ask("POST", `${path}/chat`, json);
    const asked = { message: "Je voudrais un rendez-vous" };
    expect((await say({ ...asked, draft: true })).status).toBe(404);
    await ask("PUT", `${path}/draft`, { members });
    expect((await say(asked)).body).toMatchObject({ assistantId: second.id, text: expect.any(String) });
    const welcome = await say({ message: "Bonjour", draft: true });
    expect(welcome.body).toMatchObject({ assistantId: first.id });
    const { chatId: previousChatId, assistantId } = welcome.body;
    const next = await say({ ...asked, draft: true, previousChatId, assistantId });
    expect(next.body).toMatchObject({ assistantId: second.id });
    expect((await ask("GET", path)).body.members).toHaveLength(1);
    const nobody = await say({ ...asked, assistantId: first.id });
    expect(nobody.body).toMatchObject({ errors: [{ path: "assistantId" }] });
    await ask("PUT", `${path}/draft`, { members: [members[0]] });
    expect((await say({ ...asked, draft: true })).body).toMatchObject({
      errors: [{ path: "members.0.handoffs.0.to" }],
    });
    const foreign = {
      ...asked,
      previousChatId: "3f2b8c1e-52a4-4e43-9d5c-0a4b6f1c8e77.5d41402abc4b2a76b9719d911017c592",
    };
    expect((await say(foreign)).status).toBe(422);
  });
});

describe("a draft of a workflow", () => {
  it("may have faults, which are named, and is published when they are mended", async () => {
    const made = await makeWorkflow();
    const path = `/v1/workflows/${made.id}`;
    const broken = await ask("PUT", `${path}/draft`, { nodes: nodes.slice(0, 4), edges: edges.slice(0, 3) });
    expect(broken.body.faults).toMatchObject([{ code: "no_way_out", nodeId: "rdv" }]);
    expect((await ask("POST", `${path}/publish`)).status).toBe(422);
    expect((await ask("GET", path)).body.nodes).toHaveLength(5);
    const mended = nodes.map((node) => (node.id === "fin" ? { ...node, message: "Bonne journée." } : node));
    expect((await ask("PUT", `${path}/draft`, { nodes: mended, edges })).body.faults).toEqual([]);
    expect((await ask("POST", `${path}/publish`)).body).toMatchObject({ state: "ready", faults: [] });
  });

  it("is left as it was: what was published before is kept, and comes back in one request", async () => {
    const made = await makeWorkflow();
    const path = `/v1/workflows/${made.id}`;
    await ask("PATCH", path, { name: "Deuxième" });
    await ask("PATCH", path, { name: "Troisième", prompt: "Sois brève." });
    const { body: list } = await ask("GET", `${path}/versions`);
    expect(list.items.map(({ version, name }: Json) => [version, name])).toEqual([
      [2, "Deuxième"],
      [1, "Accueil"],
    ]);
    expect((await ask("GET", `${path}/versions/1`)).body).toMatchObject({ settings: { prompt: "", edges } });
    expect((await ask("POST", `${path}/versions/1/restore`)).body).toMatchObject({ name: "Accueil", prompt: "" });
    expect((await ask("GET", `${path}/versions`)).body.items).toHaveLength(3);
    expect((await ask("GET", `${path}/versions/9`)).status).toBe(404);
  });
});

describe("a squad", () => {
  it("has a draft, and what it was before", async () => {
    const { body: assistant } = await ask("POST", "/v1/assistants", { name: "Seule" });
    const { body: made } = await ask("POST", "/v1/squads", {
      name: "Équipe",
      members: [{ assistantId: assistant.id }],
    });
    const path = `/v1/squads/${made.id}`;
    await ask("PUT", `${path}/draft`, { name: "Équipe de jour" });
    expect((await ask("GET", path)).body.name).toBe("Équipe");
    // A member that is called otherwise is told to Vapi, and is no change of the squad.
    const before = (await ask("GET", path)).etag;
    await ask("PATCH", `/v1/assistants/${assistant.id}`, { name: "Seul" });
    await vi.waitFor(async () => expect((await ask("GET", path)).etag).not.toBe(before), { timeout: 20_000 });
    expect((await ask("GET", `${path}/draft`)).body.isBehind).toBe(false);
    expect((await ask("POST", `${path}/publish`)).body.name).toBe("Équipe de jour");
    expect((await ask("POST", `${path}/versions/1/restore`)).body.name).toBe("Équipe");
  });
});

describe("a workflow tried in writing", () => {
  const say = (id: string, json: Json) => ask("POST", `/v1/workflows/${id}/chat`, json);

  it("goes its way, turn by turn, and says which", async () => {
    const made = await makeWorkflow();
    const first = await say(made.id, { message: "Bonjour" });
    expect(first.body).toMatchObject({ nodeId: "accueil", path: [], isOver: false, text: expect.any(String) });
    const { chatId, nodeId } = first.body;
    const second = await say(made.id, { message: "Je voudrais un rendez-vous", previousChatId: chatId, nodeId });
    expect(second.body).toMatchObject({ nodeId: "rdv", path: ["accueil-rdv"], isOver: false });
    const third = await say(made.id, {
      message: "Merci, au revoir",
      previousChatId: second.body.chatId,
      nodeId: second.body.nodeId,
    });
    expect(third.body).toMatchObject({ nodeId: "fin", path: ["rdv-fin"], isOver: true });
  });

  it("is tried as its draft, and not at all with faults", async () => {
    const made = await makeWorkflow();
    expect((await say(made.id, { message: "Bonjour", draft: true })).status).toBe(404);
    const other = edges.map((one) =>
      one.to === "urgence" ? { ...one, condition: "il a une question de facture" } : one,
    );
    await ask("PUT", `/v1/workflows/${made.id}/draft`, { edges: other });
    const asked = { message: "C'est pour une facture" };
    expect((await say(made.id, asked)).body.nodeId).toBe("accueil");
    expect((await say(made.id, { ...asked, draft: true })).body).toMatchObject({ nodeId: "urgence", isOver: true });
    await ask("PUT", `/v1/workflows/${made.id}/draft`, { edges: [] });
    expect((await say(made.id, { ...asked, draft: true })).status).toBe(422);
    const stolen = {
      ...asked,
      previousChatId: "3f2b8c1e-52a4-4e43-9d5c-0a4b6f1c8e77.5d41402abc4b2a76b9719d911017c592",
    };
    expect((await say(made.id, stolen)).status).toBe(422);
    for (const nodeId of ["fin", "nulle-part"])
      expect((await say(made.id, { ...asked, nodeId })).body).toMatchObject({ errors: [{ path: "nodeId" }] });
  });
});
