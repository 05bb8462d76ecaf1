import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { SLOW_MS, startObjects, until, type Listener, type Objects } from "../../../../tests/objects.ts";
import { encodeIdentity, IDENTITY_HEADER } from "@allokoli/shared/identity/identity";
import { STREAMS_AT_ONCE } from "../listeners/streams.ts";
import { toReport } from "./events/report.ts";
import type { Observation, TranslatedMessage } from "./events/translate.ts";
import type { CallRef, Intent } from "./state/call.ts";
import { roomName } from "./state/ids.ts";

type VapiCall = { id: string; status: string };
/** Everything outside of one call's room: its row in Postgres, and Vapi. */
type World = {
  vapiCall: VapiCall;
  hasRow: boolean;
  isPostgresAway: boolean;
  createCall(): Promise<VapiCall>;
  /** The requests of the room, in order, and the numbers of the events that Postgres got. */
  asked: string[];
  copied: number[];
};
const worlds = new Map<string, World>();
function worldOf(callId: string): World {
  const world = worlds.get(callId);
  if (world === undefined) throw new Error("no such call");
  return world;
}
const noted =
  <Answer>(what: string, give: (world: World) => Answer) =>
  (callId: string) => {
    const world = worldOf(callId);
    world.asked.push(what);
    return give(world);
  };

vi.setConfig({ testTimeout: SLOW_MS });
let objects: Objects;
beforeAll(async () => {
  objects = await startObjects({
    classes: { CallRoom: "services/calls/src/room/CallRoom.ts", OrgFeed: "services/calls/src/feed/OrgFeed.ts" },
    env: {
      HYPERDRIVE: { connectionString: "" },
      VAPI_API_KEY: "unused",
      VAPI_BASE_URL: "https://vapi.test",
      VAPI_WEBHOOK_SECRET: "secret",
      PUBLIC_API_URL: "https://api.test",
      FLUSH_AFTER_MS: "20",
      RECONCILE_AFTER_MS: "60000",
      REPORT_AFTER_MS: "60000",
      HEARTBEAT_MS: "60000",
      MEMBERSHIP_CHECK_MS: "60000",
      KEEP_ROOM_MS: "500",
      MISSED_CALLS_EVERY_MS: "60000",
      LEAVE_ALONE_MS: "60000",
      QUIET_AFTER_MS: "60000",
      RECORDING_RETRY_MS: "0",
      DIAL_PACE: "0.001",
    },
    standIns: {
      "services/calls/src/vapi/sources.ts": `export const sourcesOf = () => ({});`,
      "services/calls/src/listeners/membership.ts": `export const findRemoved = async () => [];`,
      "services/calls/src/room/wake-keeper.ts": `export const wakeKeeper = async () => {};`,
      "packages/shared/src/events/announce.ts": `export const announceEvents = async () => {};`,
      "packages/shared/src/vapi/client.ts": `
        export const createVapi = () => ({
          createCall: ({ assistantOverrides }) => ask("createCall", assistantOverrides.metadata.allokoliCallId),
          callsSince: () => ask("callsSince"),
          deleteCall: (id) => ask("deleteCall", id),
        });`,
      "services/calls/src/room/sync/row.ts": `
        export const asSystem = (_room, _doc, work) => work();
        export const rowExists = (_tenant, callId) => ask("rowExists", callId);
        export const isHidden = (_tenant, callId) => ask("isHidden", callId);
        export const deleteRow = (_tenant, callId) => ask("deleteRow", callId);`,
      "services/calls/src/room/sync/flush.ts": `
        export const flush = (_tenant, { doc, fresh }) => ask("flush", doc.callId, fresh.map(({ seq }) => seq));
        export const [isFinal, isVapiIdTaken, isWithoutCountry, findLines, bringsRecording] = Array(5).fill(() => false);
        export const ID_TAKEN = "";`,
    },
    answers: {
      createCall: noted("createCall", (world) => world.createCall()),
      rowExists: noted("rowExists", ({ hasRow }) => hasRow),
      isHidden: noted("isHidden", () => true),
      deleteRow: noted("deleteRow", () => true),
      callsSince: () =>
        [...worlds].map(([callId, { vapiCall }]) => ({
          ...vapiCall,
          assistantOverrides: { metadata: { allokoliCallId: callId, allokoliOrgId: ORG } },
        })),
      deleteCall(id: string) {
        const [callId = ""] = [...worlds].find(([, { vapiCall }]) => vapiCall.id === id) ?? [];
        worldOf(callId).asked.push("deleteCall");
      },
      flush(callId: string, seqs: number[]) {
        const { isPostgresAway, copied } = worldOf(callId);
        if (isPostgresAway) throw new Error("Postgres is away");
        copied.push(...seqs);
        return true;
      },
    },
  });
}, SLOW_MS);
afterAll(() => objects.close());

