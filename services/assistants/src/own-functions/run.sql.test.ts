import { connect, type Database } from "@allokoli/shared/db/connect";
import { assistants, functions } from "@allokoli/shared/db/schema/index";
import { personTenant, systemTenant } from "@allokoli/shared/db/tenant";
import { assistantOf, claimsOf, openPractice, type Practice } from "@allokoli/shared/db/testing/practice";
import type { Log } from "@allokoli/shared/log/log";
import type { ToolCall } from "@allokoli/shared/rpc/assistants";
import type { FoundPassage, KnowledgeRpc } from "@allokoli/shared/rpc/knowledge";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { searchName } from "../functions/names.ts";
import { answerKnowledgeRequest } from "../inbound.ts";
import { runToolCalls, type RunDeps, type RunInput } from "./run.ts";

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const BASE = "0190a000-0000-7000-8000-0000000000ba";
const VAPI_CALL = "6f1d2d0e-1111-4222-8333-444455556666";
const SEARCH = searchName({ id: BASE, name: "Questions des patients" });

let practice: Practice;
let database: Database;
let away: Database;
/** Every search that was asked. */
let asked: Parameters<KnowledgeRpc["search"]>[0][];
let search: () => Promise<FoundPassage[]>;
/** Ends the time that the answers have. */
let beLate: () => void;

beforeAll(async () => {
  practice = await openPractice();
  database = connect(practice.appUrl);
  away = connect("postgres://allokoli_app@127.0.0.1:1/postgres", { connectTimeoutMs: 500 });
});
beforeEach(() => {
  asked = [];
  search = async () => [
    {
      score: 0.8,
      text: "La consultation coûte 30 euros.\nLa visite 45.",
      source: { fileId: BASE, fileName: "tarifs.md", page: null, headings: ["Tarifs"] },
    },
  ];
});
afterEach(async () => {
  await practice.superuser.query("truncate assistants, functions, caller_messages, calls cascade");
});
afterAll(async () => {
  await away.close();
  await database.close();
  await practice.close();
});

const depsOf = (orgId = practice.orgId, on = database): RunDeps => ({
  system: systemTenant(on, orgId),
  knowledge: {
    search: (input) => {
      asked.push(input);
      return search();
    },
  },
  openHeaders: async () => ({}),
  development: false,
  now: () => new Date("2026-11-23T10:00:00Z"),
  pause: () => new Promise((resolve) => (beLate = resolve)),
  log: silent,
});

const call = (name: string, values: Record<string, unknown> = {}, index = 0): ToolCall => ({
  toolCallId: `call-${index}`,
  name,
  arguments: values,
});
const run = (calls: ToolCall[], input: Partial<RunInput> = {}, deps = depsOf()) =>
  runToolCalls({ calls, requestId: "request", ...input }, deps);

const member = () => personTenant(database, claimsOf(practice.people.member), practice.orgId);
async function make(name: string, tools: unknown[], more: Partial<typeof assistants.$inferInsert> = {}) {
  const [row] = await member().write("member", (tx) =>
    tx
      .insert(assistants)
      .values({ ...assistantOf(practice.orgId, name), vapiAssistantId: `vapi-${name}`, tools, ...more })
      .returning({ id: assistants.id }),
  );
  return row?.id ?? "";
}
const makeFunction = (name: string, settings: object) =>
  member().write("member", (tx) =>
    tx.insert(functions).values({ orgId: practice.orgId, name, settings: { description: "x", settings } }),
  );
const takenMessages = async () =>
  (await practice.superuser.query("select * from caller_messages order by created_at")).rows;

const HOURS = {
  timeZone: "Europe/Paris",
  weekly: [{ days: ["monday"], from: "09:00", to: "18:30" }],
  publicHolidays: null,
  exceptions: [],
};
const textTool = (name: string, text: string) => ({ type: "function", name, description: "x", reply: { text } });

