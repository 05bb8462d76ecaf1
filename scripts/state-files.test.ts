import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localSecrets } from "./secrets.ts";
import { requireSoundState } from "./state-files.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "allokoli-state-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function put(name: string, content: string) {
  await mkdir(dirname(join(directory, name)), { recursive: true });
  await writeFile(join(directory, name), content);
}

test("the files that a stack writes are valid, and so is an empty folder", async () => {
  requireSoundState(directory);
  await localSecrets(directory);
  await put("auth/signing-keys.json", JSON.stringify({ keys: [{ kid: "a", kty: "EC", d: "secret" }] }));
  await put("auth/mails.json", "[]");
  await mkdir(join(directory, "vapi"));
  const database = new DatabaseSync(join(directory, "vapi/vapi.sqlite"));
  database.exec("create table kept (n int)");
  database.close();
  await put("workers/do/allokoli-calls-CallRoom/new.sqlite", "");
  await put("postgres/PG_VERSION", "17");
  requireSoundState(directory);
});

test.each([
  ["secrets.json", '{ "vapiApiKey": "ab', "it is not JSON", "made up"],
  ["secrets.json", '{ "vapiApiKey": 3 }', "vapiApiKey is not as it was written", "made up"],
  ["secrets.json", "", "it is not JSON", "made up"],
  ["auth/signing-keys.json", '{ "keys": [] }', "keys is not as it was written", "signs in again"],
  ["auth/mails.json", "{}", "is not as it was written", "the mailbox is empty"],
  ["vapi/vapi.sqlite", "not a database at all", "it is no SQLite database", "remembers nothing"],
  ["workers/do/x/1.sqlite", "torn", "it is no SQLite database", "begins anew"],
  ["postgres/base", "", "PG_VERSION is missing", "the database is empty"],
])("a damaged %s is named, with what is lost without it and what to do", async (name, content, reason, lost) => {
  await put(name, content);
  const path = name.startsWith("postgres") ? join(directory, "postgres") : join(directory, name);
  expect(() => requireSoundState(directory)).toThrow(path);
  expect(() => requireSoundState(directory)).toThrow(reason);
  expect(() => requireSoundState(directory)).toThrow(lost);
  expect(() => requireSoundState(directory)).toThrow("npm run reset");
  if (content.length > 5) expect(() => requireSoundState(directory)).not.toThrow(content);
});

test("one error names all damaged files", async () => {
  await put("secrets.json", "{");
  await put("auth/mails.json", "[");
  expect(() => requireSoundState(directory)).toThrow(/secrets\.json[^]*mails\.json/);
});
