import { openFixture, type Fixture } from "@allokoli/shared/db/testing/fixture";
import { Client } from "pg";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { MemoryStorage } from "../../testing/memory-storage.ts";
import { standingRoom } from "../../testing/standing-room.ts";
import { runTask } from "../tasks.ts";
import type { Observation } from "../events/translate.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

let clock = Date.parse("2026-11-22T10:00:00Z");
const said = (text: string): Observation => {
  const at = new Date((clock += 1000)).toISOString();
  return { key: `transcript:user:${clock}`, at, body: { type: "transcript", role: "user", text, final: true } };
};
const tool = (toolCallId: string, part: "called" | "result"): Observation => {
  const at = new Date((clock += 1000)).toISOString();
  const body =
    part === "called"
      ? { type: "tool.called" as const, toolCallId, name: "book", arguments: {} }
      : { type: "tool.result" as const, toolCallId, name: "book", result: "lundi" };
  return { key: `tool.${part}:${toolCallId}`, at, body };
};

const openRoom = () => {
  const callId = uuidv7();
  return { callId, ...standingRoom({ orgId: fixture.orgId, callId, own: false }, fixture.appUrl) };
};
const hear = ({ room }: ReturnType<typeof openRoom>, ...observations: Observation[]) =>
  room.apply({ facts: {}, observations }, "vapi");

test("a flush reads only what is new, however long the call is", async () => {
  const opened = openRoom();
  const read: number[] = [];
  for (const many of [20, 400]) {
    hear(opened, ...Array.from({ length: many }, (_, index) => said(`Phrase ${index}.`)));
    expect(await runTask(opened.room, "flush")).toBe(true);
    hear(opened, said("Encore une."));
    const before = opened.memory.rowsRead;
    expect(await runTask(opened.room, "flush")).toBe(true);
    read.push(opened.memory.rowsRead - before);
  }
  // Only the new event, after 20 as after 420.
  expect(read).toEqual([1, 1]);
});

test("the organization's country is read once, and only for a caller whose number needs it", async () => {
  const query = vi.spyOn(Client.prototype, "query");
  const askedFor = async (customerNumber: string) => {
    const opened = openRoom();
    query.mockClear();
    opened.room.apply({ facts: { customerNumber }, observations: [said("Un.")] }, "vapi");
    for (const text of ["Deux.", "Trois."]) {
      expect(await runTask(opened.room, "flush")).toBe(true);
      hear(opened, said(text));
    }
    const { rows } = await fixture.superuser.query("select customer_number from calls where id = $1", [opened.callId]);
    const countries = query.mock.calls.filter(([asked]) => JSON.stringify(asked).includes("allows_premium_numbers"));
    return [countries.length, rows];
  };
  expect(await askedFor("06 12 34 56 99")).toEqual([1, [{ customer_number: "+33612345699" }]]);
  expect(await askedFor("sip:anonymous@example.org")).toEqual([1, [{ customer_number: "sip:anonymous@example.org" }]]);
  expect(await askedFor("+33612345699")).toEqual([0, [{ customer_number: "+33612345699" }]]);
  query.mockRestore();
});

test("copying line by line gives the same rows as copying all at once", async () => {
  const lines = async (callId: string) => {
    const { rows } = await fixture.superuser.query(
      `select position, role, text, tool_name, tool_result, seconds_from_start from messages where call_id = $1 order by position`,
      [callId],
    );
    return rows as unknown[];
  };
  const events = [
    said("Bonjour."),
    tool("call_1", "called"),
    said("Lundi ?"),
    tool("call_1", "result"),
    said("Merci."),
    tool("call_2", "result"),
  ];
  const [bit, whole] = [openRoom(), openRoom()];
  for (const event of events) {
    hear(bit, event);
    expect(await runTask(bit.room, "flush")).toBe(true);
  }
  hear(whole, ...events);
  expect(await runTask(whole.room, "flush")).toBe(true);
  expect(await lines(bit.callId)).toEqual(await lines(whole.callId));
  expect(await lines(bit.callId)).toHaveLength(4);
  expect(JSON.stringify(await lines(bit.callId))).toContain("lundi");
});

test.each([
  ["counts once what an earlier release copied", () => undefined],
  [
    "counts on from Postgres where its own events are lost",
    (memory: MemoryStorage) => memory.exec("delete from events where seq < 3"),
  ],
])("it %s", async (_, harm) => {
  const opened = openRoom();
  hear(opened, said("Un."), said("Deux."));
  expect(await runTask(opened.room, "flush")).toBe(true);
  opened.room.change({ flushedLines: null });
  harm(opened.memory);
  hear(opened, said("Trois."));
  expect(await runTask(opened.room, "flush")).toBe(true);
  const { rows } = await fixture.superuser.query("select text from messages where call_id = $1 order by position", [
    opened.callId,
  ]);
  expect(rows.map(({ text }) => text)).toEqual(["Un.", "Deux.", "Trois."]);
  expect(opened.room.doc()?.flushedLines).toEqual({ user: 3, assistant: 0, tool: 0 });
});
