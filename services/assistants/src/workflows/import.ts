import { LANGUAGES, TRANSCRIBER_PROVIDERS, VOICE_PROVIDERS } from "@allokoli/shared/speech/providers";
import { MODEL_PROVIDERS } from "../settings/contract.ts";
import {
  DEFAULT_SPEECH,
  type Exported,
  type NotCarriedOver,
  type WorkflowSettings,
  type WorkflowSpeech,
} from "./contract.ts";
import type { Edge, Node } from "./graph.ts";
import { positionOf, translateNode, type ImportContext } from "./import-nodes.ts";
import { createNotes, isObject, isOneOf, objectAt, textAt, type Json, type Notes } from "./import-notes.ts";
import { forbiddance } from "./paths.ts";

export type Translated = { name: string; settings: WorkflowSettings; notCarriedOver: NotCarriedOver[] };

/** Fields of an export that Vapi wrote for itself. */
const BOOKKEEPING = ["id", "orgId", "createdAt", "updatedAt"];
const ROW_HEIGHT = 160;

/** Vapi's ids of the tools in the nodes. */
export const toolIdsOf = ({ nodes }: Exported): string[] => nodes.flatMap((node) => textAt(node, "toolId") ?? []);

/**
 * An export of Vapi's former workflows (their CreateWorkflowDTO) as one of our workflows, with everything that has no
 * counterpart here: each field is either read or named.
 */
export function translateExport(exported: Exported, context: ImportContext): Translated {
  const notCarriedOver: NotCarriedOver[] = [];
  const notes = createNotes(notCarriedOver, null);
  const name = notes.clip(exported.name ?? "", 80, "name") || "Workflow";
  const prompt = notes.clip(textAt(exported, "globalPrompt") ?? "", 5000, "globalPrompt");
  const speech = readSpeech(exported, notes);
  const read = "name nodes edges globalPrompt model voice transcriber maxDurationSeconds artifactPlan".split(" ");
  notes.leftOver(exported, [...BOOKKEEPING, ...read]);

  const { nodes, idOf, startId } = translateNodes(exported, notCarriedOver, context);
  const edges = translateEdges(exported, nodes, idOf, notCarriedOver);
  const begin: Edge[] = startId === undefined ? [] : [{ id: "begin", from: "start", to: startId, condition: "" }];
  return {
    name,
    settings: { ...speech, prompt, inputs: [], notes: [], nodes, edges: [...begin, ...edges] },
    notCarriedOver,
  };
}

function translateNodes({ nodes: given }: Exported, list: NotCarriedOver[], context: ImportContext) {
  const first = given.find((node) => node["isStart"] === true) ?? given[0];
  const ids = createNames(36, ["start", "begin"]);
  const names = createNames(36, ["Start"]);
  const idOf = new Map<string, string>();
  const nodes = given.map((node, index): Node => {
    const label = textAt(node, "name")?.trim() ?? `Node ${index + 1}`;
    const notes = createNotes(list, label);
    const id = ids(slugOf(label));
    if (idOf.has(label)) notes.add("name", "Another node has the same name: edges lead to and from that one.");
    else idOf.set(label, id);
    const name = names(notes.clip(label, 36, "name"));
    const position = positionOf(node) ?? { x: 0, y: (index + 1) * ROW_HEIGHT };
    if (node["isStart"] === true && node !== first) notes.add("isStart", "A call begins in one place.");
    return translateNode(node, { id, name, position }, node === first, notes, context);
  });
  const greeting = first && textAt(objectAt(first, "messagePlan"), "firstMessage");
  const notes = createNotes(list, first === undefined ? null : (textAt(first, "name") ?? null));
  const start: Node = {
    id: "start",
    name: "Start",
    position: { x: 0, y: 0 },
    kind: "start",
    firstMessage: greeting === undefined ? null : notes.clip(greeting, 1000, "messagePlan.firstMessage"),
  };
  const at = first === undefined ? -1 : given.indexOf(first);
  return { nodes: [start, ...nodes], idOf, startId: nodes[at]?.id };
}

function translateEdges(
  { edges: given }: Exported,
  nodes: Node[],
  idOf: ReadonlyMap<string, string>,
  list: NotCarriedOver[],
): Edge[] {
  const edges = new Map<string, Edge>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  given.forEach((edge, index) => {
    const notes = createNotes(list, edge.from);
    const field = `edges.${index}`;
    notes.leftOver(edge, ["from", "to", "condition"], `${field}.`);
    const [from, to] = [edge.from, edge.to].map((end) => byId.get(idOf.get(end.trim()) ?? ""));
    if (from === undefined || to === undefined) {
      return notes.add(field, `There is no node called "${from === undefined ? edge.from : edge.to}".`);
    }
    const reason = forbiddance(from, to);
    if (reason !== undefined) return notes.add(field, reason);
    const condition = readCondition(edge["condition"], field, notes);
    const key = `${from.id} ${to.id}`;
    const other = edges.get(key);
    if (other === undefined)
      return void edges.set(key, { id: `edge-${index + 1}`, from: from.id, to: to.id, condition });
    notes.add(field, "Another edge leads the same way: their conditions were joined.");
    const joined = [other.condition, condition].filter((part) => part !== "").join(" / ");
    edges.set(key, { ...other, condition: notes.clip(joined, 900, field) });
  });
  return [...edges.values()];
}

