import { readFile } from "node:fs/promises";
import { deflateRawSync, deflateSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { bombs, pdfWithStream, writePdf } from "../../services/reader/src/testing/pdf.ts";
import { zip } from "../../services/reader/src/testing/zip.ts";
import { shared } from "../shared.ts";
import type { Stack, Organization } from "../stack.ts";

// Each type of file, good and hostile, through the real reader in workerd, which may fail where Node does not.
let stack: Stack;
let owner: Organization;

shared.beforeAll(async ({ sharedStack }) => {
  stack = sharedStack;
  owner = await stack.newOrganization();
});

type Json = Record<string, unknown>;
type Content = string | Uint8Array;

const BOMB_BYTES = 80 * 1024 * 1024;

async function upload(name: string, content: Content): Promise<Json> {
  const form = new FormData();
  form.append("file", new File([typeof content === "string" ? content : new Uint8Array(content)], name));
  const answer = await stack.api("/v1/files", { ...owner, method: "POST", body: form });
  const body = (await answer.json()) as Json;
  expect(answer.status, JSON.stringify(body)).toBe(201);
  return body;
}

/** The file once it is ready or has failed. */
const settled = (id: unknown) =>
  vi.waitFor(
    async () => {
      const file = (await (await stack.api(`/v1/files/${String(id)}`, owner)).json()) as Json;
      if (file["state"] === "processing") throw new Error("still processing");
      return file;
    },
    { timeout: 60_000, interval: 100 },
  );

async function ask(fileId: unknown, text: string): Promise<{ text: string; source: Json }[]> {
  const post = async (path: string, json: Json) =>
    (await (await stack.api(path, { ...owner, method: "POST", json })).json()) as Json;
  const base = await post("/v1/knowledge-bases", { name: "Questions" });
  await post(`/v1/knowledge-bases/${String(base["id"])}/files`, { fileId });
  const { items } = await post(`/v1/knowledge-bases/${String(base["id"])}/query`, { text });
  return items as { text: string; source: Json }[];
}

const PARAGRAPH = "<w:p><w:r><w:t>Le parking est sous le bâtiment.</w:t></w:r></w:p>";
const docx = (body = PARAGRAPH) =>
  zip({
    "[Content_Types].xml": "<Types/>",
    "word/document.xml": `<w:document><w:body><w:p><w:pPr><w:pStyle w:val="Titre1"/></w:pPr><w:r><w:t>Accès</w:t></w:r></w:p>${body}</w:body></w:document>`,
    "word/styles.xml": `<w:styles><w:style w:styleId="Titre1"><w:name w:val="heading 1"/></w:style></w:styles>`,
  });
const PAGE =
  "<!doctype html><html><body><h1>Accès</h1><p>Le parking est sous le b&acirc;timent.<script>alert(1)</script></body></html>";
const OLE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const utf16 = (text: string) => Array.from(text, (character) => [character.charCodeAt(0), 0]).flat();
const SHOWN = "BT /F1 12 Tf 72 720 Td (Le parking est sous le batiment.) Tj ET";

describe("a good file is read", () => {
  it.each<[string, string, () => Content | Promise<Content>, Json]>([
    [
      "acces.pdf",
      "application/pdf",
      () => writePdf([["Bienvenue."], ["Le parking est sous le bâtiment."]]),
      { page: 2 },
    ],
    [
      "acces.docx",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      () => docx(),
      { page: null, headings: ["Accès"] },
    ],
    ["acces.html", "text/html", () => PAGE, { headings: ["Accès"] }],
    ["acces.md", "text/markdown", () => "# Accès\n\nLe parking est sous le **bâtiment**.\n", { headings: ["Accès"] }],
    ["acces.txt", "text/plain", () => "Le parking est sous le bâtiment.", {}],
    [
      "latin.txt",
      "text/plain",
      () => Uint8Array.from(Buffer.from("Le parking est sous le bâtiment.", "latin1")),
      { headings: [] },
    ],
    ["acces.csv", "text/csv", () => "Lieu;Où\nparking;sous le bâtiment\nentrée;cour\n", {}],
    ["acces.json", "application/json", () => '{"parking":"sous le bâtiment"}', {}],
    [
      "ascii85.pdf",
      "application/pdf",
      () =>
        pdfWithStream("/Filter[/ASCIIHexDecode/FlateDecode]", Buffer.from(`${deflateSync(SHOWN).toString("hex")}>`)),
      { page: 1 },
    ],
  ])("%s", async (name, mediaType, make, source) => {
    const file = await settled((await upload(name, await make()))["id"]);
    expect(file).toMatchObject({ state: "ready", failure: null, mediaType });
    const [found] = await ask(file["id"], "où est le parking ?");
    expect(found?.text).toMatch(/parking.*sous le b[âa]timent/i);
    expect(found?.source).toMatchObject({ fileName: name, ...source });
    expect(found?.text).not.toContain("alert");
  });

  it.each([
    ["depliant.pdf", "application/pdf", "prix du vaccin", /^Tarifs\nConsultation 30 €\nVaccin 12 €/m],
    [
      "cabinet.docx",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "l'ascenseur va où ?",
      /2e étage/,
    ],
    ["message.eml", "message/rfc822", "quand le cabinet est-il fermé ?", /du 3 au 21 août/],
    ["note.rtf", "application/rtf", "secrétariat mercredi", /fermé le mercredi après-midi/],
    ["cabinet.html", "text/html", "horaires lundi", /Lundi \| 9h – 12h/],
  ])("%s, as a common program writes it", async (name, mediaType, question, answer) => {
    const bytes = await readFile(new URL(`../../services/reader/src/testing/fixtures/${name}`, import.meta.url));
    const file = await settled((await upload(name, bytes))["id"]);
    expect(file).toMatchObject({ state: "ready", mediaType });
    const [found] = await ask(file["id"], question);
    expect(found?.text).toMatch(answer);
  });

  it("as a browser prints it, with embedded fonts", async () => {
    const livret = await readFile(new URL("./fixtures/livret.pdf", import.meta.url));
    const file = await settled((await upload("livret.pdf", livret))["id"]);
    expect(file).toMatchObject({ state: "ready" });
    const [found] = await ask(file["id"], "quand vaccine l'infirmiere contre la gripe");
    expect(found?.text).toContain("vaccine contre la grippe en octobre");
    expect(found?.source).toMatchObject({ page: 2 });
    const [price] = await ask(file["id"], "prix d'une visite à domicile");
    expect(price?.text).toContain("Visite à domicile 45 €");
  });
});

describe("a hostile file fails with a reason", () => {
  it.each<[string, string, () => Content | Promise<Content>]>([
    ["word-named.pdf", "type_mismatch", () => docx()],
    ["pdf-named.docx", "type_mismatch", () => writePdf([["Texte"]])],
    ["pdf-named.txt", "type_mismatch", () => writePdf([["Texte"]])],
    ["program-named.csv", "type_mismatch", () => Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0])],
    ["archive-named.docx", "type_mismatch", () => zip({ "readme.txt": "rien" })],
    ["scan.pdf", "no_text", () => writePdf([[], []])],
    ["locked.docx", "password_protected", () => Uint8Array.from([...OLE, ...utf16("EncryptedPackage")])],
    ["cut.docx", "damaged", () => docx().slice(0, 300)],
    ["cut.pdf", "damaged", () => "%PDF-1.7\nnothing of it is there"],
    ["empty.docx", "empty", () => zip({ "word/document.xml": "<w:document><w:body/></w:document>" })],
    [
      "bomb.docx",
      "expands_too_much",
      () => zip({ "word/document.xml": { packed: deflateRawSync(Buffer.alloc(BOMB_BYTES)), claimedBytes: 100 } }),
    ],
  ])("%s: %s", async (name, code, make) => {
    const file = await settled((await upload(name, await make()))["id"]);
    expect(file).toMatchObject({
      state: "failed",
      passageCount: 0,
      failure: { code, reason: expect.stringMatching(/\w\.$/) },
    });
  });

  it("with a password is reported as such", async () => {
    const locked = await readFile(new URL("../../services/reader/src/testing/fixtures/locked.pdf", import.meta.url));
    expect(await settled((await upload("locked.pdf", locked))["id"])).toMatchObject({
      failure: { code: "password_protected" },
    });
  });

  // services/reader/src/pdf.test.ts has the others, in less time.
  it.each([
    "a page that says it is an image",
    "a dictionary with an object in its words",
    "a dictionary of nine thousand blanks",
    "a comment in the dictionary",
    "a table of codes without end",
  ])("%s: uses little memory and time", async (what) => {
    const bomb = bombs(200 * 1024 * 1024)[what]?.() ?? new Uint8Array();
    const file = await settled((await upload("bomb.pdf", bomb))["id"]);
    expect(file).toMatchObject({
      state: "failed",
      passageCount: 0,
      failure: { code: expect.stringMatching(/^(expands_too_much|too_slow)$/) },
    });
  });
});
