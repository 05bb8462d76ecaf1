import { describe, expect, it } from "vitest";
import { app } from "../app.ts";
import { armed, atVapi, create, env, fault, fixture, request, sweep, useWorker } from "./testing/worker.ts";

useWorker();

describe("POST /v1/assistants", () => {
  it("makes a good French assistant from a name alone, here and at Vapi, with our id at Vapi", async () => {
    const { status, body, headers } = await request("POST", "/v1/assistants", { json: { name: "Accueil" } });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: "Accueil",
      language: "fr",
      voice: "fr-FR-DeniseNeural",
      version: 1,
      sync: { state: "synced", error: null },
    });
    expect(headers.get("etag")).toBe('"1"');
    const made = await atVapi<{ server: { url: string } }>(`/assistant/${body.vapiAssistantId}`);
    expect(made).toMatchObject({ name: "Accueil", metadata: { allokoliId: body.id, allokoliOrgId: fixture.orgId } });
    expect(made.server.url).toContain("https://api.allokoli.fr/v1/webhooks/receive");
  });

  it("arms the sweep of its organization first", async () => {
    await create();
    expect(armed[0]).toBe(`${fixture.orgId} ${fixture.orgId} soon`);
  });

  it("names every wrong field", async () => {
    const json = {
      name: "",
      temperature: 3,
      colour: "blue",
      tools: [{ type: "function", name: "a", description: "b", reply: { serverUrl: "https://127.0.0.1/" } }],
    };
    const wrong = await request("POST", "/v1/assistants", { json });
    expect(wrong.status).toBe(422);
    expect(wrong.body.errors.map(({ path }: { path: string }) => path).toSorted()).toEqual([
      "colour",
      "name",
      "temperature",
    ]);
    const inside = await request("POST", "/v1/assistants", { json: { name: "a", tools: json.tools } });
    expect(inside.body.errors).toEqual([{ path: "tools.0.reply.serverUrl", message: expect.stringMatching(/public/) }]);
  });

  it("refuses text that Postgres cannot store, with the reason", async () => {
    const json = {
      name: "a\0b",
      tools: [{ type: "function", name: "f", description: "\ud800 ", reply: { text: "x" } }],
    };
    const { status, body } = await request("POST", "/v1/assistants", { json });
    expect(status).toBe(422);
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(["name", "tools.0.description"]);
    expect((await request("GET", "/v1/assistants?search=%00")).status).toBe(422);
    expect((await request("POST", `/v1/assistants/${fixture.orgId}/versions/99999999999/restore`)).status).toBe(422);
  });

  it("gives Vapi's reasons in our field names, and leaves nothing behind", async () => {
    const { status, body } = await request("POST", "/v1/assistants", {
      json: { name: "Accueil", model: "gpt-nothing" },
    });
    expect(status).toBe(422);
    expect(body.code).toBe("vapi_refused");
    expect(body.errors).toEqual([{ path: "model", message: expect.stringMatching(/must be one of/) }]);
    expect((await request("GET", "/v1/assistants")).body.items).toEqual([]);
  });

  it.each([{ dropAfterWork: true }, { dropBefore: true }, { status: 500 }, { html200: true }])(
    "stays pending when Vapi fails (%j), and exists once in the end",
    async (how) => {
      await fault({ method: "POST", path: "/assistant", times: 1, ...how });
      const { status, body } = await request("POST", "/v1/assistants", { json: { name: "Patience" } });
      expect(status).toBe(201);
      expect(body).toMatchObject({ vapiAssistantId: null, sync: { state: "pending", error: expect.any(String) } });
      await sweep();
      const { body: after } = await request("GET", `/v1/assistants/${body.id}`);
      expect(after.sync).toEqual({ state: "synced", error: null });
      const all = await atVapi<{ id: string; metadata?: { allokoliId?: string } }[]>("/assistant");
      expect(all.filter(({ metadata }) => metadata?.allokoliId === body.id).map(({ id }) => id)).toEqual([
        after.vapiAssistantId,
      ]);
    },
  );

  it("answers a repeated key with the first answer, and makes one", async () => {
    const headers = { "idempotency-key": "k-1" };
    const first = await request("POST", "/v1/assistants", { json: { name: "Une fois" }, headers });
    const again = await request("POST", "/v1/assistants", { json: { name: "Une fois" }, headers });
    expect(again.body.id).toBe(first.body.id);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect((await request("GET", "/v1/assistants")).body.items).toHaveLength(1);
  });

  it.each(["", "k".repeat(256), "clé"])("answers 422 to an invalid key: %j", async (key) => {
    const { status, body } = await request("POST", "/v1/assistants", {
      json: { name: "Une fois" },
      headers: { "idempotency-key": key },
    });
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ path: "idempotency-key", message: expect.stringContaining("255") }] });
  });

  it("is for members: not for viewers, for former members, or without an identity", async () => {
    const json = { name: "Accueil" };
    expect(await request("POST", "/v1/assistants", { json, as: "viewer" })).toMatchObject({
      status: 403,
      body: { code: "role_too_low" },
    });
    expect(await request("POST", "/v1/assistants", { json, as: "removed" })).toMatchObject({
      status: 403,
      body: { code: "not_a_member" },
    });
    const nobody = await app.request("/v1/assistants", {}, env, {
      waitUntil: () => undefined,
      passThroughOnException: () => undefined,
      props: {},
    });
    expect(nobody.status).toBe(401);
  });

  it("refuses to work without its secrets", async () => {
    const { status, body } = await request("POST", "/v1/assistants", {
      json: { name: "a" },
      env: { VAPI_WEBHOOK_SECRET: "" },
    });
    expect(status).toBe(503);
    expect(body.code).toBe("misconfigured");
  });
});

