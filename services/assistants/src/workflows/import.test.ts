import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Exported, WorkflowSettings } from "./contract.ts";
import { EXAMPLE_IMPORT } from "./examples.ts";
import { findFaults } from "./faults.ts";
import { toolIdsOf, translateExport } from "./import.ts";

const OPTIONS = { development: false, ownUrls: [] };
const FUNCTION_ID = "0198c2a4-0000-7000-8000-000000000001";

/** An export as Vapi's dashboard wrote it: with everything in its schemas, and fields outside them. */
const FULL = {
  id: "b6f5c1f0-6f3e-4d57-9b8e-2f6f0a7a0001",
  orgId: "b6f5c1f0-6f3e-4d57-9b8e-2f6f0a7a0002",
  createdAt: "2026-01-01T00:00:00.000Z",
  updatedAt: "2026-01-02T00:00:00.000Z",
  name: "Medical Triage & Scheduling",
  globalPrompt: "Tu es la secrétaire du cabinet Moreau.",
  model: { provider: "openai", model: "gpt-4.1", temperature: 0.2, maxTokens: 250 },
  voice: { provider: "11labs", voiceId: "burt", speed: 1.1 },
  transcriber: { provider: "deepgram", model: "nova-2", language: "fr" },
  server: { url: "https://hooks.example.com" },
  maxDurationSeconds: 900,
  artifactPlan: { recordingEnabled: true, videoRecordingEnabled: true },
  nodes: [
    {
      name: "Conversation start",
      type: "conversation",
      isStart: true,
      metadata: { position: { x: -400, y: -100 } },
      prompt: "Demande le motif.",
      model: { provider: "openai", model: "gpt-4o" },
      messagePlan: { firstMessage: "Cabinet Moreau, bonjour." },
      variableExtractionPlan: {
        schema: {
          type: "object",
          properties: {
            motif: { type: "string", description: "Le motif", enum: ["vaccin", "douleur"] },
            "date-naissance": { type: "string" },
            allergies: { type: "array", items: { type: "string" } },
          },
        },
        aliases: [{ key: "raison", value: "{{motif}}" }],
      },
      toolIds: ["tool-9"],
    },
    {
      name: "agenda",
      type: "tool",
      tool: {
        type: "apiRequest",
        name: "book",
        method: "POST",
        url: "https://agenda.example.com/{{motif}}",
        body: { type: "object", properties: { jour: { type: "string" } } },
        headers: { type: "object", properties: { authorization: { type: "string", value: "Bearer x" } } },
        timeoutSeconds: 45,
        messages: [
          { type: "request-start", content: "Un instant." },
          { type: "request-failed", content: "Oups." },
        ],
        variableExtractionPlan: { schema: { type: "object", properties: { numero: { type: "integer" } } } },
      },
    },
    { name: "internal", type: "tool", tool: { type: "apiRequest", method: "GET", url: "http://169.254.169.254/" } },
    { name: "known function", type: "tool", toolId: "tool-1" },
    { name: "unknown function", type: "tool", toolId: "tool-2" },
    {
      name: "doctor",
      type: "tool",
      tool: {
        type: "transferCall",
        destinations: [
          { type: "number", number: "+33123456789", message: "Je vous passe le médecin.", extension: "12" },
          { type: "number", number: "+33198765432" },
        ],
      },
    },
    { name: "sip", type: "tool", tool: { type: "transferCall", destinations: [{ type: "sip", sipUri: "sip:a@b.c" }] } },
    {
      name: "human",
      type: "conversation",
      prompt: "Rassure l'appelant.",
      globalNodePlan: { enabled: true, enterCondition: "l'appelant veut parler à quelqu'un" },
    },
    { name: "gather", type: "gather", prompt: "", output: { type: "object" } },
    { name: "hangup", type: "hangup" },
  ],
  edges: [
    { from: "Conversation start", to: "agenda", condition: { type: "ai", prompt: "il veut un rendez-vous" } },
    { from: "Conversation start", to: "agenda", condition: { type: "ai", prompt: "il veut en changer" } },
    { from: "Conversation start", to: "doctor", condition: { type: "logic", liquid: "{{ age > 60 }}" } },
    { from: "Conversation start", to: "human", condition: { type: "ai", prompt: "il s'énerve" } },
    { from: "agenda", to: "nobody" },
    { from: "agenda", to: "hangup" },
    { from: "hangup", to: "agenda" },
    { from: "human", to: "doctor" },
  ],
};

