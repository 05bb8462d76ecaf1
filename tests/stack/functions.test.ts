import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, it, vi } from "vitest";
import { shared } from "../shared.ts";
import type { Stack, Organization } from "../stack.ts";

const PATIENCE = { timeout: 20_000, interval: 100 };
const SECRET = "Bearer 0f3c9a7be2d14c58";
type Json = Record<string, unknown>;

let stack: Stack;
let owner: Organization;
let outsider: Organization;
/** The practice's own agenda. */
let agenda: Server;
let agendaUrl: string;
let asked: { url: string | undefined; authorization: string | undefined; body: string }[];

shared.beforeAll(async ({ sharedStack }) => {
  asked = [];
  agenda = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      asked.push({ url: request.url, authorization: request.headers.authorization, body });
      response.setHeader("content-type", "application/json").end('{"place":\n"mardi à 9 h"}');
    });
  });
  await new Promise<void>((resolve) => agenda.listen(0, "127.0.0.1", resolve));
  agendaUrl = `http://127.0.0.1:${(agenda.address() as AddressInfo).port}`;
  stack = sharedStack;
  stack.allowEgress(agendaUrl);
  owner = await stack.newOrganization();
  outsider = await stack.newOrganization();
});
afterAll(async () => {
  await new Promise((resolve) => agenda.close(resolve));
});

async function call(method: string, path: string, json?: unknown, as = owner): Promise<{ status: number; body: Json }> {
  const answer = await stack.api(path, { ...as, method, ...(json !== undefined && { json }) });
  const text = await answer.text();
  // The API's own answers, whose forms its contracts check.
  return { status: answer.status, body: (text === "" ? {} : JSON.parse(text)) as Json };
}
async function make(path: string, json: Json): Promise<Json> {
  const { status, body } = await call("POST", path, json);
  if (status !== 201) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}
const api = {
  kind: "apiRequest",
  method: "POST",
  headers: [{ name: "Authorization", value: SECRET }],
  parameters: { type: "object", properties: { jour: { type: "string" }, nom: { type: "string" } }, required: ["jour"] },
};
const agendaFunction = (name: string) =>
  make("/v1/functions", {
    name,
    description: "Prend rendez-vous",
    settings: { ...api, url: `${agendaUrl}/jours/{jour}` },
  });

async function knowledgeBase(): Promise<string> {
  const base = await make("/v1/knowledge-bases", { name: "Tarifs", description: "Ce que coûtent les actes." });
  const form = new FormData();
  form.append(
    "file",
    new File(["La consultation coûte 30 euros.\n\nLa visite à domicile coûte 45 euros."], "tarifs.txt"),
  );
  const uploaded = await stack.api("/v1/files", { ...owner, method: "POST", body: form });
  const { id: fileId } = (await uploaded.json()) as { id: string };
  await call("POST", `/v1/knowledge-bases/${String(base["id"])}/files`, { fileId });
  await vi.waitFor(async () => {
    const { body } = await call("GET", `/v1/files/${fileId}`);
    if (body["state"] !== "ready") throw new Error(`the file is ${String(body["state"])}`);
  }, PATIENCE);
  return String(base["id"]);
}

/** The result that the model got from each function of a call, by the function's name. */
async function results(vapiCallId: string): Promise<Map<string, string>> {
  const found = await stack.vapi.api(`/call/${vapiCallId}`);
  const { status, messages = [] } = (await found.json()) as { status: string; messages?: Record<string, string>[] };
  if (status !== "ended") throw new Error(`the call is ${status}`);
  return new Map(
    messages.flatMap(({ role, name = "", result = "" }) => (role === "tool_call_result" ? [[name, result]] : [])),
  );
}

/** The answer to Vapi's own request for documents (`knowledge-base-request`), at the assistant's server. */
async function documentsFor(vapiAssistantId: string, question: string): Promise<unknown> {
  const there = await stack.vapi.api(`/assistant/${vapiAssistantId}`);
  const { server } = (await there.json()) as { server: { url: string; headers: Record<string, string> } };
  const message = {
    type: "knowledge-base-request",
    assistant: { id: vapiAssistantId },
    messagesOpenAIFormatted: [
      { role: "system", content: "Tu es la secrétaire." },
      { role: "user", content: question },
    ],
  };
  const answer = await stack.api(server.url, { method: "POST", headers: server.headers, json: { message } });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { documents: unknown }).documents;
}

