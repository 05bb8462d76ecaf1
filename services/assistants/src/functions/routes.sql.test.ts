import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { atVapi, create, fault, fixture, request, sweep, useWorker } from "../assistants/testing/worker.ts";
import { searchName } from "../tools/names.ts";

useWorker();

const SECRET = "Bearer 0f3c9a7be2d14c58";
/** The tenant's own server, on a developer's machine. */
const DEVELOPMENT = { DEVELOPMENT: "true" };
let outside: Server;
let address: string;
let seen: { url: string | undefined; headers: IncomingMessage["headers"]; body: string }[];
let reply: (response: ServerResponse) => void;

beforeAll(async () => {
  outside = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      seen.push({ url: incoming.url, headers: incoming.headers, body: Buffer.concat(chunks).toString() });
      reply(response);
    });
  });
  await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => outside.close(resolve)));
beforeEach(() => {
  seen = [];
  reply = (response) => response.end("fait");
});

const PARAMETERS = {
  type: "object",
  properties: { jour: { type: "string" }, nom: { type: "string" } },
  required: ["jour"],
};
const api = (more: object = {}) => ({
  name: "rendez_vous",
  description: "Prend rendez-vous",
  settings: {
    kind: "apiRequest",
    method: "POST",
    url: "https://agenda.example.com/jours/{jour}",
    headers: [{ name: "Authorization", value: SECRET }],
    parameters: PARAMETERS,
    ...more,
  },
});
const endCall = (name: string) => ({ name, description: "Raccroche", settings: { kind: "endCall" } });
const make = async (json: object, init: object = {}) => {
  const { status, body } = await request("POST", "/v1/functions", { json, ...init });
  expect(body).toMatchObject({ id: expect.any(String) });
  expect(status).toBe(201);
  return body;
};
const pathsOf = ({ body }: { body: { errors?: { path: string }[] } }) => body.errors?.map(({ path }) => path);
const toolsAtVapi = () => atVapi<{ id: string; function?: { name: string } }[]>("/tool");