const ORG = randomUUID();
const SOMEBODY = { sub: randomUUID(), role: "authenticated" as const, exp: Math.floor(Date.now() / 1000) + 3600 };

function newCall(given: Partial<World> = {}) {
  const ref: CallRef = { orgId: ORG, callId: randomUUID() };
  const vapiCall = { id: randomUUID(), status: "queued" };
  const world: World = {
    vapiCall,
    hasRow: true,
    isPostgresAway: false,
    createCall: async () => vapiCall,
    asked: [],
    copied: [],
    ...given,
  };
  worlds.set(ref.callId, world);
  const name = roomName(ref.orgId, ref.callId);
  const intent: Intent = {
    ...ref,
    callee: { kind: "assistant", id: randomUUID(), name: "Accueil", vapiId: randomUUID() },
    phoneNumberId: null,
    customer: { number: "+33612345678", name: null },
    name: null,
    variables: {},
    schedule: null,
  };
  const call = (method: string, ...values: unknown[]) => objects.call("CallRoom", name, method, ...values);
  return {
    world,
    vapiCall,
    linked: { ...ref, vapiCallId: vapiCall.id, isChecked: true },
    prepare: () => call("prepare", intent),
    dial: () => call("dial", intent),
    prepareRemoval: (linked: unknown) => call("prepareRemoval", linked),
    remove: () => call("remove", ref),
    say: (text: string) => call("ingest", { ...ref, own: true }, toldOf(text, vapiCall.id)),
    /** An event that does not go to the organization's feed. */
    breathe: () => call("ingest", { ...ref, own: true }, { ...toldOf("", vapiCall.id), observations: [BREATH] }),
    report: () =>
      call("ingest", { ...ref, own: true }, { ...toldOf("Au revoir.", vapiCall.id), report: toReport({}, now()) }),
    listen: (after?: number) =>
      objects.listen("CallRoom", name, after === undefined ? "" : `after=${after}`, {
        [IDENTITY_HEADER]: encodeIdentity({ claims: SOMEBODY, orgId: ORG }),
      }),
  };
}

const BREATH: Observation = {
  key: "speech",
  at: "2026-11-22T10:00:00Z",
  body: { type: "speech", role: "user", state: "started" },
};
const now = () => new Date().toISOString();
function toldOf(text: string, vapiCallId: string): TranslatedMessage {
  const said: Observation = {
    key: `transcript:${text}`,
    at: now(),
    body: { type: "transcript", role: "user", text, final: true },
  };
  return { claims: { vapiCallId }, facts: {}, observations: [said] };
}

const heardBy = (listener: Listener | undefined) =>
  (listener?.heard ?? []).map((frame) => /^id: (\d+)\nevent: (\S+)\n/.exec(frame)?.slice(1).join(" ") ?? frame);

test("the alarm dials a call that was prepared and not dialled, once, when its row exists", async () => {
  const { world, vapiCall, prepare, dial } = newCall();
  await prepare();
  await until(() => expect(world.asked).toEqual(["rowExists", "createCall"]));
  await until(async () => expect(await dial()).toMatchObject({ outcome: "made", vapiCallId: vapiCall.id }));
  expect(world.asked).toEqual(["rowExists", "createCall"]);
});

