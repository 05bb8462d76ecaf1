import { describe, expect, it, vi } from "vitest";
import { shared } from "../shared.ts";
import type { Stack, Organization } from "../stack.ts";

let stack: Stack;
let owner: Organization;
let outsider: Organization;

shared.beforeAll(async ({ sharedStack }) => {
  stack = sharedStack;
  [owner, outsider] = await Promise.all([stack.newOrganization(), stack.newOrganization()]);
});

type Json = Record<string, unknown>;
type Answer = { status: number; body: Json; headers: Headers };
type Found = {
  score: number;
  text: string;
  source: { fileId: string; fileName: string; page: number | null; headings: string[] };
};

async function ask(
  method: string,
  path: string,
  init: { json?: Json; as?: Organization; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { json, as = owner, headers } = init;
  const answer = await stack.api(path, { ...as, method, ...(json && { json }), ...(headers && { headers }) });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? {} : (JSON.parse(text) as Json), headers: answer.headers };
}

async function upload(
  name: string,
  content: string | Uint8Array,
  init: { as?: Organization; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { as = owner, headers } = init;
  const form = new FormData();
  form.append("file", new File([typeof content === "string" ? content : new Uint8Array(content)], name));
  const answer = await stack.api("/v1/files", { ...as, method: "POST", body: form, ...(headers && { headers }) });
  return { status: answer.status, body: (await answer.json()) as Json, headers: answer.headers };
}

/** The file once it is ready or has failed. */
const settled = (id: unknown) =>
  vi.waitFor(
    async () => {
      const { body } = await ask("GET", `/v1/files/${String(id)}`);
      if (body["state"] === "processing") throw new Error("still processing");
      return body;
    },
    { timeout: 120_000, interval: 100 },
  );

async function newBase(...fileIds: unknown[]): Promise<string> {
  const { status, body } = await ask("POST", "/v1/knowledge-bases", { json: { name: "Questions des patients" } });
  expect(status, JSON.stringify(body)).toBe(201);
  const id = String(body["id"]);
  for (const fileId of fileIds) {
    const added = await ask("POST", `/v1/knowledge-bases/${id}/files`, { json: { fileId } });
    expect(added.status, JSON.stringify(added.body)).toBe(200);
  }
  return id;
}

async function query(baseId: string, text: string, as = owner): Promise<Found[]> {
  const { status, body } = await ask("POST", `/v1/knowledge-bases/${baseId}/query`, { json: { text }, as });
  expect(status, JSON.stringify(body)).toBe(200);
  return body["items"] as Found[];
}

const RULES = `# Règlement du cabinet

## Horaires

Le cabinet est ouvert du lundi au vendredi, de 8 h à 18 h, et le samedi matin jusqu'à midi.

## Tarifs

| Acte | Prix |
|------|------|
| Consultation | 30 € |
| Visite à domicile | 45 € |
`;

describe("a file", () => {
  it("is read, found in its base, downloaded unchanged, and gone when it is deleted", async () => {
    const uploaded = await upload("règlement.md", RULES);
    expect(uploaded.status).toBe(201);
    expect(uploaded.body).toMatchObject({
      name: "règlement.md",
      state: "processing",
      sizeBytes: Buffer.byteLength(RULES),
    });
    const fileId = String(uploaded.body["id"]);
    expect(await settled(fileId)).toMatchObject({ state: "ready", failure: null, mediaType: "text/markdown" });

    const baseId = await newBase(fileId);
    const [first] = await query(baseId, "Combien coute une consultaton ?");
    expect(first?.text).toContain("Consultation | 30 €");
    expect(first?.source).toEqual({
      fileId,
      fileName: "règlement.md",
      page: null,
      headings: ["Règlement du cabinet", "Tarifs"],
    });
    expect(await query(baseId, "Avez-vous une piscine chauffée ?")).toEqual([]);

    const content = await stack.api(`/v1/files/${fileId}/content`, owner);
    expect(await content.text()).toBe(RULES);
    expect(content.headers.get("content-type")).toBe("application/octet-stream");
    expect(content.headers.get("content-disposition")).toMatch(/^attachment; .*filename\*=UTF-8''r%C3%A8glement\.md$/);
    expect(content.headers.get("x-content-type-options")).toBe("nosniff");

    expect((await ask("DELETE", `/v1/files/${fileId}`)).status).toBe(204);
    expect((await ask("GET", `/v1/files/${fileId}`)).status).toBe(404);
    expect((await stack.api(`/v1/files/${fileId}/content`, owner)).status).toBe(404);
    expect(await query(baseId, "consultation")).toEqual([]);
    await vi.waitFor(
      async () => {
        expect(await stack.sql("select id from files where id = $1", [fileId])).toEqual([]);
        expect(await stack.sql("select term from file_terms where file_id = $1", [fileId])).toEqual([]);
      },
      { timeout: 15_000, interval: 100 },
    );
    const events = await stack.sql<{ type: string }>("select type from events where resource_id = $1", [fileId]);
    expect(events.map(({ type }) => type)).toEqual(["file.ready"]);
  });

  it.each([
    ["vide.txt", "", "empty"],
    ["photo.pdf", Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0]), "type_mismatch"],
    ["programme.exe", Uint8Array.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]), "unsupported_type"],
    ["coupé.pdf", "%PDF-1.7\nnothing of it is there", "damaged"],
  ])("%s fails with a reason", async (name, content, code) => {
    const { body } = await upload(name, content);
    const file = await settled(body["id"]);
    expect(file).toMatchObject({
      state: "failed",
      passageCount: 0,
      failure: { code, reason: expect.stringMatching(/\w\.$/) },
    });
    const events = await stack.sql<{ type: string }>("select type from events where resource_id = $1", [body["id"]]);
    expect(events.map(({ type }) => type)).toEqual(["file.failed"]);
  });

  it("of 25 MB is accepted, and one byte more is refused and not stored", async () => {
    const max = 25 * 1024 * 1024;
    const [fits, tooLarge] = [
      await upload("plein.bin", new Uint8Array(max)),
      await upload("trop.bin", new Uint8Array(max + 1)),
    ];
    expect(fits.status).toBe(201);
    expect(fits.body["sizeBytes"]).toBe(max);
    expect(tooLarge).toMatchObject({
      status: 413,
      body: { code: "payload_too_large", detail: expect.stringContaining("25 MB") },
    });
    expect(await settled(fits.body["id"])).toMatchObject({ failure: { code: "unsupported_type" } });
    expect((await ask("GET", "/v1/files?search=trop")).body["items"]).toEqual([]);
  });

  it("uploaded twice with one key is one file", async () => {
    const headers = { "idempotency-key": "upload-1" };
    const [first, again] = [
      await upload("une.txt", "Une fois.", { headers }),
      await upload("une.txt", "Une fois.", { headers }),
    ];
    expect(again.body["id"]).toBe(first.body["id"]);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect((await upload("une.txt", "Deux fois, autrement.", { headers })).body).toMatchObject({
      code: "idempotency_key_reused",
    });
  });

  it("of the same length and name is another file, small or in parts, and never replaces the first", async () => {
    // These are no PDF: the reader stops at that.
    for (const [key, size] of [
      ["upload-small", 1_000],
      ["upload-parts", 6_000_000],
    ] as const) {
      const headers = { "idempotency-key": key };
      const first = await upload("tarifs.pdf", "a".repeat(size), { headers });
      expect(first.status).toBe(201);
      const other = await upload("tarifs.pdf", "b".repeat(size), { headers });
      expect([other.status, other.body["code"]]).toEqual([422, "idempotency_key_reused"]);
      // As if the Worker had died after writing the row and before its answer.
      await stack.sql(
        "update idempotency_keys set status = 'running', locked_until = now() - interval '1 second' where key = $1",
        [key],
      );
      const late = await upload("tarifs.pdf", "b".repeat(size), { headers });
      expect([late.status, late.body["code"]]).toEqual([422, "idempotency_key_reused"]);
      const resumed = await upload("tarifs.pdf", "a".repeat(size), { headers });
      expect([resumed.status, resumed.body["id"]]).toEqual([201, first.body["id"]]);
      const content = await stack.api(`/v1/files/${String(first.body["id"])}/content`, owner);
      expect((await content.text()) === "a".repeat(size)).toBe(true);
    }
  });

  it("is refused when the form does not have exactly one file", async () => {
    const send = (body: FormData | string, headers?: Record<string, string>) =>
      stack.api("/v1/files", { ...owner, method: "POST", body, ...(headers && { headers }) });
    const form = new FormData();
    form.append("folder", "x");
    expect((await send(form)).status).toBe(422);
    const two = new FormData();
    two.append("file", new File(["a"], "a.txt"));
    two.append("file", new File(["b"], "b.txt"));
    expect((await send(two)).status).toBe(422);
    expect((await send("{}", { "content-type": "application/json" })).status).toBe(415);
    const cut = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf of it';
    expect((await send(cut, { "content-type": "multipart/form-data; boundary=b" })).status).toBe(400);
    expect((await ask("GET", "/v1/files?search=a.txt")).body["items"]).toEqual([]);
  });

  it("is resumed when all Workers stop while it is read", async () => {
    const paragraph = (index: number) =>
      `Paragraphe numéro ${index}. ${"Le patient apporte sa carte vitale et son ordonnance. ".repeat(8)}\n\n`;
    const text = Array.from({ length: 4000 }, (_, index) => paragraph(index)).join("");
    const { body } = await upload("long.txt", text);
    await stack.stopWorkers();
    const [row] = await stack.sql<{ state: string }>("select state from files where id = $1", [body["id"]]);
    expect(row?.state).toBe("processing");
    await stack.startWorkers();
    const file = await settled(body["id"]);
    expect(file["state"]).toBe("ready");
    const [count] = await stack.sql<{ count: number }>(
      "select count(*)::int as count from passages where file_id = $1",
      [body["id"]],
    );
    expect(count?.count).toBe(file["passageCount"]);
    const [found] = await query(await newBase(body["id"]), "paragraphe 3777");
    expect(found?.text).toContain("numéro 3777");
  });
});

