import { Problem } from "@allokoli/shared/http/problem";
import { describe, expect, it } from "vitest";
import { requireGoodSettings } from "./check-settings.ts";
import type { AssistantSettings, Tool } from "../settings/contract.ts";

function faultsOf(settings: Partial<AssistantSettings>, development = false): string[] {
  try {
    requireGoodSettings(settings, { development, ownUrls: ["https://api.allokoli.fr"] });
    return [];
  } catch (err) {
    if (!(err instanceof Problem)) throw err;
    expect(err.code).toBe("validation_failed");
    return (err.errors ?? []).map(({ path }) => path);
  }
}
const withFunction = (change: Partial<Extract<Tool, { type: "function" }>>): Tool => ({
  type: "function",
  name: "horaires",
  description: "Les horaires",
  reply: { text: "9 h" },
  ...change,
});

describe("settings", () => {
  it("are valid without tools, and with distinct ones", () => {
    expect(faultsOf({})).toEqual([]);
    expect(
      faultsOf({
        tools: [
          { type: "endCall" },
          { type: "transferCall", number: "+33123456789" },
          { type: "transferCall", number: "+33123456780" },
          withFunction({
            parameters: { type: "object", properties: { jour: { type: "string" } }, required: ["jour"] },
          }),
          withFunction({ name: "adresse" }),
        ],
      }),
    ).toEqual([]);
  });

  it("have no tool twice", () => {
    expect(faultsOf({ tools: [{ type: "endCall" }, { type: "endCall" }] })).toEqual(["tools.1.type"]);
    expect(faultsOf({ tools: [withFunction({}), { type: "endCall" }, withFunction({})] })).toEqual(["tools.2.name"]);
    const transfer: Tool = { type: "transferCall", number: "+33123456789" };
    expect(faultsOf({ tools: [transfer, transfer] })).toEqual(["tools.1.number"]);
  });

  it("say what happens when nobody takes a call only where that is noticed", () => {
    const transfer: Tool = {
      type: "transferCall",
      number: "+33123456789",
      unanswered: { message: "Personne ne répond.", hangsUp: true },
    };
    expect(faultsOf({ tools: [{ type: "endCall" }, transfer] })).toEqual(["tools.1.announcement"]);
    expect(faultsOf({ tools: [{ ...transfer, announcement: { kind: "summary" } }] })).toEqual([]);
  });

  it("have no function that hides one of Vapi's", () => {
    expect(faultsOf({ tools: [withFunction({ name: "endCall" })] })).toEqual(["tools.0.name"]);
  });

  it.each([
    [{ type: "string" }, "type"],
    [{}, "type"],
    [{ type: "object", properties: [] }, "properties"],
    [{ type: "object", properties: { jour: "string" } }, "properties.jour"],
    [{ type: "object", properties: { jour: { type: "date" } } }, "properties.jour.type"],
    [{ type: "object", additionalProperties: false }, "additionalProperties"],
    [{ type: "object", properties: {}, required: ["jour"] }, "required"],
    [{ type: "object", properties: {}, required: "jour" }, "required"],
  ])("have no function with the parameters %j", (parameters, field) => {
    expect(faultsOf({ tools: [withFunction({ parameters })] })).toEqual([`tools.0.parameters.${field}`]);
  });

  it("extract an object", () => {
    expect(faultsOf({ structuredDataSchema: { type: "array" } })).toEqual(["structuredDataSchema.type"]);
    const list = { type: "object", properties: { noms: { type: "array" } } };
    expect(faultsOf({ structuredDataSchema: list })).toEqual(["structuredDataSchema.properties.noms.items"]);
    expect(faultsOf({ structuredDataSchema: null })).toEqual([]);
  });

  it("name no server in a private network, except in development", () => {
    const tools = [withFunction({ reply: { serverUrl: "http://127.0.0.1:9000/tool" } })];
    expect(faultsOf({ tools })).toEqual(["tools.0.reply.serverUrl"]);
    expect(faultsOf({ tools }, true)).toEqual([]);
    const ours = [withFunction({ reply: { serverUrl: "https://api.allokoli.fr/v1/calls" } })];
    expect(faultsOf({ tools: ours })).toEqual(["tools.0.reply.serverUrl"]);
  });

  it("cannot set our own metadata", () => {
    expect(faultsOf({ metadata: { allokoliId: "x", cabinet: "y" } })).toEqual(["metadata.allokoliId"]);
  });
});