function readCondition(condition: unknown, field: string, notes: Notes): string {
  if (condition === undefined || condition === null) return "";
  if (typeof condition === "string") return notes.clip(condition, 900, `${field}.condition`);
  if (!isObject(condition)) {
    notes.add(`${field}.condition`, "A condition is a text.");
    return "";
  }
  const isAi = condition["type"] === undefined || condition["type"] === "ai";
  if (!isAi) notes.add(`${field}.condition`, "A condition is a text that the model judges: write one.");
  notes.leftOver(condition, isAi ? ["type", "prompt"] : Object.keys(condition), `${field}.condition.`);
  return isAi ? notes.clip(textAt(condition, "prompt") ?? "", 900, `${field}.condition`) : "";
}

function readSpeech(exported: Json, notes: Notes): WorkflowSpeech {
  const speech: WorkflowSpeech = { ...DEFAULT_SPEECH };
  const [model, voice, ears] = [
    objectAt(exported, "model"),
    objectAt(exported, "voice"),
    objectAt(exported, "transcriber"),
  ];
  const nameAt = (object: Json, key: string) => {
    const value = textAt(object, key)?.trim();
    return value === undefined || value.length > 100 ? undefined : value;
  };

  const [modelProvider, modelName, temperature] = [model["provider"], nameAt(model, "model"), model["temperature"]];
  if (isOneOf(MODEL_PROVIDERS, modelProvider) && modelName !== undefined) {
    Object.assign(speech, { modelProvider, model: modelName });
  } else notes.add("model", `It uses ${speech.model} until you choose another model.`);
  if (typeof temperature === "number" && temperature >= 0 && temperature <= 2) speech.temperature = temperature;
  else if (temperature !== undefined) notes.add("model.temperature", "A temperature is between 0 and 2.");
  notes.leftOver(model, ["provider", "model", "temperature"], "model.");

  const [voiceProvider, voiceId] = [voice["provider"], nameAt(voice, "voiceId")];
  if (isOneOf(VOICE_PROVIDERS, voiceProvider) && voiceId !== undefined) {
    Object.assign(speech, { voiceProvider, voice: voiceId });
  } else notes.add("voice", `It speaks with ${speech.voice} until you choose another voice.`);
  notes.leftOver(voice, ["provider", "voiceId"], "voice.");

  const [provider, language] = [ears["provider"], nameAt(ears, "language")];
  if (isOneOf(TRANSCRIBER_PROVIDERS, provider)) {
    speech.transcriberProvider = provider;
    speech.transcriberModel = nameAt(ears, "model") ?? null;
  } else notes.add("transcriber", `It hears with ${speech.transcriberProvider} until you choose another.`);
  const base = language?.slice(0, 2);
  if (language !== undefined && isOneOf(LANGUAGES, base)) {
    speech.language = base;
    speech.transcriberLanguage = /^[a-z]{2}(-[A-Z]{2})?$/.test(language) ? language : base;
  } else notes.add("transcriber.language", "It speaks and hears French until you choose another language.");
  notes.leftOver(ears, ["provider", "model", "language"], "transcriber.");

  const seconds = exported["maxDurationSeconds"];
  if (typeof seconds === "number" && Number.isInteger(seconds) && seconds >= 10 && seconds <= 43_200) {
    speech.maxDurationSeconds = seconds;
  } else if (seconds !== undefined) notes.add("maxDurationSeconds", "A call lasts between 10 and 43,200 seconds.");
  const plan = objectAt(exported, "artifactPlan");
  if (typeof plan["recordingEnabled"] === "boolean") speech.recordingEnabled = plan["recordingEnabled"];
  notes.leftOver(plan, ["recordingEnabled"], "artifactPlan.");
  return speech;
}

const slugOf = (label: string) =>
  label
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-zA-Z0-9_-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "") || "node";

/** Gives each a unique name, with a number behind it if necessary. */
function createNames(max: number, taken: string[]) {
  const given = new Set(taken);
  return (wanted: string): string => {
    const short = wanted.slice(0, max);
    let name = short;
    for (let number = 2; given.has(name); number += 1) name = `${short}-${number}`;
    given.add(name);
    return name;
  };
}