describe("a function that answers a text", () => {
  it("is answered on one line, each call in its place", async () => {
    await make("Accueil", [textTool("horaires", "Lundi : 9 h\n\n  Mardi : 10 h\r\n")]);
    expect(await run([call("inconnue"), call("horaires", {}, 1)])).toEqual([
      { toolCallId: "call-0", name: "inconnue", error: expect.stringMatching(/^[^\n]+$/) },
      { toolCallId: "call-1", name: "horaires", result: "Lundi : 9 h Mardi : 10 h" },
    ]);
  });

  it("is the asked assistant's own; where nobody says which, that of the one changed last", async () => {
    const older = await make("Ancien", [textTool("horaires", "ancien")]);
    await make("Nouveau", [textTool("horaires", "nouveau")]);
    expect(await run([call("horaires")])).toMatchObject([{ result: "nouveau" }]);
    expect(await run([call("horaires")], { assistantId: older })).toMatchObject([{ result: "ancien" }]);
    expect(await run([call("horaires")], { vapiAssistantId: "vapi-Ancien" })).toMatchObject([{ result: "ancien" }]);
  });

  it("says so when it belongs to somebody else, has a server of its own, or Postgres is away", async () => {
    await make("Accueil", [
      textTool("horaires", "9 h"),
      { type: "function", name: "ailleurs", description: "x", reply: { serverUrl: "https://example.net/" } },
    ]);
    const results = [
      await run([call("horaires")], {}, depsOf(practice.strangerOrgId)),
      await run([call("ailleurs")]),
      await run([call("horaires")], {}, depsOf(practice.orgId, away)),
    ];
    for (const result of results) expect(result).toEqual([expect.objectContaining({ error: expect.any(String) })]);
  });
});

describe("a tool's address that names an assistant", () => {
  it("is answered from what that assistant has, and from nothing else of the organization's", async () => {
    await makeFunction("opening_hours", { kind: "openingHours", hours: HOURS });
    await make("Autre", [textTool("horaires", "9 h"), { type: "takeMessage" }]);
    const assistantId = await make("Accueil", [textTool("adresse", "Au deuxième")], { knowledgeBaseIds: [BASE] });
    const other = searchName({ id: "0190a000-0000-7000-8000-0000000000bb", name: "Autre" });
    const question = { question: "Combien ?" };
    const names = ["adresse", SEARCH, other, "horaires", "take_message", "opening_hours"];
    const told = await run(
      names.map((name, index) => call(name, question, index)),
      { assistantId, vapiAssistantId: "vapi-Autre" },
    );
    expect(told.map((one) => "result" in one)).toEqual([true, true, false, false, false, false]);
    expect(asked.map(({ knowledgeBaseId }) => knowledgeBaseId)).toEqual([BASE]);
    const gone = "0190a000-0000-7000-8000-0000000000aa";
    expect(await run([call("horaires")], { assistantId: gone })).toMatchObject([{ error: expect.any(String) }]);
  });
});

describe("a name that is none", () => {
  it("takes no other call with it", async () => {
    await make("Accueil", [textTool("horaires", "9 h")]);
    const calls = ["a\0b", "x".repeat(100_000), "", "__proto__", "horaires"].map((name, index) =>
      call(name, {}, index),
    );
    const results = await run(calls);
    expect(results.map((one) => "result" in one)).toEqual([false, false, false, false, true]);
  });
});

describe("opening hours", () => {
  it("are told in the assistant's language, its own before the organization's of the same name", async () => {
    await makeFunction("opening_hours", { kind: "openingHours", hours: { ...HOURS, weekly: [] } });
    const french = await make("Accueil", [{ type: "openingHours", hours: HOURS }]);
    const english = await make("Desk", [{ type: "openingHours", hours: HOURS }], { language: "en" });
    const say = async (assistantId?: string) => run([call("opening_hours")], { assistantId });
    expect(await say(french)).toMatchObject([
      { result: expect.stringMatching(/^C'est ouvert en ce moment, jusqu'à 18 h 30\./) },
    ]);
    expect(await say(english)).toMatchObject([
      { result: expect.stringMatching(/^It is open at the moment, until 6:30 pm\./) },
    ]);
    expect(await say()).toMatchObject([{ result: expect.stringContaining("aucune ouverture") }]);
  });
});

