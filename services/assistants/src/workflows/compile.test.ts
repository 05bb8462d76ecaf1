import { complaints } from "@allokoli/emulators/vapi/validation/validate";
import { vapiServer } from "@allokoli/shared/vapi/server-object";
import { WaitsFor } from "@allokoli/shared/mirror/state";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSameSquad } from "./check.ts";
import { compileWorkflow, type Workflow } from "./compile.ts";
import { DEFAULT_WORKFLOW } from "./contract.ts";
import { EXAMPLE_GRAPH, EXAMPLE_NOTES } from "./examples.ts";
import { Edge, Node, Note, type Graph } from "./graph.ts";
import { validGraph } from "./testing/arbitrary-graph.ts";
import { nowIn } from "../settings/moment.ts";
import { decompile, normalised } from "./testing/decompile.ts";

const server = await vapiServer({ publicApiUrl: "https://api.allokoli.fr", masterSecret: "master", orgId: "org-1" });
const FUNCTION_IDS = ["0198c2a4-0000-7000-8000-000000000001", "0198c2a4-0000-7000-8000-000000000002"];
const toolIds = new Map(FUNCTION_IDS.map((id, index) => [id, `tool-${index}`]));
const functionIds = new Map([...toolIds].map(([ours, theirs]) => [theirs, ours]));
const context = { id: "workflow-1", orgId: "org-1", server, toolIds, timeZone: "Indian/Reunion" };
const language = fc.constantFrom("fr" as const, "en" as const);
const workflowOf = (graph: Graph, change: Partial<Workflow> = {}): Workflow => ({
  name: "Accueil",
  ...DEFAULT_WORKFLOW,
  ...graph,
  ...change,
});
const asSent = (workflow: Workflow) => JSON.parse(JSON.stringify(compileWorkflow(workflow, context)));
const example: Graph = {
  inputs: [],
  prompt: EXAMPLE_GRAPH.prompt,
  nodes: EXAMPLE_GRAPH.nodes.map((node) => Node.parse(node)),
  edges: EXAMPLE_GRAPH.edges.map((edge) => Edge.parse(edge)),
};