describe("POST /v1/functions", () => {
  it("makes a tool at Vapi, its secret shown masked and nowhere else", async () => {
    const before = (await toolsAtVapi()).length;
    const { status, body, headers, text } = await request("POST", "/v1/functions", { json: api() });
    expect([status, headers.get("etag")]).toEqual([201, '"1"']);
    expect(body).toMatchObject({
      name: "rendez_vous",
      settings: { kind: "apiRequest", headers: [{ name: "Authorization", value: "••••4c58", isSecret: true }] },
      sync: { state: "synced", error: null },
    });
    expect(await atVapi(`/tool/${body.vapiToolId}`)).toMatchObject({ function: { name: "rendez_vous" } });
    const { rows } = await fixture.superuser.query(
      "select settings::text || (select string_agg(sealed, '') from function_secrets) as kept from functions",
    );
    for (const place of [text, rows[0].kept]) expect(place).not.toContain("0f3c9a7be2d14c58");
    expect((await toolsAtVapi()).length).toBe(before + 1);
  });

  it("names every wrong field", async () => {
    const refused = async (json: object) => pathsOf(await request("POST", "/v1/functions", { json }));
    expect(await refused({ name: "a b", description: "", settings: { kind: "autre" } })).toEqual(
      expect.arrayContaining(["name", "description", "settings.kind"]),
    );
    expect(await refused({ ...endCall("endCall") })).toEqual(["name"]);
    expect(await refused(api({ url: "https://10.0.0.1/" }))).toEqual(["settings.url"]);
    expect(await refused(api({ url: "https://a.example.com/{nom}" }))).toEqual(["settings.url"]);
    expect(await refused(api({ url: "https://{jour}.example.com/" }))).toEqual(["settings.url"]);
    expect(await refused(api({ headers: [{ name: "Host", value: "x" }] }))).toEqual(["settings.headers.0.name"]);
    expect(await refused(api({ headers: [{ name: "X-Key", value: "••••4c58" }] }))).toEqual([
      "settings.headers.0.value",
    ]);
    expect(await refused(api({ parameters: { type: "object", properties: { jour: {} } } }))).toContain(
      "settings.parameters.properties.jour.type",
    );
    const transfer = { kind: "transferCall", destinations: [{ number: "0123456", when: "Urgence" }] };
    expect(await refused({ ...endCall("passer"), settings: transfer })).toEqual(["settings.destinations.0.number"]);
    expect((await request("GET", "/v1/functions")).body.items).toEqual([]);
  });

  it("takes only a knowledge base and a number of its own organization", async () => {
    const { rows } = await fixture.superuser.query(
      "insert into knowledge_bases (org_id, name) values ($1, 'Ailleurs') returning id",
      [fixture.otherOrgId],
    );
    const [base] = rows;
    for (const [kind, field] of [
      ["knowledge", "knowledgeBaseId"],
      ["sms", "phoneNumberId"],
    ] as const) {
      const json = { ...endCall("chercher"), settings: { kind, [field]: base.id } };
      expect(await request("POST", "/v1/functions", { json })).toMatchObject({
        status: 422,
        body: { errors: [{ path: `settings.${field}` }] },
      });
    }
  });

  it("answers 409 to a name that is taken, until it is free again", async () => {
    const { id } = await make(endCall("raccrocher"));
    const again = await request("POST", "/v1/functions", { json: endCall("raccrocher") });
    expect(again).toMatchObject({
      status: 409,
      body: { code: "conflict", detail: expect.stringContaining("raccrocher") },
    });
    const other = await make(endCall("autre"));
    expect(await request("PATCH", `/v1/functions/${other.id}`, { json: { name: "raccrocher" } })).toMatchObject({
      status: 409,
    });
    expect((await request("DELETE", `/v1/functions/${id}`)).status).toBe(204);
    await make(endCall("raccrocher"));
  });

  it("answers a repeated key with the first answer, and is for members", async () => {
    const headers = { "idempotency-key": "f-1" };
    const first = await make(api(), { headers });
    expect(await make(api(), { headers })).toMatchObject({ id: first.id });
    expect((await request("POST", "/v1/functions", { json: api(), as: "viewer" })).status).toBe(403);
    expect((await request("GET", `/v1/functions/${first.id}`, { as: "viewer" })).status).toBe(200);
    expect((await request("GET", `/v1/functions/${first.id}`, { as: "outsider" })).status).toBe(404);
    expect((await request("GET", "/v1/functions?search=rendez")).body.items).toHaveLength(1);
  });

  it.each([{ dropAfterWork: true }, { status: 503 }])(
    "stays pending when Vapi fails (%j), and exists once in the end",
    async (how) => {
      const before = (await toolsAtVapi()).length;
      await fault({ method: "POST", path: "/tool", times: 1, ...how });
      const made = await make(endCall("patience"));
      expect(made).toMatchObject({ vapiToolId: null, sync: { state: "pending" } });
      await sweep();
      expect((await request("GET", `/v1/functions/${made.id}`)).body.sync.state).toBe("synced");
      expect((await toolsAtVapi()).length).toBe(before + 1);
    },
  );

  it("leaves nothing behind when Vapi refuses it, not even its secret", async () => {
    await fault({ method: "POST", path: "/tool", times: 1, status: 400 });
    const { status, body } = await request("POST", "/v1/functions", { json: api() });
    expect([status, body.code]).toEqual([422, "vapi_refused"]);
    const { rows } = await fixture.superuser.query(
      "select (select count(*) from functions)::int + (select count(*) from function_secrets)::int as rows",
    );
    expect(rows).toEqual([{ rows: 0 }]);
  });
});

