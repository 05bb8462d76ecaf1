import { v7 as uuidv7 } from "uuid";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { call, openRuns, type Runs } from "../testing/runs.ts";
import { countFunctionCalls, keepFunctionCalls, listFunctionCalls, MAX_A_CALL, toFunctionCall } from "./store.ts";

const HOURS = { timeZone: "Europe/Paris", weekly: [], publicHolidays: null, exceptions: [] };
const PARAMETERS = { type: "object", properties: { jour: { type: "string" } }, required: ["jour"] };
// No address of the public internet: nothing is sent.
const SERVER = { url: "https://127.0.0.1/rdv", headers: [], timeoutSeconds: 3 };
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterEach(() => runs.clear());
afterAll(() => runs.close());

const idOf = async (name: string) => {
  const { rows } = await runs.fixture.superuser.query<{ id: string }>("select id from functions where name = $1", [
    name,
  ]);
  return rows[0]?.id ?? "";
};
const listed = async (id: string, hasFailed?: boolean) => {
  const { orgId } = runs.fixture;
  const asked = { limit: 25, after: undefined, hasFailed };
  return (await runs.member.read((tx) => listFunctionCalls(tx, orgId, id, asked))).map(toFunctionCall);
};
const keepAll = () => keepFunctionCalls(runs.system, runs.kept, silent);
const newCall = (vapiCallId: string) =>
  runs.fixture.superuser.query(
    `insert into calls (id, org_id, direction, status, customer_name, customer_number, vapi_call_id)
     values ($1, $2, 'inbound', 'in-progress', 'Camille', '+33612345678', $3)`,
    [uuidv7(), runs.fixture.orgId, vapiCallId],
  );

describe("what is kept of a function's calls in a telephone call", () => {
  it("is how each went, once however often it is told, beside who called", async () => {
    await runs.makeFunction("horaires", { kind: "openingHours", hours: HOURS });
    await runs.makeFunction("reserver", { kind: "function", parameters: PARAMETERS, server: SERVER });
    await newCall("vapi-1");
    const calls = [
      call("horaires"),
      call("reserver", { jour: "mardi" }, 1),
      call("reserver", {}, 2),
      call("autre", {}, 3),
    ];
    await runs.run(calls, { vapiCallId: "vapi-1" });
    expect(runs.kept.map(({ outcome }) => outcome).toSorted()).toEqual(["answered", "bad_arguments", "not_allowed"]);
    await keepAll();
    await keepAll();
    const customer = { name: "Camille", number: "+33612345678" };
    expect(await listed(await idOf("horaires"))).toMatchObject([
      { outcome: "answered", status: null, call: { customer } },
    ]);
    const reserver = await idOf("reserver");
    expect((await listed(reserver)).map(({ outcome }) => outcome).toSorted()).toEqual(["bad_arguments", "not_allowed"]);
    expect(await listed(reserver, false)).toEqual([]);
    const { orgId } = runs.fixture;
    const figures = await runs.member.read((tx) => countFunctionCalls(tx, orgId, reserver));
    // The clock of these runs stands at a day that is past.
    await runs.fixture.superuser.query("update function_calls set created_at = now(), duration_ms = 40");
    expect(figures).toMatchObject({ days: 30 });
    expect(await runs.member.read((tx) => countFunctionCalls(tx, orgId, reserver))).toEqual({
      days: 30,
      calls: 2,
      failed: 2,
      medianMs: 40,
    });
    const stored = await runs.fixture.superuser.query("select * from function_calls");
    expect(JSON.stringify(stored.rows)).not.toContain("mardi");
  });

  it("is nothing of a chat, of a text, nor of another organization's function", async () => {
    await runs.makeFunction("horaires", { kind: "openingHours", hours: HOURS });
    await runs.make("Accueil", [{ type: "function", name: "adresse", description: "x", reply: { text: "Ici" } }]);
    await runs.run([call("horaires")], { chatId: "chat-1" });
    await runs.run([call("adresse")], { vapiCallId: "vapi-1" });
    await runs.run([call("horaires")], { vapiCallId: "vapi-1" }, runs.depsOf(runs.fixture.otherOrgId));
    expect(runs.kept).toEqual([]);
  });

  it("waits for its call, goes with it, and ends at so many", async () => {
    await runs.makeFunction("horaires", { kind: "openingHours", hours: HOURS });
    const id = await idOf("horaires");
    for (let index = 0; index < MAX_A_CALL + 3; index += 50) {
      const many = Array.from({ length: 50 }, (_, each) => call("horaires", {}, index + each));
      await runs.run(many, { vapiCallId: "vapi-2" });
    }
    for (const one of runs.kept) await keepFunctionCalls(runs.system, [one], silent);
    const count = async () => (await runs.fixture.superuser.query("select 1 from function_calls")).rows.length;
    expect(await count()).toBe(MAX_A_CALL);
    expect((await listed(id))[0]).toMatchObject({ call: null });
    await newCall("vapi-2");
    expect((await listed(id))[0]).toMatchObject({ call: { customer: { name: "Camille" } } });
    await runs.fixture.superuser.query("delete from calls where vapi_call_id = 'vapi-2'");
    expect(await count()).toBe(0);
  });

  it("is cleared after 90 days, and lost without harm while Postgres is away", async () => {
    await runs.makeFunction("horaires", { kind: "openingHours", hours: HOURS });
    await runs.run([call("horaires"), call("horaires", {}, 1)], { vapiCallId: "vapi-3" });
    await keepFunctionCalls(runs.depsOf(runs.fixture.orgId, runs.away).system, runs.kept, silent);
    await keepAll();
    const { superuser } = runs.fixture;
    await superuser.query("update function_calls set created_at = now() - interval '89 days'");
    await superuser.query(
      "update function_calls set created_at = now() - interval '91 days' where id = (select id from function_calls limit 1)",
    );
    await superuser.query("select app.clear_expired(1000)");
    expect((await superuser.query("select 1 from function_calls")).rows).toHaveLength(1);
  });
});
