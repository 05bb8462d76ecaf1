import { expect, test } from "vitest";
import { m } from "../../paraglide/messages.js";
import { compareWorkflows, type WholeWorkflow } from "./compare.ts";

const position = { x: 0, y: 0 };
// Only what a test names of the settings counts in it.
const workflow = {
  name: "Accueil",
  prompt: "",
  inputs: [],
  nodes: [
    { id: "debut", kind: "start", name: "Début", position, firstMessage: "Bonjour." },
    { id: "accueil", kind: "conversation", name: "Accueil", position, prompt: "Demande le motif.", variables: [] },
    { id: "fin", kind: "end", name: "Fin", position, message: null },
  ],
  edges: [
    { id: "a", from: "debut", to: "accueil", condition: "" },
    { id: "b", from: "accueil", to: "fin", condition: "" },
  ],
  language: "fr",
} as unknown as WholeWorkflow;
const changed = (id: string, change: object): WholeWorkflow => ({
  ...workflow,
  nodes: workflow.nodes.map((node) => (node.id === id ? { ...node, ...change } : node)),
});
const compare = (after: WholeWorkflow) => compareWorkflows(workflow, after, new Map());

test("a step that was moved in the drawing is the same", () => {
  expect(compare(changed("accueil", { position: { x: 9, y: 9 } }))).toEqual([]);
});

test("a step's words, its ways and a new name are told, before and after", () => {
  const [step] = compare(changed("accueil", { prompt: "Demande le nom." }));
  expect(step?.label).toBe(m.workflow_step({ kind: m.kind_conversation(), name: "Accueil" }));
  expect(step?.before).toContain("Demande le motif.");
  expect(step?.after).toContain("Demande le nom.");
  const edges = workflow.edges.map((edge) => (edge.id === "b" ? { ...edge, condition: "c'est dit" } : edge));
  expect(compare({ ...workflow, edges })[0]?.after).toContain("c'est dit");
  expect(compare({ ...workflow, name: "De nuit" })).toEqual([
    { label: m.workflow_name(), before: "Accueil", after: "De nuit" },
  ]);
});

test("a step that is new has nothing before, and one that went nothing after", () => {
  const less = { ...workflow, nodes: workflow.nodes.slice(0, 2), edges: workflow.edges.slice(0, 1) };
  expect(compare(less).find(({ label }) => label.includes("Fin"))?.after).toBe("");
  expect(compareWorkflows(less, workflow, new Map()).find(({ label }) => label.includes("Fin"))?.before).toBe("");
});

test("what has no words of its own is not passed over", () => {
  const [step] = compare(changed("accueil", { variables: [] as object[], extra: true }));
  expect(step?.after).toContain(m.workflow_step_other());
});
