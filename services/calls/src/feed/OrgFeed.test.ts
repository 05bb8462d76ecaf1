import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { SLOW_MS, startObjects, until, type Listener, type Objects } from "../../../../tests/objects.ts";
import { STREAMS_AT_ONCE } from "../listeners/streams.ts";
import type { FeedEntry } from "../room/state/call.ts";

vi.setConfig({ testTimeout: SLOW_MS });
let objects: Objects;
beforeAll(async () => {
  objects = await startObjects({
    classes: { OrgFeed: "services/calls/src/feed/OrgFeed.ts" },
    env: {},
    standIns: {},
    answers: {},
  });
}, SLOW_MS);
afterAll(() => objects.close());

const entry = (callId: string, seq: number, status: "ringing" | "in-progress" | "ended"): FeedEntry => ({
  callId,
  seq,
  at: new Date().toISOString(),
  body: { type: "call.status", status },
  call: {
    id: callId,
    status,
    direction: "inbound",
    assistant: { id: null, name: "Accueil" },
    customer: { number: "+33612345678", name: null },
    phoneNumber: { id: null, number: null },
    startedAt: null,
    createdAt: new Date().toISOString(),
  },
});

const words = (callId: string, seq: number, text: string): FeedEntry => ({
  ...entry(callId, seq, "in-progress"),
  body: { type: "transcript", role: "user", text, final: true },
});

function openFeed() {
  const [orgId, callId] = [randomUUID(), randomUUID()];
  return {
    orgId,
    tell: (seq: number, status: "ringing" | "in-progress" | "ended") =>
      objects.call("OrgFeed", orgId, "publish", [entry(callId, seq, status)]),
    say: (seq: number, text: string) => objects.call("OrgFeed", orgId, "publish", [words(callId, seq, text)]),
    async listen(after?: number, who = "somebody") {
      const query = new URLSearchParams({ listener: who, ...(after !== undefined && { after: String(after) }) });
      const listener = await objects.listen("OrgFeed", orgId, query.toString());
      if (listener === undefined) throw new Error("not listened to");
      return listener;
    },
  };
}

/** The ids and names of the events, and the content of a snapshot or a status. */
const heardBy = ({ heard }: Listener) =>
  heard.map((frame) => {
    const [, id, event] = /^id: (\d+)\nevent: (\S+)\n/.exec(frame) ?? [];
    const [, status] = /"status":"([a-z-]+)"/.exec(frame) ?? [];
    return `${id} ${event} ${status ?? "none"}`;
  });

test("an event from a room reaches listeners once, after the snapshot of live calls", async () => {
  const { tell, listen } = openFeed();
  await tell(1, "ringing");
  const listener = await listen();
  await tell(1, "ringing");
  await tell(2, "ended");
  const ended = expect.stringMatching(/^\d+ call\.status ended$/) as unknown;
  await until(() => expect(heardBy(listener)).toEqual(["1 snapshot ringing", ended]));
});

test("the snapshot has the last words of each call, also when they came out of order, until the call ends", async () => {
  const { tell, say, listen } = openFeed();
  await tell(1, "in-progress");
  await say(3, "Merci.");
  await say(2, "Allô ?");
  const lastOf = async () => {
    const { heard } = await listen();
    await until(() => expect(heard.length).toBeGreaterThan(0));
    const { calls } = JSON.parse(String(heard[0]).split("\ndata: ")[1] ?? "") as { calls: { last: unknown }[] };
    return calls.map(({ last }) => last);
  };
  expect(await lastOf()).toEqual([{ role: "user", text: "Merci.", at: expect.any(String) }]);
  await tell(4, "ended");
  expect(await lastOf()).toEqual([]);
});

test("it knows the live calls with somebody, until they end", async () => {
  const { orgId, tell } = openFeed();
  const callsWith = (number: string) => objects.call("OrgFeed", orgId, "callsWith", number);
  await tell(1, "ringing");
  expect(await callsWith("+33612345678")).toHaveLength(1);
  expect(await callsWith("+33612345679")).toEqual([]);
  await tell(2, "ended");
  expect(await callsWith("+33612345678")).toEqual([]);
});

test("after an eviction the same sockets get events, and the numbers continue", async () => {
  const { orgId, tell, listen } = openFeed();
  await tell(1, "ringing");
  const listener = await listen();
  await objects.evict("OrgFeed", orgId);
  await tell(2, "in-progress");
  listener.send("ping");
  await until(() => expect(heardBy(listener).slice(0, 2)).toEqual(["1 snapshot ringing", "2 call.status in-progress"]));
  await until(() => expect(listener.heard.at(-1)).toBe("pong"));
});

test("a listener who reconnects after a crash gets the missed events", async () => {
  const { tell, listen } = openFeed();
  await tell(1, "ringing");
  await tell(2, "in-progress");
  await objects.crash();
  await tell(3, "ended");
  const listener = await listen(1);
  await until(() => expect(heardBy(listener)).toEqual(["2 call.status in-progress", "3 call.status ended"]));
});

test("a listener with an unknown number gets a reset, and then the live calls", async () => {
  const { tell, listen } = openFeed();
  await tell(1, "ringing");
  const listener = await listen(7);
  await until(() => expect(heardBy(listener)).toEqual(["1 reset none", "1 snapshot ringing"]));
});

test("a listener with the maximum number of streams gets another only after one is closed", async () => {
  const { orgId, listen } = openFeed();
  const streams = await Promise.all(Array.from({ length: STREAMS_AT_ONCE }, () => listen()));
  const query = "listener=somebody";
  expect(await objects.listen("OrgFeed", orgId, query)).toBeUndefined();
  expect(await objects.listen("OrgFeed", orgId, "listener=another")).toBeDefined();
  streams[0]?.close();
  await until(async () => expect(await objects.listen("OrgFeed", orgId, query)).toBeDefined());
  await until(() => expect(streams[0]?.closed()).toBe(1000));
});
