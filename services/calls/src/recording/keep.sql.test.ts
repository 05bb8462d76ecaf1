import { createHash, randomUUID } from "node:crypto";
import { connect } from "@allokoli/shared/db/connect";
import { system, systemTenant } from "@allokoli/shared/db/tenant";
import { openFixture } from "@allokoli/shared/db/testing/fixture";
import { notFound } from "@allokoli/shared/http/problem";
import type { Log } from "@allokoli/shared/log/log";
import { afterAll, beforeEach, expect, test } from "vitest";
import { findRecordingsToCopy } from "../missed/store.ts";
import { ASKED_AT_MOST, keepRecordings, type KeeperDeps } from "./keep.ts";

const fixture = await openFixture();
const { orgId, superuser } = fixture;
const database = connect(fixture.appUrl);
const tenant = systemTenant(database, orgId);
const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

afterAll(async () => {
  await database.close();
  await fixture.close();
});
beforeEach(() => superuser.query("truncate calls, recording_copies, call_journal cascade"));

/** A call that ended so many days ago, with what its assistant said first. */
async function addCall({ said = "Bonjour. Cet appel est enregistré.", daysAgo = 0 } = {}): Promise<string> {
  const id = randomUUID();
  await superuser.query(
    `insert into calls (id, org_id, direction, status, vapi_call_id, is_vapi_call_checked, recording, ended_at)
     values ($1::uuid, $2, 'inbound', 'ended', $1::text, true, '{"mono": true, "stereo": true}', now() - $3 * interval '1 day')`,
    [id, orgId, daysAgo],
  );
  await superuser.query(
    "insert into messages (id, org_id, call_id, position, role, text, at) values ($1, $2, $3, 0, 'assistant', $4, now())",
    [randomUUID(), orgId, id, said],
  );
  return id;
}
const planAll = () => system(database).write((tx) => findRecordingsToCopy(tx, new Date()));
const stateOf = async (id: string) =>
  (await superuser.query<{ recording_state: string }>("select recording_state from calls where id = $1", [id])).rows[0]
    ?.recording_state;
const copies = async () =>
  (await superuser.query("select call_id, size_bytes::int, sha256, due_at is null as done from recording_copies")).rows;

function world(fetch: KeeperDeps["fetch"] = async () => new Response("RIFF")) {
  const objects = new Map<string, string>();
  let now = Date.now() + 1000;
  const deps: KeeperDeps = {
    tenant,
    bucket: {
      put: async (key, bytes) => void objects.set(key, new TextDecoder().decode(bytes)),
      delete: async (key) => void objects.delete(key),
      createMultipartUpload: () => Promise.reject(new Error("four bytes need no parts")),
    },
    fetch,
    now: () => new Date(now),
    random: () => 0.5,
    retryMs: 1000,
    log: quiet,
  };
  return { objects, keep: () => keepRecordings(deps), later: (ms: number) => void (now += ms) };
}

test("a recording of the last fourteen days that nobody planned to copy is copied, once", async () => {
  const recent = await addCall({ daysAgo: 13 });
  const old = await addCall({ daysAgo: 15 });
  expect(await planAll()).toEqual([orgId]);
  expect(await stateOf(recent)).toBe("waiting");
  const { keep, objects } = world();
  expect(await keep()).toBeUndefined();
  expect([...objects]).toEqual([[`${orgId}/${recent}`, "RIFF"]]);
  expect([await stateOf(recent), await stateOf(old)]).toEqual(["kept", null]);
  expect(await copies()).toEqual([
    { call_id: recent, size_bytes: 4, sha256: createHash("sha256").update("RIFF").digest("hex"), done: true },
  ]);
  expect(await planAll()).toEqual([]);
});

test("one that the caller was not told of is not copied, nor asked for", async () => {
  const call = await addCall({ said: "Bonjour." });
  await planAll();
  let asked = 0;
  const { keep, objects } = world(async () => {
    asked += 1;
    return new Response("RIFF");
  });
  await keep();
  expect([await stateOf(call), objects.size, asked]).toEqual(["unannounced", 0, 0]);
});

