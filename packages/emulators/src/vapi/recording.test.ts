import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "./json.ts";
import { textAt } from "./json.ts";
import { openEmulator } from "./testing/emulator.ts";
import { publishedValidator } from "./validation/published.ts";
import { checkRecording, operationOf } from "./recording.ts";
import schemas from "./validation/schemas.json" with { type: "json" };

const ID = "01990000-0000-7000-8000-00000000dead";
const validator = publishedValidator(schemas);

const request = (method: string, path: string, body: JsonObject, more: JsonObject = {}): string =>
  JSON.stringify({ method, path, body, status: method === "POST" ? 201 : 200, ...more });
const check = (...lines: string[]) => checkRecording(`${lines.join("\n")}\n`, validator);

describe("the operation of a request", () => {
  it.each([
    ["POST", "/assistant", {}, "POST /assistant", "CreateAssistantDTO"],
    ["PATCH", `/squad/${ID}`, {}, "PATCH /squad/:id", "UpdateSquadDTO"],
    ["DELETE", `/call/${ID}`, {}, "DELETE /call/:id", "DeleteCallDTO"],
    ["POST", "/chat", {}, "POST /chat", "CreateChatDTO"],
    ["POST", "/eval/simulation/run", {}, "POST /eval/simulation/run", "CreateSimulationRunDTO"],
    ["POST", "/tool", { type: "sms" }, "POST /tool (sms)", "CreateSmsToolDTO"],
    ["POST", "/phone-number", { provider: "vapi" }, "POST /phone-number (vapi)", "CreateVapiPhoneNumberDTO"],
    ["POST", "/credential", { provider: "vonage" }, "POST /credential (vonage)", "CreateVonageCredentialDTO"],
    ["POST", "/tool", { type: "computer" }, "POST /tool (computer)", undefined],
    ["PATCH", `/tool/${ID}`, {}, "PATCH /tool/:id", undefined],
    ["POST", "/eval", {}, "POST /eval", undefined],
    // Not a collection that has kinds: only the exact path counts.
    ["POST", "/tool/search", { type: "sms" }, "POST /tool/search", undefined],
  ])("%s %s %j is %s", (method, path, body, name, schema) => {
    expect(operationOf({ method, path, body })).toEqual({ name, schema });
  });

  it("takes the kind of what is changed from the recording", () => {
    const change = { method: "PATCH", path: `/phone-number/${ID}`, body: {}, variant: "twilio" };
    expect(operationOf(change)).toEqual({
      name: "PATCH /phone-number/:id (twilio)",
      schema: "UpdateTwilioPhoneNumberDTO",
    });
  });
});

describe("a recording", () => {
  it("is counted by operation, and what does not fit is told with its line", () => {
    const { counts, invalid, unknown } = check(
      request("POST", "/assistant", { name: "Accueil" }),
      request("POST", "/assistant", { name: "x".repeat(41) }),
      request("PATCH", `/assistant/${ID}`, { firstMessage: "" }),
    );
    expect([...counts]).toEqual([
      ["POST /assistant", 2],
      ["PATCH /assistant/:id", 1],
    ]);
    expect(invalid).toEqual([
      {
        line: 2,
        operation: "POST /assistant",
        complaints: ["name must be shorter than or equal to 40 characters"],
      },
    ]);
    expect(unknown.size).toBe(0);
  });

  it("is held to what is published, also where Vapi would take more and do nothing", () => {
    const silent = {
      model: { provider: "openai", model: "gpt-4o", systemPrompt: "Bonjour" },
      silenceTimeoutSeconds: 30,
    };
    expect(check(request("POST", "/assistant", silent)).invalid[0]?.complaints.toSorted()).toEqual([
      "model.property systemPrompt should not exist",
      "property silenceTimeoutSeconds should not exist",
    ]);
  });

  it("takes null for a value only where that is published, or where nothing else clears a field", () => {
    const number = { name: "Accueil", assistantId: null, squadId: null, fallbackDestination: null };
    const { invalid, cleared } = check(
      request("PATCH", `/assistant/${ID}`, { firstMessage: null }),
      request("POST", "/squad", { members: [{ assistantId: ID, assistantVersion: null }] }),
      request("PATCH", `/phone-number/${ID}`, number, { variant: "vapi" }),
      request("PATCH", `/phone-number/${ID}`, { name: null }, { variant: "vapi" }),
    );
    expect(invalid.map(({ line }) => line)).toEqual([1, 4]);
    expect([...cleared.keys()]).toEqual(
      ["assistantId", "squadId", "fallbackDestination"].map((field) => `PATCH /phone-number/:id (vapi) ${field}`),
    );
  });

  it("names operations without a schema, and sets apart those that Vapi publishes none of", () => {
    const { unknown, unpublished, counts } = check(
      request("POST", "/file", { name: "x" }),
      request("POST", "/credential", { provider: "telnyx", apiKey: "x" }),
    );
    expect([...unknown]).toEqual(["POST /file"]);
    expect([...unpublished]).toEqual([["POST /credential (telnyx)", 1]]);
    expect(counts.size).toBe(0);
  });

  it("is checked whatever became of a request, but for bodies that were refused, which it counts", () => {
    const wrong = { name: 3 };
    const { counts, refused, invalid } = check(
      request("POST", "/assistant", wrong, { status: 400 }),
      JSON.stringify({ method: "GET", path: "/assistant", status: 200 }),
    );
    expect([counts.size, [...refused], invalid]).toEqual([0, [["POST /assistant", 1]], []]);
    for (const more of [{ fault: "dropBefore" }, { fault: "dropAfterWork" }, { status: 500 }, { status: 429 }])
      expect(check(request("POST", "/assistant", wrong, more)).invalid).toHaveLength(1);
  });

  it("that is none is refused", () => {
    expect(() => check("{}")).toThrow("line 1 is not a recorded request");
  });

  it("of the emulator says of what kind a changed thing is", async () => {
    const directory = mkdtempSync(join(tmpdir(), "vapi-recording-"));
    const recordFile = join(directory, "requests.jsonl");
    const emulator = await openEmulator({ recordFile });
    const tool = { type: "function", function: { name: "prendre_rendez_vous" } };
    const { body } = await emulator.rest("POST", "/tool", tool);
    await emulator.rest("PATCH", `/tool/${textAt(body, "id") ?? ""}`, { async: true });
    await emulator.rest("PATCH", `/phone-number/${emulator.vapi.phoneNumberId}`, { name: "Accueil" });
    await emulator.close();
    const { counts, invalid, unknown } = checkRecording(readFileSync(recordFile, "utf8"), validator);
    rmSync(directory, { recursive: true });
    expect([...counts.keys()]).toEqual([
      "POST /tool (function)",
      "PATCH /tool/:id (function)",
      "PATCH /phone-number/:id (twilio)",
    ]);
    expect([invalid, unknown.size]).toEqual([[], 0]);
  });
});