describe("PATCH /v1/functions/:id", () => {
  it("keeps a secret that is sent back masked, while the address stays where it is", async () => {
    const init = { env: DEVELOPMENT };
    const { id, settings, vapiToolId } = await make(
      {
        ...api(),
        settings: {
          kind: "function",
          parameters: PARAMETERS,
          server: { url: `${address}/rdv`, headers: [{ name: "Authorization", value: SECRET }] },
        },
      },
      init,
    );
    const patch = (server: object) =>
      request("PATCH", `/v1/functions/${id}`, {
        json: { settings: { ...settings, server: { ...settings.server, ...server } } },
        ...init,
      });
    /** The address and headers of its server. */
    const sent = async () => {
      await request("POST", `/v1/functions/${id}/test`, { json: { arguments: { jour: "lundi" } }, ...init });
      const { url, headers } = seen.at(-1) ?? { headers: {} };
      return [url, headers.authorization];
    };
    expect(await patch({ url: `${address}/autre` })).toMatchObject({
      status: 200,
      body: { settings: { server: { headers: [{ value: "••••4c58" }] } } },
    });
    expect(await sent()).toEqual(["/autre", SECRET]);
    expect(pathsOf(await patch({ url: "https://voleur.example.net/" }))).toEqual(["settings.server.headers.0.value"]);
    expect(await patch({ headers: [{ name: "Authorization", value: "Bearer other-0123456789" }] })).toMatchObject({
      status: 200,
    });
    expect(await sent()).toEqual(["/rdv", "Bearer other-0123456789"]);
    expect(JSON.stringify(await atVapi(`/tool/${vapiToolId}`))).not.toMatch(/rdv"|Bearer/);
  });

  it("is refused with 412 on an older state, with 422 for another kind, and undone whole when Vapi refuses", async () => {
    const { id } = await make(endCall("raccrocher"));
    const headers = { "if-match": '"1"' };
    const rename = (name: string, more: object = {}) =>
      request("PATCH", `/v1/functions/${id}`, { json: { name }, headers, ...more });
    await fault({ method: "PATCH", path: "/tool/*", times: 1, status: 400 });
    expect(await rename("autre")).toMatchObject({ status: 422, body: { code: "vapi_refused" } });
    expect((await rename("autre")).status).toBe(200);
    expect((await rename("encore")).status).toBe(412);
    expect(
      pathsOf(await request("PATCH", `/v1/functions/${id}`, { json: { settings: { kind: "takeMessage" } } })),
    ).toEqual(["settings.kind"]);
  });
});

describe("what an assistant names", () => {
  it("is sent to Vapi, and cannot be deleted until nothing names it", async () => {
    const made = await make(endCall("raccrocher"));
    const base = (
      await fixture.superuser.query(
        "insert into knowledge_bases (org_id, name, description) values ($1, 'Tarifs', 'Nos prix.') returning id",
        [fixture.orgId],
      )
    ).rows[0].id;
    const assistant = await create({ name: "Accueil", functionIds: [made.id], knowledgeBaseIds: [base] });
    const { model } = await atVapi<{ model: { toolIds: string[]; messages: { content: string }[] } }>(
      `/assistant/${assistant.vapiAssistantId}`,
    );
    expect(model.toolIds).toEqual([made.vapiToolId]);
    expect(model.messages[0]?.content).toContain(searchName({ id: base, name: "Tarifs" }));
    expect(await request("DELETE", `/v1/functions/${made.id}`)).toMatchObject({
      status: 409,
      body: { code: "conflict", detail: expect.stringContaining('"Accueil"') },
    });

    await fixture.superuser.query("update knowledge_bases set name = 'Prix' where id = $1", [base]);
    await sweep();
    expect(JSON.stringify(await atVapi(`/assistant/${assistant.vapiAssistantId}`))).toContain(
      searchName({ id: base, name: "Prix" }),
    );

    await request("PATCH", `/v1/assistants/${assistant.id}`, { json: { functionIds: [], knowledgeBaseIds: [] } });
    expect((await request("DELETE", `/v1/functions/${made.id}`)).status).toBe(204);
    await sweep();
    expect(await atVapi(`/tool/${made.vapiToolId}`)).toMatchObject({ statusCode: 404 });
    // The first version named it; a deleted function cannot come back.
    expect((await request("POST", `/v1/assistants/${assistant.id}/versions/1/restore`)).body).toMatchObject({
      functionIds: [],
      knowledgeBaseIds: [base],
    });
  });

  it("is of its own organization, named once, and named unlike its own tools", async () => {
    const { id } = await make(endCall("raccrocher"));
    const horaires = { type: "function", name: "raccrocher", description: "x", reply: { text: "x" } };
    const assistant = (json: object, as?: "outsider") =>
      request("POST", "/v1/assistants", { json: { name: "Accueil", ...json }, ...(as && { as }) });
    expect(pathsOf(await assistant({ functionIds: [id] }, "outsider"))).toEqual(["functionIds.0"]);
    expect(pathsOf(await assistant({ knowledgeBaseIds: [id] }))).toEqual(["knowledgeBaseIds.0"]);
    expect(pathsOf(await assistant({ functionIds: [id, id] }))).toEqual(["functionIds"]);
    expect(pathsOf(await assistant({ functionIds: [id], tools: [horaires] }))).toEqual(["functionIds.0"]);
    const { body } = await assistant({ functionIds: [id] });
    expect(pathsOf(await request("PATCH", `/v1/assistants/${body.id}`, { json: { tools: [horaires] } }))).toEqual([
      "functionIds.0",
    ]);
  });

  it("is sent to Vapi again when the function has its tool at last", async () => {
    await fault({ method: "POST", path: "/tool", times: 1, status: 503 });
    const made = await make(endCall("patience"));
    const assistant = await create({ name: "Accueil", functionIds: [made.id] });
    const toolIds = async () =>
      (await atVapi<{ model: { toolIds: string[] } }>(`/assistant/${assistant.vapiAssistantId}`)).model.toolIds;
    expect(await toolIds()).toEqual([]);
    await sweep();
    expect(await toolIds()).toEqual([(await request("GET", `/v1/functions/${made.id}`)).body.vapiToolId]);
  });
});

describe("POST /v1/functions/:id/test", () => {
  const test = (id: string, values: object) =>
    request("POST", `/v1/functions/${id}/test`, { json: { arguments: values }, env: DEVELOPMENT });
  const makeHere = (json: object) => make(json, { env: DEVELOPMENT });

  it("really sends a request, and shows it without its secrets, with its answer", async () => {
    const { id } = await makeHere(api({ url: `${address}/jours/{jour}` }));
    reply = (response) =>
      response.writeHead(201, { "x-agenda": "1" }).end(`{"ok":true,\n"vous":"${SECRET}","jeton":"${SECRET.slice(7)}"}`);
    const { status, body, text } = await test(id, { jour: "lundi 3", nom: "Zoé" });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      outcome: "answered",
      request: {
        method: "POST",
        url: `${address}/jours/lundi%203`,
        headers: { Authorization: "••••4c58", "content-type": "application/json" },
        body: { nom: "Zoé" },
      },
      answer: { status: 201, headers: { "x-agenda": "1" }, isCut: false },
      result: '{"ok":true,"vous":"••••","jeton":"••••"}',
      error: null,
      durationMs: expect.any(Number),
    });
    expect(text).not.toContain(SECRET.slice(7));
    const { rows } = await fixture.superuser.query(
      "select actor_id, request_id is not null as is_traced from audit_log where action = 'function.tested' and resource_id = $1",
      [id],
    );
    expect(rows).toEqual([{ actor_id: fixture.people.member, is_traced: true }]);
    expect(seen).toMatchObject([
      { url: "/jours/lundi%203", headers: { authorization: SECRET }, body: '{"nom":"Zoé"}' },
    ]);
  });

  it("says what a call would make of a failure, a redirect and a long answer", async () => {
    const { id } = await makeHere(api({ url: `${address}/`, method: "GET", parameters: { type: "object" } }));
    reply = (response) => response.writeHead(503).end();
    expect((await test(id, {})).body).toMatchObject({
      outcome: "failed",
      answer: { status: 503 },
      error: expect.stringContaining("503"),
    });
    reply = (response) => response.writeHead(302, { location: "http://169.254.169.254/" }).end();
    expect((await test(id, {})).body).toMatchObject({
      outcome: "failed",
      answer: null,
      error: expect.stringContaining("redirect"),
    });
    reply = (response) => response.end("x".repeat(100_000));
    const { body } = await test(id, {});
    expect(body.answer).toMatchObject({ isCut: true });
    expect(body.answer.body.length).toBeLessThanOrEqual(16 * 1024);
    expect(seen).toHaveLength(3);
  });

  it("asks no private address, even one that was saved before", async () => {
    const parameters = { type: "object" };
    const saved = await Promise.all([
      makeHere({ ...api({ url: `${address}/`, parameters }), name: "adresse" }),
      makeHere({
        name: "serveur",
        description: "x",
        settings: { kind: "function", parameters, server: { url: `${address}/outil` } },
      }),
    ]);
    for (const { id } of saved) {
      const { body } = await request("POST", `/v1/functions/${id}/test`, { json: {} });
      expect(body).toMatchObject({ outcome: "failed", answer: null, error: "The address may not be called." });
    }
    expect(seen).toEqual([]);
  });

  it("checks the arguments, and does nothing that cannot be taken back", async () => {
    const { id } = await makeHere(api({ url: `${address}/jours/{jour}` }));
    expect(pathsOf(await test(id, { jour: 3 }))).toEqual(["arguments.jour"]);
    expect((await test(id, { jour: ".." })).body).toMatchObject({ outcome: "failed", request: null });
    expect(seen).toEqual([]);
    const message = await makeHere({ ...endCall("message"), settings: { kind: "takeMessage" } });
    expect((await test(message.id, { message: "Rappelez" })).body).toMatchObject({
      outcome: "described",
      would: { do: "takeMessage", message: { body: "Rappelez" } },
    });
    const { rows } = await fixture.superuser.query("select count(*)::int as taken from caller_messages");
    expect(rows).toEqual([{ taken: 0 }]);
    const fin = await makeHere(endCall("fin"));
    expect((await test(fin.id, {})).body).toMatchObject({ outcome: "described", would: { do: "endCall" } });
    expect((await request("POST", `/v1/functions/${fin.id}/test`, { json: {}, as: "viewer" })).status).toBe(403);
    expect((await request("POST", `/v1/functions/${fin.id}/test`, { json: {}, as: "outsider" })).status).toBe(404);
  });
});
