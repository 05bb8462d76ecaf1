import type { ToolResult } from "@allokoli/shared/rpc/assistants";
import { describe, expect, it, vi } from "vitest";
import { CALL, ORG, OTHER, send, useQuietWorld, WAIT, world } from "../testing/receiving.ts";

useQuietWorld();

describe("functions", () => {
  const message = {
    type: "tool-calls",
    call: { id: "vapi-call" },
    toolCallList: [{ id: "1", type: "function", function: { name: "opening_hours", arguments: { day: "Monday" } } }],
  };

  it("are run, and the listeners are told of the call and of its result", async () => {
    const response = await send({ message });
    const results = [{ toolCallId: "1", name: "opening_hours", result: "18 h 30" }];
    expect([response.status, await response.json()]).toEqual([200, { results }]);
    expect(world.asked).toEqual([[{ toolCallId: "1", name: "opening_hours", arguments: { day: "Monday" } }]]);
    await Promise.all(world.background);
    expect(world.ingested.map((input) => input.message)).toEqual([message, { ...message, results }]);
  });

  it("are asked of the assistant that the tool's address names, with who called", async () => {
    const call = { id: "vapi-call", assistantId: "vapi-assistant", customer: { number: "+33612345678" } };
    await send({ query: `org=${ORG}&assistant=${CALL}`, message: { ...message, call } });
    await send({ message: { ...message, assistant: { id: "vapi-other" } } });
    const who = { orgId: ORG, requestId: "request", vapiCallId: "vapi-call" };
    expect(world.askedOf).toEqual([
      { ...who, assistantId: CALL, vapiAssistantId: "vapi-assistant", customerNumber: "+33612345678" },
      { ...who, vapiAssistantId: "vapi-other" },
    ]);
    expect((await send({ query: `org=${ORG}&assistant=other`, message })).status).toBe(401);
  });

  it("are asked in writing by the session, or the chat, that there is in the place of a call", async () => {
    const { call: _call, ...written } = message;
    for (const chat of [{ id: "chat-1", sessionId: "session" }, { id: "chat-2" }, { id: 3, sessionId: "s" }, "none"])
      await send({ message: { ...written, chat } });
    expect(world.askedOf.map(({ chatId }) => chatId)).toEqual(["session", "chat-2", "s", undefined]);
  });

  it("of 2024 are run too, and answered by one text", async () => {
    const functionCall = { name: "opening_hours", parameters: { day: "Monday" } };
    const old = { type: "function-call", call: { id: "vapi-call" }, functionCall };
    const answered = (await (await send({ message: old })).json()) as { result: string; results: ToolResult[] };
    expect(answered).toMatchObject({ result: "18 h 30", results: [{ name: "opening_hours", result: "18 h 30" }] });
    expect(world.asked).toMatchObject([[{ name: "opening_hours", arguments: { day: "Monday" } }]]);
    await Promise.all(world.background);
    expect(world.ingested.map((input) => input.message)).toEqual([old, { ...old, results: answered.results }]);
  });

  it("are asked with the SIP address of a caller who has no number", async () => {
    const customer = { sipUri: "sip:zoe@exemple.fr" };
    await send({ message: { ...message, customer } });
    await send({ message: { ...message, call: { id: "vapi-call", customer } } });
    expect(world.askedOf.map(({ customerNumber }) => customerNumber)).toEqual([customer.sipUri, customer.sipUri]);
  });

  it("are asked with our id of a call that we began, and not with what an assistant's own metadata says", async () => {
    const named = { metadata: { allokoliCallId: CALL } };
    const calls = [
      { assistantOverrides: named },
      { squadOverrides: named },
      { assistant: named, metadata: named.metadata },
      { assistantOverrides: { metadata: { allokoliCallId: "' or true" } } },
    ];
    for (const call of calls) await send({ message: { ...message, call: { id: "vapi-call", ...call } } });
    await send({ query: `org=${ORG}&call=${OTHER}`, message });
    expect(world.askedOf.map(({ callId }) => callId)).toEqual([CALL, CALL, undefined, undefined, OTHER]);
  });

  it("of a workflow's are asked of the workflow that the tool's address names", async () => {
    await send({ query: `org=${ORG}&workflow=${CALL}`, message });
    await send({ query: `org=${ORG}&workflow=${CALL}&draft=true`, message });
    expect(world.askedOf).toMatchObject([{ workflowId: CALL }, { workflowId: CALL, isDraft: true }]);
    expect((await send({ query: `org=${ORG}&workflow=other`, message })).status).toBe(401);
    expect((await send({ query: `org=${ORG}&workflow=${CALL}&draft=perhaps`, message })).status).toBe(401);
  });

  it("that fail are answered as a success, with an error of one line: Vapi reads nothing else", async () => {
    world.runToolCalls = () => Promise.reject(new Error("secret\nplace"));
    const response = await send({ message });
    const { results } = (await response.json()) as { results: { error: string }[] };
    expect([response.status, results.length]).toEqual([200, 1]);
    expect(results[0]?.error).not.toMatch(/secret|\n/);
  });

  it("that take too long are answered while Vapi still listens", async () => {
    world.runToolCalls = () => new Promise(() => undefined);
    const response = send({ message });
    await vi.waitFor(() => expect(world.waits).toHaveLength(1), WAIT);
    expect(world.waits[0]?.ms).toBeLessThan(20_000);
    world.waits[0]?.end();
    expect(await (await response).json()).toEqual({
      results: [{ toolCallId: "1", name: "opening_hours", error: expect.any(String) }],
    });
  });

  it("are answered although they could not be stored, which is tried again afterwards", async () => {
    let failures = 2;
    world.ingest = async () => {
      if (failures-- > 0) throw new Error("away");
      return { outcome: "stored" };
    };
    const response = await send({ message });
    expect(response.status).toBe(200);
    world.endWaits = true;
    for (const wait of world.waits) wait.end();
    await Promise.all(world.background);
    expect(world.ingested.map((input) => "results" in input.message)).toEqual([false, false, false, true]);
  });
});
