import { connect, type Database } from "@allokoli/shared/db/connect";
import type { ToolCall } from "@allokoli/shared/rpc/assistants";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { listMessages } from "../caller-messages/store.ts";
import { call, openRuns, type Runs } from "../testing/runs.ts";
import type { RunInput } from "./run.ts";

const VAPI_CALL = "6f1d2d0e-1111-4222-8333-444455556666";

let runs: Runs;
beforeAll(async () => {
  runs = await openRuns();
});
afterEach(() => runs.clear());
afterAll(() => runs.close());

const takenMessages = async () =>
  (await runs.fixture.superuser.query("select * from caller_messages order by created_at")).rows;

describe("a message", () => {
  const message = { message: "Rappelez-moi.", callerName: "Camille", subject: "Ordonnance", isUrgent: true };
  const call1 = call("take_message", message);

  it("is taken once, though the function is called twice, with the caller's number", async () => {
    const assistantId = await runs.make("Accueil", [{ type: "takeMessage" }]);
    const input = { assistantId, vapiCallId: VAPI_CALL, customerNumber: "+33612345678" };
    for (const _ of [1, 2]) {
      expect(await runs.run([call1], input)).toMatchObject([{ result: expect.stringContaining("noté") }]);
    }
    expect(await takenMessages()).toMatchObject([
      {
        org_id: runs.fixture.orgId,
        assistant_id: assistantId,
        call_id: null,
        body: "Rappelez-moi.",
        caller_name: "Camille",
        caller_number: "+33612345678",
        subject: "Ordonnance",
        is_urgent: true,
        handled_at: null,
      },
    ]);
  });

  it("is told of once, with what was said in it, in the transaction that stores it", async () => {
    const assistantId = await runs.make("Accueil", [{ type: "takeMessage" }]);
    const input = { assistantId, vapiCallId: VAPI_CALL, customerNumber: "+33612345678" };
    for (const _ of [1, 2]) await runs.run([call1], input);
    const [{ id }] = await takenMessages();
    const { rows } = await runs.fixture.superuser.query("select type, resource_type, resource_id, data from events");
    const data = {
      id,
      callId: null,
      assistantId,
      callerName: "Camille",
      callerNumber: "+33612345678",
      subject: "Ordonnance",
      body: "Rappelez-moi.",
      isUrgent: true,
    };
    expect(rows).toEqual([{ type: "caller-message.taken", resource_type: "caller-message", resource_id: id, data }]);
    expect(runs.announced).toBe(1);
  });

  const newCall = async (orgId: string, vapiCallId: string | null) => {
    const { rows } = await runs.fixture.superuser.query<{ id: string }>(
      "insert into calls (org_id, direction, status, vapi_call_id) values ($1, 'outbound', 'in-progress', $2) returning id",
      [orgId, vapiCallId],
    );
    return rows[0]?.id ?? "";
  };
  const seenCalls = async () => {
    const filter = { limit: 10, after: undefined };
    const seen = await runs.member.read((tx) => listMessages(tx, runs.fixture.orgId, filter));
    return seen.map(({ callId }) => callId);
  };

  it("belongs to the call by Vapi's id, or by ours while the row has none of Vapi's", async () => {
    await runs.makeFunction("prendre_message", { kind: "takeMessage" });
    const [linked, begun] = [await newCall(runs.fixture.orgId, VAPI_CALL), await newCall(runs.fixture.orgId, null)];
    await runs.run([call("prendre_message", message)], { vapiCallId: VAPI_CALL });
    await runs.run([call("prendre_message", message, 1)], { vapiCallId: "vapi-new", callId: begun });
    expect((await takenMessages()).map((row) => row.call_id)).toEqual([linked, begun]);
  });

  it("belongs only to a call of its own organization, whatever is named", async () => {
    await runs.makeFunction("prendre_message", { kind: "takeMessage" });
    const theirs = await newCall(runs.fixture.otherOrgId, VAPI_CALL);
    const other = await newCall(runs.fixture.orgId, "vapi-other");
    const named = [
      { vapiCallId: VAPI_CALL },
      { vapiCallId: theirs },
      { vapiCallId: "vapi-new", callId: theirs },
      // Our id of one call, with Vapi's id of another.
      { vapiCallId: "vapi-new", callId: other },
      { vapiCallId: "vapi-new", callId: "x' or true --" },
    ];
    for (const [index, input] of named.entries())
      await runs.run([call("prendre_message", { ...message, subject: `${index}` }, index)], input);
    expect((await takenMessages()).map((row) => row.call_id)).toEqual(named.map(() => null));
    expect(await seenCalls()).toEqual(named.map(() => null));
  });

  it("taken before its call is stored belongs to it once it is, and not once another organization's is", async () => {
    await runs.makeFunction("prendre_message", { kind: "takeMessage" });
    await runs.run([call("prendre_message", message)], { vapiCallId: VAPI_CALL });
    await runs.run([call("prendre_message", message, 1)], { vapiCallId: "vapi-2" });
    expect(await seenCalls()).toEqual([null, null]);
    await newCall(runs.fixture.otherOrgId, "vapi-2");
    const id = await newCall(runs.fixture.orgId, VAPI_CALL);
    const seen = await seenCalls();
    expect([seen.includes(id), seen.includes(null), seen.length]).toEqual([true, true, 2]);
  });

  it("that cannot be stored is not confirmed", async () => {
    expect(
      await runs.run([call1, call("opening_hours", {}, 1)], {}, runs.depsOf(runs.fixture.orgId, runs.away)),
    ).toMatchObject([
      { error: expect.stringContaining("n'a pas pu être noté") },
      { error: expect.stringContaining("pas disponible") },
    ]);
  });

  it("is what the model meant, however it writes a number or a yes", async () => {
    const assistantId = await runs.make("Accueil", [{ type: "takeMessage" }]);
    const said = {
      message: "Rappelez-moi.",
      callerNumber: 612345678,
      isUrgent: "oui",
      callerName: ["Zoé"],
      subject: null,
    };
    expect(await runs.run([call("take_message", said)], { assistantId })).toMatchObject([
      { result: expect.any(String) },
    ]);
    expect(await takenMessages()).toMatchObject([
      { caller_number: "+33612345678", is_urgent: true, caller_name: "Zoé", subject: null },
    ]);
  });

  it("that is not understood completely is asked for again, and not taken in part", async () => {
    const assistantId = await runs.make("Accueil", [{ type: "takeMessage" }]);
    for (const odd of [{ isUrgent: "peut-être" }, { callerNumber: { home: "06" } }, { message: { text: "a" } }]) {
      expect(await runs.run([call("take_message", { ...message, ...odd })], { assistantId })).toMatchObject([
        { error: expect.stringContaining(`arguments.${Object.keys(odd).join("")}`) },
      ]);
    }
    expect(await runs.run([{ ...call1, areArgumentsUnreadable: true }], { assistantId })).toMatchObject([
      { error: expect.stringContaining("Rien n'a été fait") },
    ]);
    expect(await takenMessages()).toEqual([]);
  });

  it("that is stored late is not reported as lost, and is taken once when the model asks again", async () => {
    const assistantId = await runs.make("Accueil", [{ type: "takeMessage" }]);
    const input = { assistantId, vapiCallId: VAPI_CALL };
    const [first, second] = [connect(runs.fixture.appUrl), connect(runs.fixture.appUrl)];
    const late = async (calls: ToolCall[], on: Database) => {
      const answer = runs.run(calls, input, runs.depsOf(runs.fixture.orgId, on));
      await vi.waitFor(async () => expect((await waiting()).rows.length).toBe(on === first ? 1 : 2), {
        timeout: 20_000,
      });
      runs.beLate();
      return answer;
    };
    const waiting = () =>
      runs.fixture.superuser.query(
        `select 1 from pg_locks where relation = 'caller_messages'::regclass and not granted
         and database = (select oid from pg_database where datname = current_database())`,
      );
    const again = call("take_message", { ...message, message: "rappelez-moi" }, 1);
    const unconfirmed = [{ error: expect.stringContaining("n'est pas confirmé") }];
    try {
      await runs.fixture.superuser.query("begin; lock table caller_messages in access exclusive mode");
      expect(await late([call1], first)).toMatchObject(unconfirmed);
      expect(await late([again], second)).toMatchObject(unconfirmed);
    } finally {
      await runs.fixture.superuser.query("commit");
      await Promise.all([first.close(), second.close()]);
    }
    expect(await runs.run([again], input)).toMatchObject([{ result: expect.stringContaining("noté") }]);
    expect(await takenMessages()).toHaveLength(1);
    // Other words, and the same words in another call, are messages of their own.
    await runs.run([call("take_message", { ...message, callerNumber: "0612345678" }, 2)], input);
    await runs.run([call1], { ...input, vapiCallId: "vapi-other" });
    expect(await takenMessages()).toHaveLength(3);
  });

  it("with other words is another message, though the id of the tool call was used before", async () => {
    const assistantId = await runs.make("Accueil", [{ type: "takeMessage" }]);
    const long = "x".repeat(200);
    const asks = [
      { id: "call_0", body: "Un" },
      { id: "call_0", body: "Deux" },
      { id: `${long}1`, body: "Trois" },
      { id: `${long}2`, body: "Quatre" },
      { id: "call_0", body: "!" },
      { id: "call_0", body: "?" },
    ];
    const places: Partial<RunInput>[] = [{ vapiCallId: VAPI_CALL }, { chatId: "chat-1" }, { chatId: "chat-2" }, {}];
    for (const place of places) {
      const calls = asks.map(({ id, body }) => ({ ...call("take_message", { message: body }), toolCallId: id }));
      // Together in one message, and once more separately.
      const told = await runs.run(calls, { assistantId, ...place });
      expect(told.every((one) => "result" in one)).toBe(true);
      for (const one of calls) await runs.run([one], { assistantId, ...place });
    }
    const bodies = (await takenMessages()).map(({ body }) => String(body));
    expect(bodies.toSorted()).toEqual(places.flatMap(() => asks.map(({ body }) => body)).toSorted());
  });

  it("of an unknown conversation is taken once within ten minutes, even across a boundary between periods", async () => {
    const assistantId = await runs.make("Accueil", [{ type: "takeMessage" }]);
    const at = (time: string) =>
      runs.run([call1], { assistantId }, { ...runs.depsOf(), now: () => new Date(`2026-11-23T${time}Z`) });
    for (const time of ["10:09:59", "10:10:01", "10:19:00"]) await at(time);
    expect(await takenMessages()).toHaveLength(1);
    await at("10:40:00");
    expect(await takenMessages()).toHaveLength(2);
  });

  it("has its unknown parameters read by the name that is meant, or reported to the model", async () => {
    const assistantId = await runs.make("Accueil", [{ type: "takeMessage" }]);
    const ask = (more: object) =>
      runs.run([call("take_message", { message: "Rappelez-moi.", ...more })], { assistantId });
    for (const odd of [{ numero: "06 12 34 56 78" }, { subject: "x".repeat(1001) }, { message: "x".repeat(18_001) }])
      expect(await ask(odd)).toMatchObject([{ error: expect.stringContaining(Object.keys(odd).join("")) }]);
    expect(await takenMessages()).toEqual([]);
    await ask({ message: "x".repeat(17_000), caller_number: "06 12 34 56 78", IsUrgent: "oui", email: null });
    expect(await takenMessages()).toMatchObject([
      { body: "x".repeat(17_000), caller_number: "+33612345678", is_urgent: true },
    ]);
  });

  it("without words is asked for again, and one that Postgres cannot store is cleaned", async () => {
    const assistantId = await runs.make("Accueil", [{ type: "takeMessage" }]);
    expect(await runs.run([call("take_message", { message: " " })], { assistantId })).toMatchObject([
      { error: expect.stringContaining("manque") },
    ]);
    await runs.run([call("take_message", { message: "a\0b\ud800", subject: 3 }, 1)], { assistantId });
    expect(await takenMessages()).toMatchObject([{ body: "ab\ufffd", subject: "3", call_id: null }]);
  });
});