describe("a call", () => {
  it("calls every function of ours, and gets answers", async () => {
    const baseId = await knowledgeBase();
    const search = `search_tarifs_${baseId.replaceAll("-", "")}`;
    const functions = await Promise.all([
      agendaFunction("rendez_vous"),
      make("/v1/functions", {
        name: "chercher",
        description: "Cherche un tarif",
        settings: { kind: "knowledge", knowledgeBaseId: baseId },
      }),
    ]);
    const hours = {
      timeZone: "Europe/Paris",
      weekly: [
        {
          days: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
          from: "00:00",
          to: "24:00",
        },
      ],
    };
    const assistant = await make("/v1/assistants", {
      name: "Accueil",
      functionIds: functions.map(({ id }) => id),
      knowledgeBaseIds: [baseId],
      tools: [
        { type: "takeMessage" },
        { type: "openingHours", hours },
        { type: "function", name: "acces", description: "L'accès", reply: { text: "Au 2e étage.\nSans ascenseur." } },
      ],
    });
    const message = { message: "Rappelez-moi au sujet de l'ordonnance.", callerName: "Camille", isUrgent: true };
    const rung = await stack.vapi.ring({
      assistantId: assistant["vapiAssistantId"],
      from: "+33698765432",
      script: [
        { caller: "Bonjour, combien coûte une visite ?" },
        { toolCall: { name: search, arguments: { question: "Combien coûte une visite à domicile ?" } } },
        { toolCall: { name: "chercher", arguments: { question: "consultation" } } },
        { toolCall: { name: "opening_hours", arguments: {} } },
        { toolCall: { name: "acces", arguments: {} } },
        { toolCall: { name: "rendez_vous", arguments: { jour: "mardi", nom: "Camille" } } },
        { toolCall: { name: "take_message", arguments: message } },
        { caller: "Au revoir." },
        { hangUp: true },
      ],
    });
    const vapiCallId = String(rung["id"]);
    const told = await vi.waitFor(() => results(vapiCallId), PATIENCE);
    expect(Object.fromEntries(told)).toEqual({
      [search]: expect.stringContaining("45 euros"),
      chercher: expect.stringContaining("30 euros"),
      opening_hours: expect.stringMatching(/^C'est ouvert en ce moment, sans interruption\. .*toute la journée/),
      acces: "Au 2e étage. Sans ascenseur.",
      rendez_vous: '{"place":"mardi à 9 h"}',
      take_message: expect.stringContaining("noté"),
    });
    expect(asked).toEqual([{ url: "/jours/mardi", authorization: SECRET, body: '{"nom":"Camille"}' }]);
    // The call is stored a moment after its message.
    await vi.waitFor(async () => {
      const { body } = await call("GET", "/v1/caller-messages");
      expect(body["items"]).toMatchObject([
        {
          assistantId: assistant["id"],
          callId: vapiCallId,
          body: message.message,
          callerName: "Camille",
          callerNumber: "+33698765432",
          isUrgent: true,
          handledAt: null,
        },
      ]);
    }, PATIENCE);
    expect(JSON.stringify(await stack.vapi.requests())).not.toContain("0f3c9a7be2d14c58");

    expect(await documentsFor(String(assistant["vapiAssistantId"]), "Combien coûte une visite ?")).toEqual([
      { content: expect.stringContaining("45 euros"), similarity: expect.any(Number), uuid: expect.any(String) },
    ]);

    for (const [path, used] of [
      [`/v1/functions/${String(functions[0]?.["id"])}`, '"Accueil"'],
      [`/v1/knowledge-bases/${baseId}`, '"Accueil", the function chercher'],
    ] as const) {
      expect(await call("DELETE", path)).toMatchObject({
        status: 409,
        body: { code: "conflict", detail: expect.stringContaining(used) },
      });
    }
  });
});

describe("a function", () => {
  it("is tested without a call, and only the address gets its secret", async () => {
    const { id } = await agendaFunction("essai");
    asked.length = 0;
    const tried = await call("POST", `/v1/functions/${String(id)}/test`, { arguments: { jour: "lundi" } });
    expect(tried).toMatchObject({
      status: 200,
      body: {
        outcome: "answered",
        request: { url: `${agendaUrl}/jours/lundi`, headers: { Authorization: "••••4c58" } },
        answer: { status: 200, isCut: false },
        result: '{"place":"mardi à 9 h"}',
      },
    });
    expect(asked).toMatchObject([{ authorization: SECRET }]);
    expect(await call("POST", `/v1/functions/${String(id)}/test`, { arguments: {} })).toMatchObject({
      status: 422,
      body: { errors: [{ path: "arguments.jour" }] },
    });
    const everything = JSON.stringify([tried.body, stack.logs(), await call("GET", "/v1/functions")]);
    expect(everything).not.toContain("0f3c9a7be2d14c58");
  });

  it("that Vapi refuses is not stored; another organization's cannot be named", async () => {
    await stack.vapi.fault({ method: "POST", path: "/tool", times: 1, status: 400 });
    const json = { name: "refus", description: "x", settings: { ...api, url: `${agendaUrl}/` } };
    expect(await call("POST", "/v1/functions", json)).toMatchObject({
      status: 422,
      body: { code: "vapi_refused", errors: [{ message: expect.any(String) }] },
    });
    expect((await call("GET", "/v1/functions?search=refus")).body["items"]).toEqual([]);
    const { id } = await agendaFunction("a_nous");
    expect(await call("POST", "/v1/assistants", { name: "Voisin", functionIds: [id] }, outsider)).toMatchObject({
      status: 422,
      body: { errors: [{ path: "functionIds.0" }] },
    });
    expect((await call("GET", `/v1/functions/${String(id)}`, undefined, outsider)).status).toBe(404);
  });
});
