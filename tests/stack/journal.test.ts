import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ROOT } from "../../scripts/paths.ts";
import { findListener } from "../../scripts/processes.ts";
import { startStack, type Organization, type Stack } from "../stack.ts";
import { createAssistant } from "./listener.ts";

type Journal = {
  isWhole: boolean;
  entries: { kind: string; position: number; data: Record<string, unknown>; salt: string | null }[];
  days: { hash: string | null }[];
};

const WAIT = { timeout: 60_000, interval: 500 };
const GREETING = "Vous parlez à une intelligence artificielle. Cet appel est enregistré.";
const DOCTOR = "+33639981234";
/** The calls are played twenty times as fast, and the Workers take their time to start again. */
const LONG_SECONDS = 36_000;

let stack: Stack;
let owner: Organization;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "allokoli-journal-"));
  stack = await startStack({
    vars: {
      "allokoli-calls": {
        RECONCILE_AFTER_MS: "3000",
        RECORDING_RETRY_MS: "200",
        // Whose wake-up was lost with the Workers, the watch finds.
        MISSED_CALLS_EVERY_MS: "2000",
      },
    },
  });
  owner = await stack.newOrganization();
});
afterAll(async () => {
  await stack.close();
  await rm(folder, { recursive: true });
});

const post = async (path: string, json?: unknown) => {
  const answer = await stack.api(path, { ...owner, method: "POST", ...(json !== undefined && { json }) });
  const text = await answer.text();
  expect(answer.status, `${path}: ${text}`).toBeLessThan(300);
  // The contracts' own tests check the answers.
  return (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
};
const journalOf = async (id: string) => (await (await stack.api(`/v1/calls/${id}/journal`, owner)).json()) as Journal;
const untilTold = (id: string, kind: string) =>
  vi.waitFor(async () => {
    const { entries } = await journalOf(id);
    expect(entries.map((entry) => entry.kind)).toContain(kind);
  }, WAIT);

/** The Workers' process dies in the middle of what it does; the stack starts another. */
async function kill(): Promise<void> {
  const workers = findListener(Number(new URL(stack.urls.api).port));
  if (workers === undefined) throw new Error("no Workers");
  process.kill(workers.pid, "SIGKILL");
  await vi.waitFor(async () => expect((await stack.api("/healthz")).status).toBe(200), WAIT);
}

/** A call that stays open after its script, to a number of its own. */
let serial = 300;
async function dial(callee: Record<string, unknown>, script: unknown[]): Promise<string> {
  const number = `+33611120${(serial += 1)}`;
  await stack.vapi.knob("POST", "/scripts", {
    customerNumber: number,
    script: [...script, { stay: true }],
    speed: 20,
  });
  const { items } = await post("/v1/calls", { ...callee, customer: { number } });
  const [call] = items as { id: string }[];
  return call?.id ?? "";
}

/** What the script says of the answer of the API, and whether a changed byte is found. */
async function verify(text: string): Promise<number> {
  const path = join(folder, "journal.json");
  await writeFile(path, text);
  const run = promisify(execFile)(process.execPath, [join(ROOT, "integrations/verify-journal.mjs"), path]);
  return run.then(
    () => 0,
    (err: { code: number }) => err.code,
  );
}

describe("the journal of a call", () => {
  it("through every branch, with kills between, tells each thing once in a chain that is whole", async () => {
    const tool = {
      type: "function",
      name: "trouver_creneau",
      description: "Cherche un créneau",
      reply: { text: "lundi, neuf heures" },
    };
    const first = await createAssistant(stack, owner, {
      name: "Accueil",
      firstMessage: GREETING,
      recordingEnabled: true,
      endCallPhrases: [],
      maxDurationSeconds: LONG_SECONDS,
      tools: [tool],
    });
    const second = await createAssistant(stack, owner, {
      name: "Agenda",
      recordingEnabled: true,
      endCallPhrases: [],
      maxDurationSeconds: LONG_SECONDS,
    });
    const squad = await post("/v1/squads", {
      name: "Équipe",
      members: [
        { assistantId: first.id, handoffs: [{ to: second.id, when: "Pour un rendez-vous" }] },
        { assistantId: second.id },
      ],
    });
    await stack.vapi.fault({ webhooks: { repeat: 0.5 } });
    const id = await dial({ squadId: squad["id"] }, [
      { caller: "Bonjour.", assistant: "Oui ?" },
      { caller: "Un rendez-vous.", assistant: false },
      { toolCall: { name: "trouver_creneau", arguments: { patient: "Fontaine" }, then: "Lundi ?" } },
      { handoff: "Agenda" },
    ]);
    await untilTold(id, "function.called");
    await kill();
    await untilTold(id, "assistant.handed-over");

    const abort = new AbortController();
    const sound = await stack.api(`/v1/calls/${id}/audio`, { ...owner, signal: abort.signal });
    expect(sound.status).toBe(200);
    abort.abort();
    await post(`/v1/calls/${id}/messages`, { action: "say", text: "Un instant, je vous prie." });
    await kill();
    await post(`/v1/calls/${id}/transfer`, { number: DOCTOR, message: "Je vous mets en relation." });
    await untilTold(id, "call.reported");
    await kill();
    await untilTold(id, "recording.kept");

    const text = await (await stack.api(`/v1/calls/${id}/journal`, owner)).text();
    const { entries, isWhole } = JSON.parse(text) as Journal;
    expect(isWhole).toBe(true);
    const kinds = entries.map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(
      new Set([
        "call.requested",
        "call.began",
        "assistant.answered",
        "call.answered",
        "notice.ai",
        "notice.recording",
        "function.called",
        "function.answered",
        "assistant.handed-over",
        "person.listened",
        "person.said",
        "person.took-over",
        "call.transferring",
        "call.transferred",
        "call.ended",
        "call.reported",
        "recording.kept",
      ]),
    );
    for (const once of ["call.requested", "call.answered", "person.said", "call.ended"])
      expect(kinds.filter((kind) => kind === once)).toEqual([once]);
    const called = entries.filter(({ kind }) => kind === "function.called").map(({ data }) => data["name"]);
    expect(called.filter((name) => name === "trouver_creneau")).toHaveLength(1);
    expect(entries.filter(({ kind }) => kind === "assistant.answered").map(({ data }) => data)).toEqual([
      { assistantId: first.id, version: 1, recording: true },
      { assistantId: second.id, version: 1, recording: true },
    ]);
    expect(entries.find(({ kind }) => kind === "person.listened")?.data).toEqual({ person: owner.user.id });
    for (const personal of ["Fontaine", "lundi", "+336", "Un instant"]) expect(text).not.toContain(personal);

    expect(await verify(text)).toBe(0);
    expect(await verify(text.replace('"recording":true', '"recording":false'))).toBe(1);
    expect(await verify(text.replace(owner.user.id, first.id))).toBe(1);
  });

  it("says who hung up, and outlives the call without its salts", async () => {
    const assistant = await createAssistant(stack, owner, { endCallPhrases: [], maxDurationSeconds: LONG_SECONDS });
    const id = await dial({ assistantId: assistant.id }, []);
    await untilTold(id, "call.answered");
    await post(`/v1/calls/${id}/end`);
    await untilTold(id, "call.reported");
    const stranger = await stack.newOrganization();
    expect((await stack.api(`/v1/calls/${id}/journal`, stranger)).status).toBe(404);

    expect((await stack.api(`/v1/calls/${id}`, { ...owner, method: "DELETE" })).status).toBe(204);
    await vi.waitFor(async () => expect(await stack.sql("select from calls where id = $1", [id])).toEqual([]), WAIT);
    const text = await (await stack.api(`/v1/calls/${id}/journal`, owner)).text();
    const { entries, isWhole } = JSON.parse(text) as Journal;
    expect([isWhole, entries.at(-1)?.kind]).toEqual([true, "call.deleted"]);
    expect(entries.map(({ kind }) => kind)).toContain("person.hung-up");
    expect(entries.filter(({ salt }) => salt !== null)).toEqual([]);
    expect(await verify(text)).toBe(0);
  });
});

describe("a recording", () => {
  const read = async (id: string) =>
    (await (await stack.api(`/v1/calls/${id}`, owner)).json()) as { vapiCallId: string; status: string };
  const hangUp = [{ hangUp: true }];

  it("that was announced is kept after Vapi has forgotten it, with its parts, until its call is deleted", async () => {
    const announcing = await createAssistant(stack, owner, { recordingEnabled: true, firstMessage: GREETING });
    const id = await dial({ assistantId: announcing.id }, hangUp);
    await vi.waitFor(async () => expect(await read(id)).toMatchObject({ recording: { state: "kept" } }), WAIT);
    await stack.vapi.api(`/call/${(await read(id)).vapiCallId}`, { method: "DELETE" });

    const path = `/v1/calls/${id}/recording`;
    const whole = await stack.api(path, owner);
    expect([whole.status, whole.headers.get("content-type")]).toEqual([200, "audio/wav"]);
    const bytes = await whole.arrayBuffer();
    expect(new TextDecoder().decode(bytes.slice(0, 4))).toBe("RIFF");
    const { byteLength } = bytes;
    const ask = (range: string) => stack.api(path, { ...owner, headers: { range } });
    const part = await ask("bytes=4-9");
    expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 4-9/${byteLength}`]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(Buffer.from(bytes.slice(4, 10)));
    const outside = await ask(`bytes=${byteLength}-`);
    expect([outside.status, outside.headers.get("content-range")]).toEqual([416, `bytes */${byteLength}`]);
    const head = await stack.api(path, { ...owner, method: "HEAD" });
    expect([head.status, head.headers.get("content-length")]).toEqual([200, String(byteLength)]);
    expect((await stack.api(path, await stack.newOrganization())).status).toBe(404);

    expect((await stack.api(`/v1/calls/${id}`, { ...owner, method: "DELETE" })).status).toBe(204);
    expect((await stack.api(path, owner)).status).toBe(404);
    await vi.waitFor(
      async () => expect(await stack.sql("select from recording_copies where call_id = $1", [id])).toEqual([]),
      WAIT,
    );
  });

  it("that Vapi no longer has says so", async () => {
    const assistant = await createAssistant(stack, owner);
    const id = await dial({ assistantId: assistant.id }, hangUp);
    await untilTold(id, "call.reported");
    await stack.sql("update calls set recording = '{}', ended_at = now() - interval '15 days' where id = $1", [id]);
    await stack.vapi.api(`/call/${(await read(id)).vapiCallId}`, { method: "DELETE" });
    expect(await read(id)).toMatchObject({ hasRecording: false, recording: { state: "gone" } });
    const answer = await stack.api(`/v1/calls/${id}/recording`, owner);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      expect.objectContaining({ detail: "The voice provider no longer has this recording." }),
    ]);
  });
});