describe("another organization", () => {
  it("finds nothing of it, and cannot put the other's files into its own base", async () => {
    const { body: file } = await upload("secret.txt", "Le code du coffre est 4711.");
    await settled(file["id"]);
    const baseId = await newBase(file["id"]);
    for (const path of [
      `/v1/files/${String(file["id"])}`,
      `/v1/files/${String(file["id"])}/content`,
      `/v1/knowledge-bases/${baseId}`,
    ]) {
      expect((await ask("GET", path, { as: outsider })).status).toBe(404);
    }
    expect(
      (await ask("POST", `/v1/knowledge-bases/${baseId}/query`, { json: { text: "coffre" }, as: outsider })).status,
    ).toBe(404);
    const { body: theirs } = await ask("POST", "/v1/knowledge-bases", { json: { name: "À nous" }, as: outsider });
    const joined = await ask("POST", `/v1/knowledge-bases/${String(theirs["id"])}/files`, {
      json: { fileId: file["id"] },
      as: outsider,
    });
    expect(joined).toMatchObject({ status: 422, body: { code: "validation_failed", errors: [{ path: "fileId" }] } });
    expect(await query(String(theirs["id"]), "code du coffre", outsider)).toEqual([]);
    expect((await ask("GET", `/v1/files?knowledgeBaseId=${baseId}`, { as: outsider })).body["items"]).toEqual([]);
  });
});