test("one that Vapi does not have yet is asked for again, and is gone after the last try", async () => {
  const call = await addCall();
  await planAll();
  let asked = 0;
  const { keep, later } = world(async () => {
    asked += 1;
    throw notFound("recording");
  });
  for (let round = 1; round < ASKED_AT_MOST; round += 1) {
    expect(await keep()).toBeInstanceOf(Date);
    expect(await stateOf(call)).toBe("waiting");
    later(600_000);
  }
  expect(await keep()).toBeUndefined();
  expect([await stateOf(call), asked]).toEqual(["gone", ASKED_AT_MOST]);
});

test("while Vapi fails, it is tried without end, and half of it is no copy", async () => {
  const call = await addCall();
  await planAll();
  const answers = [
    ...Array.from({ length: ASKED_AT_MOST }, () => () => Promise.reject(new Error("no connection"))),
    async () => new Response("RI", { headers: { "content-length": "4" } }),
  ];
  const { keep, later } = world(() => (answers.shift() ?? (async () => new Response("RIFF")))());
  while (answers.length > 0) {
    await keep();
    expect(await stateOf(call)).toBe("waiting");
    later(600_000);
  }
  await keep();
  expect(await stateOf(call)).toBe("kept");
});

test("a copy goes when its time is over, and its call stays", async () => {
  const call = await addCall();
  await planAll();
  const { keep, objects, later } = world();
  await keep();
  await superuser.query("update organizations set keeps_recordings_days = 30 where id = $1", [orgId]);
  await superuser.query("update recording_copies set created_at = now() - interval '31 days'");
  await superuser.query("select app.expire_kept(100)");
  later(1000);
  expect(await keep()).toBeUndefined();
  expect([await stateOf(call), objects.size, await copies()]).toEqual(["expired", 0, []]);
  expect(await planAll()).toEqual([]);
});

test("a copy goes with its call, also when the call is deleted while it is copied", async () => {
  const kept = await addCall();
  await planAll();
  const { keep, objects, later } = world();
  await keep();
  await superuser.query("delete from calls where id = $1", [kept]);
  later(1000);
  await keep();
  expect([objects.size, await copies()]).toEqual([0, []]);

  const during = await addCall();
  await planAll();
  const racing = world(async () => {
    await superuser.query("delete from calls where id = $1", [during]);
    return new Response("RIFF");
  });
  racing.later(60_000);
  await racing.keep();
  expect([racing.objects.size, await copies()]).toEqual([0, []]);
});

test("a closed organization's recordings go before it does", async () => {
  const call = await addCall();
  await planAll();
  const { keep, objects, later } = world();
  await keep();
  expect(objects.size).toBe(1);
  await superuser.query("begin");
  try {
    await superuser.query("select set_config('request.jwt.claims', $1, true)", [
      JSON.stringify({ sub: fixture.people.owner, role: "authenticated" }),
    ]);
    await superuser.query("select app.close_organization($1)", [orgId]);
    await superuser.query("update organizations set closed_at = now() - interval '2 hours' where id = $1", [orgId]);
    expect((await superuser.query("select app.erase_closed(1000) as more")).rows).toEqual([{ more: false }]);
    await superuser.query("commit");
  } catch (err) {
    await superuser.query("rollback");
    throw err;
  }
  later(60_000);
  await keep();
  expect([objects.size, await copies()]).toEqual([0, []]);
  expect((await superuser.query("select app.erase_closed(1000) as more")).rows).toEqual([{ more: false }]);
  // What its room does, once Vapi has nothing of the call any more.
  await superuser.query("delete from calls where id = $1", [call]);
  while ((await superuser.query<{ more: boolean }>("select app.erase_closed(1000) as more")).rows[0]?.more) {
    // Each bite is a transaction.
  }
  const left = await superuser.query(
    "select id from organizations where id = $1 union all select id from calls where id = $2",
    [orgId, call],
  );
  expect(left.rows).toEqual([]);
});