describe("GET /v1/assistants", () => {
  it("lists page by page, newest first, each once", async () => {
    const names = ["un", "deux", "trois", "quatre", "cinq"];
    for (const name of names) await create({ name });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await request("GET", `/v1/assistants?limit=2${query}`, { as: "viewer" });
      seen.push(...body.items.map(({ name }: { name: string }) => name));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(names.toReversed());
  });

  it("finds a part of the name, and takes % and _ literally", async () => {
    for (const name of ["Cabinet Moreau", "Cabinet 100% Dents", "Boutique"]) await create({ name });
    const found = async (search: string) =>
      (await request("GET", `/v1/assistants?search=${encodeURIComponent(search)}`)).body.items.map(
        ({ name }: { name: string }) => name,
      );
    expect(await found("cabinet")).toEqual(["Cabinet 100% Dents", "Cabinet Moreau"]);
    expect(await found("%")).toEqual(["Cabinet 100% Dents"]);
    expect(await found("_")).toEqual([]);
  });

  it("shows another organization nothing, and takes only our own cursors", async () => {
    const { id } = await create();
    expect((await request("GET", "/v1/assistants", { as: "outsider" })).body.items).toEqual([]);
    for (const [method, json] of [["GET"], ["DELETE"], ["PATCH", { name: "à moi" }]] as const) {
      expect(await request(method, `/v1/assistants/${id}`, { as: "outsider", ...(json && { json }) })).toMatchObject({
        status: 404,
      });
    }
    expect((await request("GET", `/v1/assistants/${id}/versions`, { as: "outsider" })).status).toBe(404);
    expect(await request("GET", "/v1/assistants?cursor=rubbish")).toMatchObject({
      status: 422,
      body: { errors: [{ path: "cursor" }] },
    });
  });
});

