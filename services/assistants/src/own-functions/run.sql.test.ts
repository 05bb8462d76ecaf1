import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { searchName } from "../tools/names.ts";
import { answerKnowledgeRequest } from "../inbound.ts";
import { BASE, call, openRuns, type Runs } from "../testing/runs.ts";

const SEARCH = searchName({ id: BASE, name: "Questions des patients" });

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterEach(() => runs.clear());
afterAll(() => runs.close());

const HOURS = {
  timeZone: "Europe/Paris",
  weekly: [{ days: ["monday"], from: "09:00", to: "18:30" }],
  publicHolidays: null,
  exceptions: [],
};
const textTool = (name: string, text: string) => ({ type: "function", name, description: "x", reply: { text } });

describe("a function that answers a text", () => {
  it("is answered on one line, each call in its place", async () => {
    await runs.make("Accueil", [textTool("horaires", "Lundi : 9 h\n\n  Mardi : 10 h\r\n")]);
    expect(await runs.run([call("inconnue"), call("horaires", {}, 1)])).toEqual([
      { toolCallId: "call-0", name: "inconnue", error: expect.stringMatching(/^[^\n]+$/) },
      { toolCallId: "call-1", name: "horaires", result: "Lundi : 9 h Mardi : 10 h" },
    ]);
  });

  it("is the assistant's own; when the assistant is unknown, that of the one changed last", async () => {
    const older = await runs.make("Ancien", [textTool("horaires", "ancien")]);
    await runs.make("Nouveau", [textTool("horaires", "nouveau")]);
    expect(await runs.run([call("horaires")])).toMatchObject([{ result: "nouveau" }]);
    expect(await runs.run([call("horaires")], { assistantId: older })).toMatchObject([{ result: "ancien" }]);
    expect(await runs.run([call("horaires")], { vapiAssistantId: "vapi-Ancien" })).toMatchObject([
      { result: "ancien" },
    ]);
  });

  it("says so when it belongs to somebody else, or Postgres is away", async () => {
    await runs.make("Accueil", [textTool("horaires", "9 h")]);
    const results = [
      await runs.run([call("horaires")], {}, runs.depsOf(runs.fixture.otherOrgId)),
      await runs.run([call("horaires")], {}, runs.depsOf(runs.fixture.orgId, runs.away)),
    ];
    for (const result of results) expect(result).toEqual([expect.objectContaining({ error: expect.any(String) })]);
  });
});

describe("a tool's address that names an assistant", () => {
  it("answers with that assistant's own tools and bases, and with nothing else of the organization's", async () => {
    await runs.makeFunction("opening_hours", { kind: "openingHours", hours: HOURS });
    await runs.make("Autre", [textTool("horaires", "9 h"), { type: "takeMessage" }]);
    const assistantId = await runs.make("Accueil", [textTool("adresse", "Au deuxième")], { knowledgeBaseIds: [BASE] });
    const other = searchName({ id: "0190a000-0000-7000-8000-0000000000bb", name: "Autre" });
    const question = { question: "Combien ?" };
    const names = ["adresse", SEARCH, other, "horaires", "take_message", "opening_hours"];
    const told = await runs.run(
      names.map((name, index) => call(name, question, index)),
      { assistantId, vapiAssistantId: "vapi-Autre" },
    );
    expect(told.map((one) => "result" in one)).toEqual([true, true, false, false, false, false]);
    expect(runs.asked.map(({ knowledgeBaseId }) => knowledgeBaseId)).toEqual([BASE]);
    const gone = "0190a000-0000-7000-8000-0000000000aa";
    expect(await runs.run([call("horaires")], { assistantId: gone })).toMatchObject([{ error: expect.any(String) }]);
  });
});

describe("an impossible name", () => {
  it("does not make the other calls fail", async () => {
    await runs.make("Accueil", [textTool("horaires", "9 h")]);
    const calls = ["a\0b", "x".repeat(100_000), "", "__proto__", "horaires"].map((name, index) =>
      call(name, {}, index),
    );
    const results = await runs.run(calls);
    expect(results.map((one) => "result" in one)).toEqual([false, false, false, false, true]);
  });
});

describe("opening hours", () => {
  it("are told in the assistant's language, and its own come before the organization's of the same name", async () => {
    await runs.makeFunction("opening_hours", { kind: "openingHours", hours: { ...HOURS, weekly: [] } });
    const french = await runs.make("Accueil", [{ type: "openingHours", hours: HOURS }]);
    const english = await runs.make("Desk", [{ type: "openingHours", hours: HOURS }], { language: "en" });
    const say = async (assistantId?: string) => runs.run([call("opening_hours")], { assistantId });
    expect(await say(french)).toMatchObject([
      { result: expect.stringMatching(/^C'est ouvert en ce moment, jusqu'à 18 h 30\./) },
    ]);
    expect(await say(english)).toMatchObject([
      { result: expect.stringMatching(/^It is open at the moment, until 6:30 pm\./) },
    ]);
    expect(await say()).toMatchObject([{ result: expect.stringContaining("aucune ouverture") }]);
  });
});

describe("a knowledge base", () => {
  it("answers with passages of its files, on one line, and says when there are none", async () => {
    await runs.makeFunction("tarifs", { kind: "knowledge", knowledgeBaseId: BASE });
    const question = { question: "Combien coûte une visite ?" };
    const told = "D'après tarifs.md (Tarifs) : La consultation coûte 30 euros. La visite 45.";
    expect(await runs.run([call(SEARCH, question)])).toMatchObject([{ result: told }]);
    expect(await runs.run([call("tarifs", question)])).toMatchObject([{ result: told }]);
    expect(runs.asked).toMatchObject([
      { orgId: runs.fixture.orgId, knowledgeBaseId: BASE, text: question.question },
      { orgId: runs.fixture.orgId, knowledgeBaseId: BASE },
    ]);
    runs.search = async () => [];
    expect(await runs.run([call(SEARCH, question)])).toMatchObject([
      { result: expect.stringContaining("n'en dit rien") },
    ]);
    expect(await runs.run([call(SEARCH)])).toMatchObject([{ error: expect.stringContaining("question") }]);
  });

  it("that is slow is reported as late when its time is over", async () => {
    runs.search = () => {
      runs.beLate();
      return new Promise(() => undefined);
    };
    expect(await runs.run([call(SEARCH, { question: "Où ?" })])).toMatchObject([
      { result: expect.stringContaining("pas disponible") },
    ]);
    runs.search = () => Promise.reject(new Error("gone"));
    expect(await runs.run([call(SEARCH, { question: "Où ?" })])).toMatchObject([
      { error: expect.stringContaining("pas disponible") },
    ]);
  });

  it("of the assistant answers Vapi's own request for documents, best first; an unknown assistant has none", async () => {
    await runs.make("Accueil", [], { knowledgeBaseIds: [BASE] });
    const ask = (vapiAssistantId: string) =>
      answerKnowledgeRequest({ text: "Combien ?", vapiAssistantId, requestId: "request" }, runs.depsOf());
    expect(await ask("vapi-Accueil")).toEqual([
      { content: expect.stringContaining("30"), similarity: 0.8, uuid: BASE },
    ]);
    expect(await ask("vapi-inconnu")).toEqual([]);
    runs.search = () => Promise.reject(new Error("gone"));
    expect(await ask("vapi-Accueil")).toEqual([]);
  });
});