describe("a message", () => {
  const message = { message: "Rappelez-moi.", callerName: "Camille", subject: "Ordonnance", isUrgent: true };
  const call1 = call("take_message", message);

  it("is taken once, though the function is asked for twice, with who called", async () => {
    const assistantId = await make("Accueil", [{ type: "takeMessage" }]);
    const input = { assistantId, vapiCallId: VAPI_CALL, customerNumber: "+33612345678" };
    for (const _ of [1, 2]) {
      expect(await run([call1], input)).toMatchObject([{ result: expect.stringContaining("noté") }]);
    }
    expect(await takenMessages()).toMatchObject([
      {
        org_id: practice.orgId,
        assistant_id: assistantId,
        call_id: VAPI_CALL,
        body: "Rappelez-moi.",
        caller_name: "Camille",
        caller_number: "+33612345678",
        subject: "Ordonnance",
        is_urgent: true,
        handled_at: null,
      },
    ]);
  });

  it("belongs to the call that we started, by our id", async () => {
    await makeFunction("prendre_message", { kind: "takeMessage" });
    const { rows } = await practice.superuser.query(
      "insert into calls (org_id, direction, status, vapi_call_id) values ($1, 'outbound', 'in-progress', $2) returning id",
      [practice.orgId, VAPI_CALL],
    );
    await run([call("prendre_message", message)], { vapiCallId: VAPI_CALL });
    expect(await takenMessages()).toMatchObject([{ call_id: rows[0].id, assistant_id: null }]);
  });

  it("that cannot be kept is not said to have been", async () => {
    expect(await run([call1, call("opening_hours", {}, 1)], {}, depsOf(practice.orgId, away))).toMatchObject([
      { error: expect.stringContaining("n'a pas pu être noté") },
      { error: expect.stringContaining("pas disponible") },
    ]);
  });

  it("that says nothing is asked for again, and one that Postgres cannot hold is cleaned", async () => {
    const assistantId = await make("Accueil", [{ type: "takeMessage" }]);
    expect(await run([call("take_message", { message: " " })], { assistantId })).toMatchObject([
      { error: expect.stringContaining("manque") },
    ]);
    await run([call("take_message", { message: "a\0b\ud800", subject: 3 })], { assistantId });
    expect(await takenMessages()).toMatchObject([{ body: "ab\ufffd", subject: null, call_id: null }]);
  });
});

describe("a knowledge base", () => {
  it("answers with what its files say, on one line, and says when they say nothing", async () => {
    await makeFunction("tarifs", { kind: "knowledge", knowledgeBaseId: BASE });
    const question = { question: "Combien coûte une visite ?" };
    const told = "D'après tarifs.md (Tarifs) : La consultation coûte 30 euros. La visite 45.";
    expect(await run([call(SEARCH, question)])).toMatchObject([{ result: told }]);
    expect(await run([call("tarifs", question)])).toMatchObject([{ result: told }]);
    expect(asked).toMatchObject([
      { orgId: practice.orgId, knowledgeBaseId: BASE, text: question.question },
      { orgId: practice.orgId, knowledgeBaseId: BASE },
    ]);
    search = async () => [];
    expect(await run([call(SEARCH, question)])).toMatchObject([{ result: expect.stringContaining("n'en dit rien") }]);
    expect(await run([call(SEARCH)])).toMatchObject([{ error: expect.stringContaining("question") }]);
  });

  it("that is slow is told of honestly, when its time is over", async () => {
    search = () => {
      beLate();
      return new Promise(() => undefined);
    };
    expect(await run([call(SEARCH, { question: "Où ?" })])).toMatchObject([
      { result: expect.stringContaining("pas disponible") },
    ]);
    search = () => Promise.reject(new Error("gone"));
    expect(await run([call(SEARCH, { question: "Où ?" })])).toMatchObject([
      { error: expect.stringContaining("pas disponible") },
    ]);
  });

  it("of the assistant answers Vapi's own request for documents, best first; an unknown assistant has none", async () => {
    await make("Accueil", [], { knowledgeBaseIds: [BASE] });
    const ask = (vapiAssistantId: string) =>
      answerKnowledgeRequest({ text: "Combien ?", vapiAssistantId, requestId: "request" }, depsOf());
    expect(await ask("vapi-Accueil")).toEqual([
      { content: expect.stringContaining("30"), similarity: 0.8, uuid: BASE },
    ]);
    expect(await ask("vapi-inconnu")).toEqual([]);
    search = () => Promise.reject(new Error("gone"));
    expect(await ask("vapi-Accueil")).toEqual([]);
  });
});

describe("an address of the tenant's", () => {
  it("is asked with arguments that its parameters allow; what is wrong with others is told to the model", async () => {
    await makeFunction("reserver", {
      kind: "apiRequest",
      method: "POST",
      url: "https://agenda.example.com/",
      parameters: { type: "object", properties: { nombre: { type: "integer" } }, required: ["nombre"] },
      headers: [],
      timeoutSeconds: 1,
    });
    for (const [values, error] of [
      [{}, "arguments.nombre is required."],
      [{ nombre: "x\ny" }, "arguments.nombre must be of the type integer."],
    ] as const) {
      expect(await run([call("reserver", values)])).toMatchObject([{ error }]);
    }
  });

  it("is not asked where it may not be", async () => {
    await makeFunction("interne", {
      kind: "apiRequest",
      method: "GET",
      url: "https://169.254.169.254/latest",
      parameters: { type: "object", properties: {} },
      headers: [],
      timeoutSeconds: 1,
    });
    expect(await run([call("interne")])).toMatchObject([{ error: "The address may not be called." }]);
  });
});