describe("a compiled workflow", () => {
  it("is the same graph when it is decompiled", () => {
    fc.assert(
      fc.property(validGraph, language, ({ graph }, spoken) => {
        const workflow = workflowOf(graph, { language: spoken });
        const requests = new Map(graph.nodes.flatMap((node) => (node.kind === "apiRequest" ? [[node.id, node]] : [])));
        const common = { prompt: graph.prompt, language: spoken, functionIds, requests };
        expect(decompile(compileWorkflow(workflow, context), common)).toEqual(normalised(graph));
      }),
      { numRuns: 300 },
    );
  });

  it("is valid against Vapi's published schemas", () => {
    fc.assert(
      fc.property(validGraph, ({ graph }) => {
        const body = asSent(workflowOf(graph));
        expect(complaints("CreateSquadDTO", body)).toEqual([]);
        expect(complaints("UpdateSquadDTO", body)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it("tells every member when the call began, by the organization's clock", () => {
    const { members } = asSent(workflowOf(example));
    expect(members.length).toBeGreaterThan(0);
    for (const { assistant } of members) expect(assistant.model.messages[0].content).toContain(nowIn("Indian/Reunion"));
  });

  it("has nothing of the notes that people write in the drawing", () => {
    const notes = [{ ...EXAMPLE_NOTES[0], nodeId: "urgence" }].map((note) => Note.parse(note));
    const noted = workflowOf(example, { notes });
    expect(asSent(noted)).toEqual(asSent(workflowOf(example)));
    expect(isSameSquad(noted, workflowOf(example))).toBe(true);
  });

  it("does not depend on the order of nodes and edges, nor on positions or the ids of edges", () => {
    fc.assert(
      fc.property(validGraph, fc.func(fc.integer()), ({ graph }, weigh) => {
        const workflow = workflowOf(graph);
        const moved = {
          ...workflow,
          nodes: graph.nodes
            .toSorted((a, b) => weigh(a.id) - weigh(b.id))
            .map((node) => ({ ...node, position: { x: weigh(node.id), y: 7 } })),
          edges: graph.edges
            .toSorted((a, b) => weigh(a.id) - weigh(b.id))
            .map((edge) => ({ ...edge, id: `${edge.id}x` })),
        };
        expect(asSent(moved)).toEqual(asSent(workflow));
        expect(isSameSquad(moved, workflow)).toBe(true);
      }),
    );
  });

  it("differs after every change to what is said, asked or done", () => {
    fc.assert(
      fc.property(validGraph, fc.nat(), ({ graph }, at) => {
        const workflow = workflowOf(graph);
        const node = graph.nodes[at % graph.nodes.length];
        const changes: Partial<Workflow>[] = [
          { name: "Autre" },
          { voice: "fr-FR-HenriNeural" },
          { prompt: `${graph.prompt}.` },
          { nodes: graph.nodes.map((other) => (other === node ? { ...other, name: "Autre nom" } : other)) },
        ];
        for (const change of changes) expect(isSameSquad(workflow, { ...workflow, ...change })).toBe(false);
      }),
    );
  });

  it("speaks, hears and reports as an assistant with the same settings, and is found by our id", () => {
    const body = asSent(workflowOf(example));
    expect(body).toMatchObject({
      name: "Accueil",
      membersOverrides: { server: { url: server.url }, voice: { voiceId: "fr-FR-DeniseNeural" }, endCallPhrases: [] },
      members: [
        {
          assistant: {
            name: "Accueil",
            firstMessage: "Cabinet Moreau, assistant vocal, bonjour.",
            metadata: { allokoliWorkflowId: "workflow-1", allokoliOrgId: "org-1" },
          },
        },
      ],
    });
    const [{ assistant }] = body.members;
    expect(assistant.model.messages[0].content).toContain('dis "Merci de votre appel, au revoir.", puis termine');
    expect(assistant.model.tools).toEqual([
      { type: "endCall" },
      {
        type: "transferCall",
        destinations: [
          {
            type: "number",
            number: "+33199001234",
            message: "Je vous passe le médecin.",
            description: "l'appelant dit que c'est urgent",
          },
        ],
      },
    ]);
  });

  it("gives every member a handoff to each global node, and greets once", () => {
    fc.assert(
      fc.property(validGraph, ({ graph }) => {
        const { members } = asSent(workflowOf(graph));
        const globals = graph.nodes.filter(({ kind }) => kind === "global").map(({ name }) => name);
        members.forEach(({ assistant }: { assistant: Record<string, never> }, index: number) => {
          const text = JSON.stringify(assistant["model"]);
          for (const name of globals) {
            expect(text.includes(`"assistantName":${JSON.stringify(name)}`)).toBe(name !== assistant["name"]);
          }
          if (index > 0) expect(assistant["firstMessage"]).toBe("");
        });
        const back = members
          .flatMap(({ assistant }: never) => assistant["model"]["tools"])
          .flatMap(
            ({ destinations = [] }: { destinations?: { assistantName?: string; assistantOverrides?: unknown }[] }) =>
              destinations.filter(({ assistantName }) => assistantName === members[0].assistant.name),
          );
        for (const { assistantOverrides } of back) expect(assistantOverrides).toMatchObject({ firstMessage: "" });
      }),
    );
  });

  it("waits for a function that Vapi does not have yet", () => {
    const work = Node.parse({ id: "f", kind: "function", name: "Agenda", functionId: FUNCTION_IDS[0] });
    const graph = {
      ...example,
      nodes: [...example.nodes, work],
      edges: [...example.edges, Edge.parse({ id: "e4", from: "accueil", to: "f", condition: "il le demande" })],
    };
    expect(() => compileWorkflow(workflowOf(graph), { ...context, toolIds: new Map() })).toThrow(WaitsFor);
    expect(asSent(workflowOf(graph)).members[1].assistant.model.toolIds).toEqual(["tool-0"]);
  });
});