/** Without anything that has no counterpart here. */
const CARRIED_WHOLE = {
  name: "Accueil",
  globalPrompt: FULL.globalPrompt,
  model: { provider: "openai", model: "gpt-4.1", temperature: 0.2 },
  voice: { provider: "11labs", voiceId: "burt" },
  transcriber: { provider: "deepgram", model: "nova-2", language: "fr" },
  artifactPlan: { recordingEnabled: true },
  nodes: [
    {
      name: "start",
      type: "conversation",
      isStart: true,
      metadata: { position: { x: 1, y: 2 } },
      prompt: "Demande le motif.",
      messagePlan: { firstMessage: "Bonjour." },
      variableExtractionPlan: { schema: { type: "object", properties: { motif: { type: "string" } } } },
    },
    {
      name: "agenda",
      type: "tool",
      tool: {
        type: "apiRequest",
        method: "POST",
        url: "https://agenda.example.com/",
        timeoutSeconds: 20,
        body: { type: "object", properties: { jour: { type: "string" } } },
        messages: [{ type: "request-start", content: "Un instant." }],
      },
    },
    {
      name: "doctor",
      type: "tool",
      tool: {
        type: "transferCall",
        destinations: [{ type: "number", number: "+33123456789", message: "Un instant." }],
      },
    },
    { name: "agenda function", type: "tool", toolId: "tool-1" },
    {
      name: "human",
      type: "conversation",
      prompt: "Rassure.",
      globalNodePlan: { enabled: true, enterCondition: "il s'énerve" },
    },
    {
      name: "bye",
      type: "tool",
      tool: { type: "endCall", messages: [{ type: "request-start", content: "Au revoir." }] },
    },
  ],
  edges: [{ from: "start", to: "bye", condition: { type: "ai", prompt: "il a tout dit" } }],
};

const translate = (exported: unknown) =>
  translateExport(Exported.parse(exported), {
    functionIds: new Map([["tool-1", FUNCTION_ID]]),
    rules: OPTIONS,
    numberRule: { country: "FR", allowsPremium: false },
  });

describe("an export of Vapi's workflows", () => {
  const { name, settings, notCarriedOver } = translate(FULL);
  const nodeNamed = (wanted: string) => settings.nodes.find((node) => node.name === wanted);

  it("becomes a workflow with its nodes, edges, texts, variables and places", () => {
    expect(name).toBe("Medical Triage & Scheduling");
    expect(settings).toMatchObject({
      prompt: "Tu es la secrétaire du cabinet Moreau.",
      model: "gpt-4.1",
      temperature: 0.2,
      voiceProvider: "11labs",
      voice: "burt",
      language: "fr",
      transcriberModel: "nova-2",
      maxDurationSeconds: 900,
      recordingEnabled: true,
    });
    expect(settings.nodes[0]).toMatchObject({ kind: "start", firstMessage: "Cabinet Moreau, bonjour." });
    expect(nodeNamed("Conversation start")).toMatchObject({
      kind: "conversation",
      position: { x: -400, y: -100 },
      variables: [{ name: "motif", type: "string", description: "Le motif" }],
    });
    expect(nodeNamed("agenda")).toMatchObject({
      kind: "apiRequest",
      method: "POST",
      message: "Un instant.",
      description: "book",
      variables: [{ name: "numero", type: "integer" }],
    });
    expect(nodeNamed("doctor")).toMatchObject({ kind: "transfer", number: "+33123456789;ext=12" });
    expect(nodeNamed("human")).toMatchObject({ kind: "global", when: "l'appelant veut parler à quelqu'un" });
    expect(nodeNamed("known function")).toMatchObject({ kind: "function", functionId: FUNCTION_ID });
    expect(nodeNamed("hangup")).toMatchObject({ kind: "end" });
    expect(settings.edges.map(({ from, to, condition }) => [from, to, condition])).toEqual([
      ["start", "Conversation-start", ""],
      ["Conversation-start", "agenda", "il veut un rendez-vous / il veut en changer"],
      ["Conversation-start", "doctor", ""],
      ["agenda", "hangup", ""],
      ["human", "doctor", ""],
    ]);
  });

  it("names what could not be imported, each at its node, in one sentence", () => {
    expect(notCarriedOver.map(({ node, field }) => `${node ?? ""}: ${field}`).toSorted()).toEqual(
      [
        ": artifactPlan.videoRecordingEnabled",
        ": model.maxTokens",
        ": server",
        ": voice.speed",
        "Conversation start: edges.1",
        "Conversation start: edges.2.condition",
        "Conversation start: edges.3",
        "Conversation start: model",
        "Conversation start: toolIds",
        "Conversation start: variableExtractionPlan.aliases",
        "Conversation start: variableExtractionPlan.schema.allergies",
        "Conversation start: variableExtractionPlan.schema.date-naissance",
        "Conversation start: variableExtractionPlan.schema.motif.enum",
        "agenda: edges.4",
        "agenda: tool.headers",
        "agenda: tool.messages.1",
        "agenda: tool.timeoutSeconds",
        "doctor: tool.destinations",
        "gather: output",
        "gather: type",
        "hangup: edges.6",
        "internal: tool.url",
        "sip: tool.destinations.0",
        "sip: tool.destinations.0.sipUri",
        "unknown function: toolId",
      ].toSorted(),
    );
    for (const { message } of notCarriedOver) expect(message).toMatch(/^[^\n]+\.$/);
  });

  it("that is complete has no fault here", () => {
    const { settings: small, notCarriedOver: lost } = translate(EXAMPLE_IMPORT.export);
    expect(findFaults(small)).toEqual([]);
    expect(lost.map(({ field }) => field)).toEqual(["model", "voice", "transcriber", "transcriber.language"]);
  });

  it("has no field that is neither read nor named, wherever it is", () => {
    expect(translate(CARRIED_WHOLE).notCarriedOver).toEqual([]);
    const strange = (value: unknown): unknown[] => {
      if (typeof value !== "object" || value === null) return [];
      const inside = Object.entries(value).flatMap(([key, inner]) =>
        strange(inner).map((other) =>
          Array.isArray(value)
            ? value.map((item, index) => (String(index) === key ? other : item))
            : { ...value, [key]: other },
        ),
      );
      return Array.isArray(value) ? inside : [...inside, { ...value, mystery: "?" }];
    };
    for (const other of strange(CARRIED_WHOLE)) {
      expect(translate(other).notCarriedOver, JSON.stringify(other)).not.toEqual([]);
    }
  });

  it("asks for the functions behind its tools", () => {
    expect(toolIdsOf(Exported.parse(FULL))).toEqual(["tool-1", "tool-2"]);
  });
});