describe("PATCH /v1/assistants/:id", () => {
  it("changes what is named, at Vapi too, and adds a version with its author", async () => {
    const { id, vapiAssistantId } = await create({ name: "Accueil", firstMessage: "Bonjour." });
    await fixture.superuser.query("update profiles set full_name = 'Camille' where user_id = $1", [
      fixture.people.member,
    ]);
    const { status, body, headers } = await request("PATCH", `/v1/assistants/${id}`, {
      json: { temperature: 1, firstMessage: null },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: "Accueil",
      temperature: 1,
      firstMessage: null,
      version: 2,
      sync: { state: "synced" },
    });
    expect(headers.get("etag")).toBe('"2"');
    expect(await atVapi(`/assistant/${vapiAssistantId}`)).toMatchObject({
      firstMessage: "",
      model: { temperature: 1, model: "gpt-4.1" },
    });
    const { items } = (await request("GET", `/v1/assistants/${id}/versions`)).body;
    const createdAt = expect.any(String);
    const author = { id: fixture.people.member, name: "Camille" };
    expect(items).toEqual([
      { version: 2, author, restoredFrom: null, createdAt },
      { version: 1, author, restoredFrom: null, createdAt },
    ]);
    const settingsOf = async (version: number) =>
      (await request("GET", `/v1/assistants/${id}/versions/${version}`)).body.settings;
    expect(await settingsOf(2)).toMatchObject({ temperature: 1 });
    expect(await settingsOf(1)).toMatchObject({ firstMessage: "Bonjour." });
  });

  it("changes nothing when it repeats the current settings", async () => {
    const { id } = await create();
    const { body } = await request("PATCH", `/v1/assistants/${id}`, { json: { name: "Accueil", tools: [] } });
    expect(body.version).toBe(1);
  });

  it("is refused with 412 when it is based on an older state", async () => {
    const { id } = await create();
    const headers = { "if-match": '"1"' };
    expect((await request("PATCH", `/v1/assistants/${id}`, { json: { name: "Un" }, headers })).status).toBe(200);
    expect(await request("PATCH", `/v1/assistants/${id}`, { json: { name: "Deux" }, headers })).toMatchObject({
      status: 412,
      body: { code: "precondition_failed" },
    });
    expect((await request("DELETE", `/v1/assistants/${id}`, { headers })).status).toBe(412);
    expect((await request("GET", `/v1/assistants/${id}`)).body.name).toBe("Un");
  });

  it("is undone whole when Vapi refuses it, so that the same If-Match can try again", async () => {
    const { id } = await create();
    const headers = { "if-match": '"1"' };
    const refused = await request("PATCH", `/v1/assistants/${id}`, { json: { model: "gpt-nothing" }, headers });
    expect(refused).toMatchObject({ status: 422, body: { code: "vapi_refused", errors: [{ path: "model" }] } });
    expect((await request("GET", `/v1/assistants/${id}`)).body).toMatchObject({
      model: "gpt-4.1",
      version: 1,
      sync: { state: "synced" },
    });
    expect((await request("PATCH", `/v1/assistants/${id}`, { json: { model: "gpt-4.1-mini" }, headers })).status).toBe(
      200,
    );
  });

  it("stays pending while Vapi is down, and is resumed", async () => {
    const { id, vapiAssistantId } = await create();
    await fault({ method: "PATCH", path: "/assistant/*", status: 503, times: 3 });
    const { status, body } = await request("PATCH", `/v1/assistants/${id}`, { json: { name: "Plus tard" } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: "Plus tard", sync: { state: "pending" } });
    await sweep();
    expect(await atVapi(`/assistant/${vapiAssistantId}`)).toMatchObject({ name: "Plus tard" });
  });
});

describe("a version", () => {
  it("is restored as a new version", async () => {
    const { id, vapiAssistantId } = await create({ name: "Un" });
    await request("PATCH", `/v1/assistants/${id}`, { json: { name: "Deux" } });
    const { status, body } = await request("POST", `/v1/assistants/${id}/versions/1/restore`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: "Un", version: 3 });
    expect(await atVapi(`/assistant/${vapiAssistantId}`)).toMatchObject({ name: "Un" });
    const { items } = (await request("GET", `/v1/assistants/${id}/versions?limit=1`)).body;
    expect(items).toMatchObject([{ version: 3, restoredFrom: 1 }]);
    expect((await request("POST", `/v1/assistants/${id}/versions/9/restore`)).status).toBe(404);
    expect((await request("GET", `/v1/assistants/${id}/versions/9`)).status).toBe(404);
    expect((await request("GET", `/v1/assistants/${id}/versions/1`, { as: "outsider" })).status).toBe(404);
    expect((await request("GET", `/v1/assistants/${id}/versions/1`, { as: "viewer" })).body).toMatchObject({
      version: 1,
    });
    expect((await request("POST", `/v1/assistants/${id}/versions/1/restore`, { as: "viewer" })).status).toBe(403);
  });
});