test("without a row the call is forgotten, and nobody is called", async () => {
  const { world, prepare, listen } = newCall({ hasRow: false });
  await prepare();
  await until(() => expect(world.asked).toEqual(["rowExists"]));
  await until(async () => expect(await listen()).toBeUndefined());
  expect(world.asked).toEqual(["rowExists"]);
});

test("after a crash while dialling, the room looks for the call at Vapi and never dials again", async () => {
  const { world, vapiCall, dial, listen } = newCall({ createCall: () => new Promise(() => undefined) });
  const answer = dial().catch(() => "killed");
  await until(() => expect(world.asked).toEqual(["createCall"]));
  await objects.crash();
  expect(await answer).toBe("killed");
  // Its alarm alone wakes the object, and the row is updated.
  await until(() => expect(world.copied).toEqual([1]));
  const listener = await listen();
  await until(() => expect(heardBy(listener)).toEqual(["1 call.status"]));
  expect(await dial()).toEqual({ outcome: "made", vapiCallId: vapiCall.id, status: "queued" });
  expect(world.asked).toEqual(["createCall"]);
});

test("a transcript reaches the listeners of the call and of the organization, and Postgres", async () => {
  const { world, dial, say, listen } = newCall();
  const feed = await objects.listen("OrgFeed", ORG, "listener=somebody");
  await dial();
  const listener = await listen();
  await say("Bonjour.");
  await say("Bonjour.");
  await until(() => expect(heardBy(listener)).toEqual(["1 call.status", "2 call.status", "3 transcript"]));
  await until(() => expect(feed?.heard.join()).toContain("Bonjour."));
  await until(() => expect(world.copied).toEqual([1, 2, 3]));
});

test("what Postgres missed while it was down is copied by the alarm later, also after a crash", async () => {
  const { world, dial, say, breathe } = newCall();
  await dial();
  await say("Bonjour.");
  await until(() => expect(world.copied).toEqual([1, 2, 3]));
  world.isPostgresAway = true;
  await breathe();
  await until(() => expect(objects.logs.join()).toContain("flush failed"));
  await objects.crash();
  expect(world.copied).toEqual([1, 2, 3]);
  world.isPostgresAway = false;
  await until(() => expect(world.copied).toEqual([1, 2, 3, 4]));
});

test("after a crash the numbers continue, and a listener gets what came after the last one they have", async () => {
  const { world, dial, say, listen } = newCall();
  await dial();
  await until(() => expect(world.copied).toEqual([1]));
  await objects.crash();
  await say("Bonjour.");
  const listener = await listen(2);
  await until(() => expect(heardBy(listener)).toEqual(["3 transcript"]));
});

test("a listener who leaves makes room for another of theirs at once", async () => {
  const { dial, listen } = newCall();
  await dial();
  const listeners = await Promise.all(Array.from({ length: STREAMS_AT_ONCE }, () => listen()));
  expect(await listen()).toBeUndefined();
  listeners[0]?.close();
  await until(async () => expect(await listen()).toBeDefined());
});

test("the report is the last event for listeners; a while after it is copied the room is empty", async () => {
  const { world, dial, report, listen } = newCall();
  await dial();
  const listener = await listen();
  world.isPostgresAway = true;
  await report();
  await until(() => expect(listener?.closed()).toBe(0));
  expect(heardBy(listener).at(-1)).toBe("5 call.report");
  world.isPostgresAway = false;
  await until(() => expect(world.copied).toEqual([1, 2, 3, 4, 5]));
  await until(async () => expect(await listen()).toBeUndefined());
});

test("a deleted call is deleted at Vapi and in Postgres, and its listeners' streams end", async () => {
  const { world, linked, dial, listen, prepareRemoval, remove } = newCall();
  await dial();
  const listener = await listen();
  expect(await prepareRemoval(linked)).toBeUndefined();
  await remove();
  expect(world.asked).toEqual(["createCall", "deleteCall", "deleteRow"]);
  await until(() => expect(listener?.closed()).toBe(0));
  expect(await listen()).toBeUndefined();
});
