import { connect, type Database } from "@allokoli/shared/db/connect";
import { systemTenant } from "@allokoli/shared/db/tenant";
import { openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import type { Log } from "@allokoli/shared/log/log";
import type { Block, Reading } from "@allokoli/shared/rpc/reader";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { searchPassages } from "../search/search.ts";
import { processFiles, type ProcessorDeps } from "./process.ts";
import { releaseFiles } from "./store.ts";

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const START = new Date("2026-11-22T12:00:00.000Z");

let fixture: Fixture;
let database: Database;
let clock: Date;
let deleted: string[];

beforeAll(async () => {
  fixture = await openFixture();
  database = connect(fixture.appUrl);
});
afterAll(async () => {
  await database.close();
  await fixture.close();
});
beforeEach(async () => {
  clock = START;
  deleted = [];
  await fixture.superuser.query("truncate files, vocabulary, events, audit_log cascade");
});

const reads = (...texts: string[]): Reading => ({
  outcome: "read",
  kind: "text",
  blocks: texts.map((text): Block => ({ kind: "paragraph", text })),
});

/** A bucket in which each file says its key. */
const stored = async (key: string) => ({ body: new Blob([key]).stream(), size: key.length });

/** Runs the processor once; `read` is the reader. */
function run(read: (key: string) => Reading | Promise<Reading>, change: Partial<ProcessorDeps> = {}) {
  return processFiles({
    tenant: systemTenant(database, fixture.orgId),
    storage: { get: stored, delete: async (key) => void deleted.push(key) },
    reader: { read: async ({ content }) => read(await new Response(content).text()) },
    now: () => clock,
    random: () => 0.5,
    retryDelayMs: 1000,
    requestId: "test",
    log: silent,
    ...change,
  });
}

async function addFile(name = "a.txt"): Promise<string> {
  const { rows } = await fixture.superuser.query<{ id: string }>(
    "insert into files (org_id, name, size_bytes, due_at) values ($1, $2, 1, $3) returning id",
    [fixture.orgId, name, START],
  );
  return rows[0]?.id ?? "";
}

async function stateOf(id: string) {
  const { rows } = await fixture.superuser.query(
    "select state, failure_code, passage_count, attempts, due_at from files where id = $1",
    [id],
  );
  return rows[0];
}

const count = async (table: string) =>
  (await fixture.superuser.query(`select count(*)::int as count from ${table}`)).rows[0]?.count;
const search = (text: string) =>
  systemTenant(database, fixture.orgId).read((tx) =>
    searchPassages(tx, { orgId: fixture.orgId, knowledgeBaseId: null, text, limit: 5 }),
  );

it("reads all that is due, tells of each once, and sleeps", async () => {
  const ids = [await addFile("a.txt"), await addFile("b.txt")];
  expect(await run((key) => reads(`Le fichier ${key}.`))).toBeUndefined();
  for (const id of ids) expect(await stateOf(id)).toMatchObject({ state: "ready", passage_count: 1, due_at: null });
  await run(() => reads("encore"));
  expect(await count("events")).toBe(2);
});

it("tries again ever later while the reader falls over, and blames the file in the end", async () => {
  const id = await addFile();
  const fallsOver = () => Promise.reject(new Error("out of memory"));
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 5; attempt++) {
    const next = await run(fallsOver);
    if (next === undefined) throw new Error("given up too early");
    waits.push(next.getTime() - clock.getTime());
    clock = next;
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000]);
  expect(await run(fallsOver)).toBeUndefined();
  expect(await stateOf(id)).toMatchObject({ state: "failed", failure_code: "unreadable" });
  const { rows } = await fixture.superuser.query("select type, data ->> 'failureCode' as code from events");
  expect(rows).toEqual([{ type: "file.failed", code: "unreadable" }]);
  const logged = await fixture.superuser.query("select action, actor_kind, outcome, detail from audit_log");
  const detail = { name: "a.txt", failureCode: "unreadable" };
  expect(logged.rows).toEqual([{ action: "file.failed", actor_kind: "system", outcome: "failed", detail }]);
});

it("does not wait for a reader that hangs, goes on with the other files, and blames the file the second time", async () => {
  const [hanging, other] = [await addFile("a.pdf"), await addFile("b.txt")];
  const read = (key: string) => (key.endsWith(hanging) ? new Promise<Reading>(() => undefined) : reads("Lu."));
  const next = await run(read, { readMs: 10 });
  expect(await stateOf(hanging)).toMatchObject({ state: "processing", attempts: 1 });
  expect(await stateOf(other)).toMatchObject({ state: "ready" });
  clock = next ?? START;
  expect(await run(read, { readMs: 10 })).toBeUndefined();
  expect(await stateOf(hanging)).toMatchObject({ state: "failed", failure_code: "too_slow" });
});

it("says of a file whose bytes are gone that they are", async () => {
  const id = await addFile();
  await run(() => reads(), { storage: { get: async () => null, delete: () => Promise.resolve() } });
  expect(await stateOf(id)).toMatchObject({ state: "failed", failure_code: "missing" });
});

it("leaves a file that is deleted while it is read without passages, and lets it go", async () => {
  const id = await addFile();
  await run(async () => {
    await fixture.superuser.query("update files set deleted_at = now(), due_at = $2, attempts = 0 where id = $1", [
      id,
      START,
    ]);
    return reads("Trop tard.");
  });
  expect(deleted).toEqual([`${fixture.orgId}/${id}`]);
  expect([
    await count("files"),
    await count("passages"),
    await count("file_terms"),
    await count("vocabulary"),
    await count("events"),
  ]).toEqual([0, 0, 0, 0, 0]);
});

it("keeps a deleted file's row until R2 has deleted its bytes, and then takes the words that only it had", async () => {
  const [gone] = [await addFile("a.txt"), await addFile("b.txt")];
  await run((key) => reads(key.endsWith(gone) ? "Piscine et jardin." : "Jardin seul."));
  await fixture.superuser.query("update files set deleted_at = now(), due_at = $2 where id = $1", [gone, START]);
  expect(await search("piscine")).toEqual([]);
  const next = await run(() => reads(), {
    storage: { get: stored, delete: () => Promise.reject(new Error("R2 is away")) },
  });
  expect(next?.getTime()).toBeGreaterThan(START.getTime());
  expect(await count("files")).toBe(2);
  clock = next ?? START;
  await run(() => reads());
  const { rows } = await fixture.superuser.query("select word from vocabulary order by word");
  expect(rows).toEqual([{ word: "jardin" }, { word: "seul" }]);
  expect(await search("jardin")).toHaveLength(1);
});

it("takes over at once what a processor that died had in hand, and what that one still says counts no more", async () => {
  const id = await addFile();
  await run(async () => {
    // The first processor is not dead after all: it comes back while the second has the file.
    clock = new Date(START.getTime() + 1);
    await systemTenant(database, fixture.orgId).write("member", (tx) => releaseFiles(tx, fixture.orgId, clock));
    await run(() => reads("Du second."));
    return reads("Du premier.");
  });
  expect(await stateOf(id)).toMatchObject({ state: "ready", passage_count: 1 });
  const { rows } = await fixture.superuser.query("select text from passages");
  expect(rows).toEqual([{ text: "Du second." }]);
});