describe("DELETE /v1/assistants/:id", () => {
  it("hides it at once, though Vapi does not answer, and deletes it at Vapi later", async () => {
    const { id, vapiAssistantId } = await create();
    await fault({ method: "DELETE", path: "/assistant/*", status: 503, times: 3 });
    expect((await request("DELETE", `/v1/assistants/${id}`)).status).toBe(204);
    expect(armed.at(-1)).toBe(`${fixture.orgId} ${fixture.orgId} now`);
    expect((await request("GET", `/v1/assistants/${id}`)).status).toBe(404);
    expect((await request("DELETE", `/v1/assistants/${id}`)).status).toBe(404);
    await sweep();
    await sweep();
    expect(await atVapi(`/assistant/${vapiAssistantId}`)).toMatchObject({ statusCode: 404 });
    const { rows } = await fixture.superuser.query("select count(*)::int as rows from assistants");
    expect(rows).toEqual([{ rows: 0 }]);
  });
});

describe("the notice of an assistant", () => {
  const NOTICE = "Vous parlez à une IA.";
  const change = (id: string, json: object) => request("PATCH", `/v1/assistants/${id}`, { json });
  const greeting = async (vapiId: string) =>
    (await atVapi<{ firstMessage: string }>(`/assistant/${vapiId}`)).firstMessage;

  it("is said before the first message, may be reworded, and cannot be removed", async () => {
    const made = await create({ name: "Accueil", aiNotice: NOTICE, firstMessage: "Bonjour !" });
    expect(await greeting(made.vapiAssistantId)).toBe(`${NOTICE} Bonjour !`);
    for (const [json, path] of [
      [{ aiNotice: null }, "aiNotice"],
      [{ aiNotice: "  " }, "aiNotice"],
      [{ aiNotice: "Bonjour !" }, "aiNotice"],
      [{ language: "en" }, "aiNotice"],
      [{ firstMessageMode: "assistant-waits-for-user" }, "firstMessageMode"],
    ] as const) {
      const { status, body } = await change(made.id, json);
      expect([status, body.errors?.map((error: { path: string }) => error.path)]).toEqual([422, [path]]);
    }
    const reworded = await change(made.id, { aiNotice: "You speak to a robot.", language: "en", firstMessage: null });
    expect([reworded.status, reworded.body.version]).toEqual([200, 2]);
    expect(await greeting(made.vapiAssistantId)).toBe("You speak to a robot.");
  });

  it("may be added later, and then stays when an earlier version is restored", async () => {
    const made = await create({ name: "Accueil", firstMessageMode: "assistant-waits-for-user" });
    expect((await change(made.id, { aiNotice: NOTICE })).body.errors).toMatchObject([{ path: "firstMessageMode" }]);
    const json = { aiNotice: NOTICE, firstMessageMode: "assistant-speaks-first", name: "Accueil 2" };
    expect((await change(made.id, json)).status).toBe(200);
    const restored = await request("POST", `/v1/assistants/${made.id}/versions/1/restore`);
    expect(restored.status).toBe(200);
    expect(restored.body).toMatchObject({ ...json, name: "Accueil", version: 3 });
    expect(await greeting(made.vapiAssistantId)).toBe(NOTICE);
  });

  it("is not removed by restoring a version in another language", async () => {
    const made = await create({ name: "Accueil" });
    await change(made.id, { language: "en", aiNotice: "You speak to an AI." });
    const restored = await request("POST", `/v1/assistants/${made.id}/versions/1/restore`);
    expect(restored.body).toMatchObject({ status: 422, errors: [{ path: "aiNotice" }] });
  });
});
