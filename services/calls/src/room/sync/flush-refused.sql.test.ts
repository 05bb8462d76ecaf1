import { systemTenant } from "@allokoli/shared/db/tenant";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toCall } from "../../calls/to-call.ts";
import { openCopies, playedTo, type Copies } from "../../testing/copied-calls.ts";
import { flush, isFinal, isVapiIdTaken, ROW_GONE } from "./flush.ts";

let copies: Copies;
beforeAll(async () => {
  copies = await openCopies();
});
afterAll(() => copies.close());

test("a call of ours without a row is reported as such, with or without new events", async () => {
  const recorded = playedTo(5);
  const callId = uuidv7();
  expect(await flush(copies.system, copies.batchOf(recorded, callId, { own: true }))).toBe(false);
  expect(
    await flush(copies.system, copies.batchOf(recorded, callId, { own: true, flushedSeq: recorded.progress.lastSeq })),
  ).toBe(false);
});

test("a call that we did not start is not written again when its row was deleted", async () => {
  const callId = uuidv7();
  const [first, later] = [playedTo(5), playedTo(100)];
  expect(await flush(copies.system, copies.batchOf(first, callId))).toBe(true);
  await copies.fixture.superuser.query("delete from calls where id = $1", [callId]);
  const flushedSeq = first.progress.lastSeq;
  expect(await flush(copies.system, copies.batchOf(later, callId, { flushedSeq }))).toBe(false);
  expect(await copies.findCall(callId)).toBeUndefined();
});

test("only a reference to the call or its organization means that the row is gone", async () => {
  const { rows } = await copies.fixture.superuser.query<{ conname: string }>(
    `select conname from pg_constraint where contype = 'f' and confrelid in ('calls'::regclass, 'organizations'::regclass)
      and conrelid in ('calls'::regclass, 'call_events'::regclass, 'messages'::regclass, 'events'::regclass,
        'audit_log'::regclass, 'call_stats'::regclass, 'recording_copies'::regclass, 'call_journal'::regclass,
        'journal_salts'::regclass, 'journal_days'::regclass)`,
  );
  expect(new Set(rows.map(({ conname }) => conname))).toEqual(ROW_GONE);
});

test("another reference that fails does not make the room forget the call, and is tried again", async () => {
  const callId = uuidv7();
  await copies.fixture.superuser.query(`
    create function app.break_reference() returns trigger language plpgsql as $$ begin
      raise foreign_key_violation using constraint = 'calls_assistant'; end $$;
    create trigger break_reference before insert on calls for each row execute function app.break_reference()`);
  const err: unknown = await flush(copies.system, copies.batchOf(playedTo(5), callId)).catch(
    (reason: unknown) => reason,
  );
  await copies.fixture.superuser.query("drop trigger break_reference on calls; drop function app.break_reference()");
  expect(err).toMatchObject({ code: "23503", constraint: "calls_assistant" });
  expect([isFinal(err), isVapiIdTaken(err)]).toEqual([false, false]);
  expect(await flush(copies.system, copies.batchOf(playedTo(5), callId))).toBe(true);
});

test("an id at Vapi that another call has is recognized, and the call is stored without it", async () => {
  const [first, second] = [uuidv7(), uuidv7()];
  await flush(copies.system, copies.batchOf(playedTo(5), first));
  const atVapi = { callId: first, controlUrl: null };
  const err: unknown = await flush(copies.system, copies.batchOf(playedTo(5), second, { atVapi })).catch(
    (reason: unknown) => reason,
  );
  expect([isFinal(err), isVapiIdTaken(err)]).toEqual([true, true]);
  expect(await flush(copies.system, copies.batchOf(playedTo(100), second, { atVapi, isIdTaken: true }))).toBe(true);
  const row = await copies.findCall(second);
  expect(row && toCall(row)).toMatchObject({
    vapiCallId: null,
    status: "ended",
    sync: { state: "failed", error: expect.stringContaining("Another call") },
  });
});

test("another organization's room cannot write into the call", async () => {
  const callId = uuidv7();
  await flush(copies.system, copies.batchOf(playedTo(4), callId));
  const other = systemTenant(copies.database, copies.fixture.otherOrgId);
  const batch = copies.batchOf(playedTo(100), callId);
  await flush(other, {
    ...batch,
    doc: { ...batch.doc, orgId: copies.fixture.otherOrgId, atVapi: { callId: uuidv7(), controlUrl: null } },
  }).catch(() => undefined);
  const row = await copies.findCall(callId);
  expect(row?.status).toBe("in-progress");
});
