import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import dateless from "../../services/calls/src/testing/fixtures/eocr-duration-seconds-no-dates.json" with { type: "json" };
import openAi from "../../services/calls/src/testing/fixtures/eocr-openai-formatted-only.json" with { type: "json" };
import structured from "../../services/calls/src/testing/fixtures/eocr-structured-outputs.json" with { type: "json" };
import asText from "../../services/calls/src/testing/fixtures/eocr-artifact-transcript-only.json" with { type: "json" };
import flatParameters from "../../services/calls/src/testing/fixtures/tool-calls-flat-parameters.json" with { type: "json" };
import { startStack, type Stack, type Organization } from "../stack.ts";
import { createAssistant } from "./listener.ts";
import { send, type Message } from "./vapi-messages.ts";

const WAIT = { timeout: 30_000, interval: 50 };

let stack: Stack;
let owner: Organization;
let assistant: { id: string; vapiAssistantId: string };
let lines = 500;

beforeAll(async () => {
  stack = await startStack({ vars: { "allokoli-calls": { RECONCILE_AFTER_MS: "600000" } } });
  owner = await stack.newOrganization();
  assistant = await createAssistant(stack, owner, { tools: [{ type: "takeMessage" }] });
  // Only the tests send the calls' messages.
  await stack.vapi.fault({ webhooksDown: true });
});
afterAll(() => stack.close());

/** A call at Vapi that has sent no message. */
async function ring(): Promise<string> {
  const from = `+33611110${(lines += 1)}`;
  const rung = await stack.vapi.ring({ assistantId: assistant.vapiAssistantId, from, script: [{ stay: true }] });
  return String(rung["id"]);
}

/** Sends a recorded message with this call's id. */
const tell = (message: Message, callId: string) =>
  send(stack, owner, {
    ...message,
    call: { id: callId, type: "inboundPhoneCall", assistantId: assistant.vapiAssistantId },
  });

type Answer = Record<string, unknown>;
const get = async (path: string) => (await (await stack.api(path, owner)).json()) as Answer;
const items = async (path: string) => (await get(path))["items"] as Answer[];
const untilEnded = async (id: string) => {
  await vi.waitFor(async () => expect(await get(`/v1/calls/${id}`)).toMatchObject({ status: "ended" }), WAIT);
  return get(`/v1/calls/${id}`);
};

const SAID = [
  ["assistant", "Bonjour, cabinet médical des Tilleuls, je suis une intelligence artificielle."],
  ["user", "Bonjour, je voudrais un rendez-vous, s'il vous plaît, pour ma fille Zoé."],
  ["assistant", "Très bien, à quelle date ?"],
];

describe("a report as Vapi sends it", () => {
  it.each([
    ["without dates", dateless.message, { durationMs: 142_600, endedAt: "2026-11-26T09:02:40.000Z" }],
    ["with OpenAI's messages alone", openAi.message, { durationMs: 40_000 }],
    ["with one text alone", asText.message, { durationMs: 42_000, startedAt: "2026-11-26T09:00:00.000Z" }],
    [
      "with structured outputs",
      structured.message,
      {
        durationMs: 40_000,
        structuredData: { "Fiche appel": { motif: "rendez-vous", urgence: false }, Réussite: true },
      },
    ],
  ])("%s, is complete in the history", async (_name, message, known) => {
    const id = await ring();
    await tell(message, id);
    const call = await untilEnded(id);
    expect(call).toMatchObject({ ...known, endedReason: message.endedReason, endedSource: "vapi" });
    const said = await items(`/v1/calls/${id}/messages`);
    expect(said.map(({ role, text }) => [role, text])).toEqual(SAID);
    expect(JSON.stringify([call, said])).not.toContain("1970");
    const found = await items("/v1/calls?limit=100&text=Zo%C3%A9");
    expect(found.map((one) => one["id"])).toContain(id);
  });
});

describe("while the call goes on", () => {
  it("final-only transcripts, tool calls in other forms and a transfer are stored, each once", async () => {
    const id = await ring();
    const timestamp = Date.parse("2026-11-26T09:00:05.000Z");
    await tell({ type: "status-update", status: "in-progress", timestamp }, id);
    const spoken = { role: "user", transcriptType: "final", transcript: "Passez-moi le cabinet.", timestamp };
    for (const type of ['transcript[transcriptType="final"]', "transcript"]) await tell({ ...spoken, type }, id);
    await tell(flatParameters.message, id);
    const destination = { type: "sip", sipUri: "sip:cabinet@exemple.fr" };
    for (const type of ["status-update", "transfer-update"])
      await tell({ type, status: "forwarding", destination, timestamp: timestamp + 9000 }, id);
    await tell({ type: "end-of-call-report", durationSeconds: 12, destination, timestamp: timestamp + 20_000 }, id);
    expect(await untilEnded(id)).toMatchObject({ durationMs: 12_000 });
    const { events } = (await get(`/v1/analytics/calls/${id}/timeline`)) as {
      events: { type: string; data: Answer }[];
    };
    const told = events.filter(({ type }) => ["transcript", "tool.called", "handoff"].includes(type));
    expect(told.map(({ type, data }) => [type, data["text"] ?? data["name"] ?? data["to"]])).toEqual([
      ["transcript", "Passez-moi le cabinet."],
      ["tool.called", "TOOL"],
      ["handoff", "sip:cabinet@exemple.fr"],
    ]);
  });

  it("a caller's message in a function call of 2024 is stored once, and an unclear one is asked for again", async () => {
    const id = await ring();
    const ask = async (parameters: Answer) => {
      const functionCall = { name: "take_message", parameters };
      return JSON.parse(await tell({ type: "function-call", functionCall }, id)) as { result: string };
    };
    const given = { message: "Rappeler Mme Martin.", callerNumber: 612345678 };
    expect((await ask({ ...given, isUrgent: "peut-être" })).result).toContain("arguments.isUrgent");
    for (const _ of [1, 2]) expect((await ask({ ...given, isUrgent: "oui" })).result).toContain("noté");
    expect(await items("/v1/caller-messages")).toMatchObject([
      { body: "Rappeler Mme Martin.", callerNumber: "+33612345678", isUrgent: true },
    ]);
  });
});