describe("any export", () => {
  const words =
    "type name isStart prompt tool toolId metadata position destinations messages schema output from to".split(" ");
  const key = fc.oneof(
    fc.constantFrom(...words, "condition", "edges", "variableExtractionPlan", "properties"),
    fc.string(),
  );
  const { anything } = fc.letrec<{ anything: unknown }>((tie) => ({
    anything: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(
        null,
        true,
        -1e300,
        "conversation",
        "tool",
        "endCall",
        "apiRequest",
        "transferCall",
        "a",
        "b",
        "x".repeat(9000),
      ),
      fc.string({ unit: "grapheme" }),
      fc.array(tie("anything"), { maxLength: 3 }),
      fc.dictionary(key, tie("anything"), { maxKeys: 4 }),
    ),
  }));
  const type = fc.constantFrom("conversation", "tool", "hangup", "apiRequest", "transferCall", "x");
  const node = fc
    .tuple(
      fc.dictionary(key, anything, { maxKeys: 6 }),
      fc.option(fc.string({ maxLength: 60 }), { nil: undefined }),
      type,
    )
    .map(([fields, name, given]) => ({ ...fields, name, type: given }));
  const end = fc.oneof(fc.constantFrom("a", "b"), fc.string({ maxLength: 9 }));
  const edge = fc
    .tuple(fc.dictionary(key, anything, { maxKeys: 3 }), end, end)
    .map(([fields, from, to]) => ({ ...fields, from, to }));
  const exported = fc
    .tuple(
      fc.dictionary(key, anything, { maxKeys: 4 }),
      fc.array(node, { maxLength: 6 }),
      fc.array(edge, { maxLength: 6 }),
    )
    .map(([fields, nodes, edges]) => ({ ...fields, name: undefined, nodes, edges }));

  it("becomes settings that the contract accepts, whatever is in it", () => {
    fc.assert(
      fc.property(exported, (given) => {
        const { settings, name } = translate(given);
        expect(WorkflowSettings.safeParse(settings).error).toBeUndefined();
        expect(name.length).toBeGreaterThan(0);
        expect(new Set(settings.nodes.map((one) => one.id)).size).toBe(settings.nodes.length);
        expect(findFaults(settings).map(({ code }) => code)).not.toContain("repeated_name");
      }),
      { numRuns: 500 },
    );
  });
});