describe("a base", () => {
  it("is changed with its entity tag, counts its files, and keeps them when it is deleted", async () => {
    const { body: file } = await upload("tarifs.csv", "Acte;Prix\nConsultation;30 €\nVisite;45 €\n");
    await settled(file["id"]);
    const id = await newBase(file["id"], file["id"]);
    const before = await ask("GET", `/v1/knowledge-bases/${id}`);
    expect(before.body).toMatchObject({ fileCount: 1, passageCount: 1 });
    const headers = { "if-match": before.headers.get("etag") ?? "" };
    expect(
      (await ask("PATCH", `/v1/knowledge-bases/${id}`, { json: { description: "Prix" }, headers })).body,
    ).toMatchObject({ description: "Prix" });
    expect((await ask("PATCH", `/v1/knowledge-bases/${id}`, { json: { name: "Autre" }, headers })).status).toBe(412);
    const listed = await ask("GET", `/v1/files?knowledgeBaseId=${id}`);
    expect(listed.body["items"]).toMatchObject([{ id: file["id"], knowledgeBaseIds: [id] }]);
    expect((await ask("DELETE", `/v1/knowledge-bases/${id}/files/${String(file["id"])}`)).status).toBe(204);
    expect(await query(id, "consultation")).toEqual([]);
    expect((await ask("DELETE", `/v1/knowledge-bases/${id}`)).status).toBe(204);
    expect((await ask("GET", `/v1/files/${String(file["id"])}`)).status).toBe(200);
  });
});
