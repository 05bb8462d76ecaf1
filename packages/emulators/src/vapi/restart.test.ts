import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { isObject, objectsAt, textAt } from "./json.ts";
import { startVapi } from "./server.ts";
import { API_KEY, openEmulator } from "./testing/emulator.ts";

const directory = mkdtempSync(join(tmpdir(), "vapi-"));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("a restart", () => {
  it("keeps what was stored and ends the calls that were alive", async () => {
    const emulator = await openEmulator({ stateDir: directory });
    const assistantId = await emulator.assistant();
    const id = await emulator.ring({
      assistantId,
      script: [{ caller: "Bonjour.", assistant: "Oui ?" }, { stay: true }],
      pauseAt: 1,
    });
    await emulator.knob("GET", `/calls/${id}?until=held`);
    await emulator.vapi.close();
    emulator.receiver.received.length = 0;

    const again = await startVapi({ port: 0, apiKey: API_KEY, speed: "instant", stateDir: directory });
    await fetch(`${again.url}/_emulator/calls/${id}?until=over`);
    const response = await fetch(`${again.url}/call/${id}`, { headers: { Authorization: `Bearer ${API_KEY}` } });
    const call: unknown = await response.json();
    if (!isObject(call)) throw new Error("expected a call");
    expect(call).toMatchObject({ status: "ended", endedReason: "worker-shutdown", assistantId });
    expect(objectsAt(call, "messages")).toHaveLength(3);
    expect(textAt(call, "artifact", "transcript")).toContain("User: Bonjour.");
    expect(emulator.receiver.types()).toEqual(["status-update", "end-of-call-report"]);
    await again.close();
    await emulator.receiver.close();
  });
});
