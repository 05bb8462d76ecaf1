import { createRoute, z } from "@hono/zod-openapi";
import {
  IdempotencyKey,
  IdParam,
  IfMatch,
  json,
  jsonBody,
  pageOf,
  PageQuery,
  problems,
} from "@allokoli/shared/http/contract";
import { isStorable } from "@allokoli/shared/http/storable";
import { VariableName } from "@allokoli/shared/vapi/variable-name";
import { openTo } from "@allokoli/shared/scopes/scopes";
import { AssistantSettings, DEFAULT_SETTINGS } from "../settings/contract.ts";
import { Sync } from "../assistants/contract.ts";
import { EXAMPLE_CHAT_ID } from "../assistants/examples.ts";
import {
  EXAMPLE_GRAPH,
  EXAMPLE_IMPORT,
  EXAMPLE_NOT_CARRIED_OVER,
  EXAMPLE_WORKFLOW,
  EXAMPLE_WORKFLOW_SUMMARY,
} from "./examples.ts";
import { FAULT_CODES } from "./faults.ts";
import { Edge, MAX_EDGES, MAX_NODES, MAX_NOTES, MAX_VARIABLES, Node, Note } from "./graph.ts";

const text = (max: number) => z.string().max(max).refine(isStorable, "has a character that cannot be kept");

const graph = {
  nodes: z.array(Node).max(MAX_NODES),
  edges: z.array(Edge).max(MAX_EDGES),
  inputs: z
    .array(VariableName)
    .max(MAX_VARIABLES)
    .refine((names) => new Set(names).size === names.length, "names one twice")
    .describe("Variables that are known when a call begins: `execute` has to give them"),
  prompt: text(5000).describe("What every node is told"),
};
const notes = z
  .array(Note)
  .max(MAX_NOTES)
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, "names one twice")
  .describe("What people write beside the drawing; no caller hears it");
/** How the workflow speaks and hears: the same settings as an assistant's. */
const speech = AssistantSettings.pick({
  language: true,
  modelProvider: true,
  model: true,
  temperature: true,
  voiceProvider: true,
  voice: true,
  transcriberProvider: true,
  transcriberModel: true,
  transcriberLanguage: true,
  maxDurationSeconds: true,
  silenceTimeoutSeconds: true,
  recordingEnabled: true,
}).shape;

/** Everything of a workflow except its name: the column `settings`. */
export const WorkflowSettings = z.strictObject({ ...graph, notes, ...speech });
export type WorkflowSettings = z.infer<typeof WorkflowSettings>;

export type WorkflowSpeech = Pick<WorkflowSettings, keyof typeof speech>;

/** The defaults of a new assistant. */
export const DEFAULT_SPEECH: WorkflowSpeech = {
  language: DEFAULT_SETTINGS.language,
  modelProvider: DEFAULT_SETTINGS.modelProvider,
  model: DEFAULT_SETTINGS.model,
  temperature: DEFAULT_SETTINGS.temperature,
  voiceProvider: DEFAULT_SETTINGS.voiceProvider,
  voice: DEFAULT_SETTINGS.voice,
  transcriberProvider: DEFAULT_SETTINGS.transcriberProvider,
  transcriberModel: DEFAULT_SETTINGS.transcriberModel,
  transcriberLanguage: DEFAULT_SETTINGS.transcriberLanguage,
  maxDurationSeconds: DEFAULT_SETTINGS.maxDurationSeconds,
  silenceTimeoutSeconds: DEFAULT_SETTINGS.silenceTimeoutSeconds,
  recordingEnabled: DEFAULT_SETTINGS.recordingEnabled,
};
/** The defaults for what a creation leaves out. */
export const DEFAULT_WORKFLOW: WorkflowSettings = {
  nodes: [],
  edges: [],
  notes: [],
  inputs: [],
  prompt: "",
  ...DEFAULT_SPEECH,
};

const name = text(80).trim().min(1);
const given = WorkflowSettings.extend({ name }).partial();

export const CreateWorkflow = given
  .required({ name: true })
  .openapi("CreateWorkflow", { example: { name: "Accueil du cabinet", ...EXAMPLE_GRAPH } });
export type CreateWorkflow = z.infer<typeof CreateWorkflow>;

export const UpdateWorkflow = given
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateWorkflow", { example: { name: "Accueil" } });

export type UpdateWorkflow = z.infer<typeof UpdateWorkflow>;

export const ValidateWorkflow = z
  .strictObject(graph)
  .partial({ inputs: true, prompt: true })
  .openapi("ValidateWorkflow", { example: EXAMPLE_GRAPH });

export const WorkflowFault = z
  .object({
    code: z.enum(FAULT_CODES),
    nodeId: z.string().nullable(),
    edgeId: z.string().nullable(),
    message: z.string().describe("One sentence"),
  })
  .openapi("WorkflowFault", {
    example: { code: "unreachable", nodeId: "urgence", edgeId: null, message: "Nothing leads to this node." },
  });
const faults = z.array(WorkflowFault);

const seen = {
  id: z.uuid(),
  name: z.string(),
  state: z.enum(["draft", "ready"]).describe("A draft has faults: it is kept here alone and cannot be executed"),
  vapiSquadId: z.string().nullable().describe("The squad that it is at the voice provider"),
  sync: Sync,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};
export const Workflow = z
  .object({ ...seen, ...WorkflowSettings.shape, faults })
  .openapi("Workflow", { example: EXAMPLE_WORKFLOW });
export type Workflow = z.infer<typeof Workflow>;
export const WorkflowSummary = z
  .object({ ...seen, nodeCount: z.int(), faultCount: z.int() })
  .openapi("WorkflowSummary", { example: EXAMPLE_WORKFLOW_SUMMARY });
export type WorkflowSummary = z.infer<typeof WorkflowSummary>;

/** An export as Vapi wrote it, with anything else in it: the answer names what we cannot read. */
export const Exported = z.looseObject({
  name: text(200).optional(),
  nodes: z.array(z.looseObject({ name: z.string().max(200).optional() })).max(MAX_NODES),
  edges: z.array(z.looseObject({ from: z.string().max(200), to: z.string().max(200) })).max(MAX_EDGES),
});
export const ImportWorkflow = z
  .strictObject({
    name: name.optional().describe("What it is called here; without it, as in the export"),
    export: Exported.describe("A workflow as `GET /workflow/{id}` of Vapi gave it until August 2026"),
  })
  .openapi("ImportWorkflow", { example: EXAMPLE_IMPORT });
export type Exported = z.infer<typeof Exported>;

export const NotCarriedOver = z.object({
  node: z.string().nullable().describe("The node's name in the export; null: the workflow itself"),
  field: z.string().describe("Where it stood there"),
  message: z.string().describe("One sentence"),
});
export type NotCarriedOver = z.infer<typeof NotCarriedOver>;
export const ImportedWorkflow = z
  .object({ workflow: Workflow, notCarriedOver: z.array(NotCarriedOver) })
  .openapi("ImportedWorkflow", { example: { workflow: EXAMPLE_WORKFLOW, notCarriedOver: [EXAMPLE_NOT_CARRIED_OVER] } });

const ETagged = z.object({ ETag: z.string() });
const workflowAnswer = { ...json(Workflow), headers: ETagged };
const tags = ["Workflows"];
const changing = ["bad_json", "validation_failed", "vapi_refused", "payload_too_large"] as const;
const once = ["idempotency_in_progress", "idempotency_key_reused"] as const;

export const listWorkflows = createRoute({
  method: "get",
  path: "/v1/workflows",
  operationId: "listWorkflows",
  summary: "List workflows",
  tags,
  request: {
    query: PageQuery.extend({
      search: z
        .string()
        .trim()
        .max(100)
        .refine(isStorable, "has a character that cannot be")
        .optional()
        .describe("Part of the name"),
    }),
  },
  responses: { 200: json(pageOf(WorkflowSummary)), ...problems("validation_failed") },
});

export const createWorkflow = createRoute({
  method: "post",
  path: "/v1/workflows",
  operationId: "createWorkflow",
  summary: "Create a workflow",
  tags,
  description: "With faults it is kept as a draft, which the voice provider does not have.",
  request: { body: jsonBody(CreateWorkflow), headers: IdempotencyKey },
  responses: { 201: workflowAnswer, ...problems("limit_reached", ...changing, ...once) },
});

export const importWorkflow = createRoute({
  method: "post",
  path: "/v1/workflows/import",
  operationId: "importWorkflow",
  summary: "Import a workflow from Vapi",
  tags,
  description: "Makes a workflow of an export of Vapi's former workflows, and says what could not be carried over.",
  request: { body: jsonBody(ImportWorkflow), headers: IdempotencyKey },
  responses: {
    201: { ...json(ImportedWorkflow), headers: ETagged },
    ...problems("limit_reached", ...changing, ...once),
  },
});

export const validateGraph = createRoute({
  method: "post",
  path: "/v1/workflows/validate",
  operationId: "validateGraph",
  security: openTo("read"),
  summary: "Check a graph",
  tags,
  description: "Names the faults of a graph that is not saved. Functions that are not yours are a 422.",
  request: { body: jsonBody(ValidateWorkflow) },
  responses: {
    200: json(z.object({ faults })),
    ...problems("bad_json", "validation_failed", "payload_too_large"),
  },
});

export const getWorkflow = createRoute({
  method: "get",
  path: "/v1/workflows/{id}",
  operationId: "getWorkflow",
  summary: "Get a workflow",
  tags,
  request: { params: IdParam },
  responses: { 200: workflowAnswer, ...problems("not_found", "validation_failed") },
});

export const updateWorkflow = createRoute({
  method: "patch",
  path: "/v1/workflows/{id}",
  operationId: "updateWorkflow",
  summary: "Update a workflow",
  tags,
  description:
    "A change that leads to the same squad, such as a node moved on the canvas, is kept here alone. A workflow without faults stays so: a change that would give it some is a 422 which names them.",
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdateWorkflow) },
  responses: { 200: workflowAnswer, ...problems(...changing, "not_found", "precondition_failed", "tests_not_passed") },
});

export const deleteWorkflow = createRoute({
  method: "delete",
  path: "/v1/workflows/{id}",
  operationId: "deleteWorkflow",
  summary: "Delete a workflow",
  tags,
  request: { params: IdParam, headers: IfMatch },
  responses: {
    204: { description: "Gone" },
    ...problems("not_found", "conflict", "precondition_failed", "validation_failed"),
  },
});

export const validateWorkflow = createRoute({
  method: "post",
  path: "/v1/workflows/{id}/validate",
  operationId: "validateWorkflow",
  security: openTo("read"),
  summary: "Check a workflow",
  tags,
  description: "Names the faults of the workflow as it is saved.",
  request: { params: IdParam },
  responses: { 200: json(z.object({ faults })), ...problems("not_found", "validation_failed") },
});

export const ChatWithWorkflow = z
  .strictObject({
    message: text(2000).trim().min(1),
    draft: z.boolean().default(false).describe("With the draft, instead of what is published"),
    previousChatId: z.string().max(100).optional().describe("The `chatId` of the turn before"),
    nodeId: z
      .string()
      .max(40)
      .optional()
      .describe("Where the conversation is: the `nodeId` of the turn before; without it, at the beginning"),
    variables: z
      .record(VariableName, z.string().max(1000))
      .default({})
      .describe("Values of its inputs, and of what would have been extracted by then"),
  })
  .openapi("ChatWithWorkflow", { example: { message: "Bonjour, je voudrais un rendez-vous.", draft: true } });

export const ChatTurn = z
  .object({
    chatId: z.string(),
    text: z.string().describe("What was said"),
    nodeId: z.string().describe("Where the conversation is now"),
    path: z.array(z.string()).describe("The ids of the edges that were taken, in order"),
    isOver: z.boolean().describe("It has come to an end, or to a transfer"),
  })
  .openapi("WorkflowChatTurn", {
    example: {
      chatId: EXAMPLE_CHAT_ID,
      text: "Quel jour vous conviendrait ?",
      nodeId: "accueil",
      path: [],
      isOver: false,
    },
  });
export type ChatTurn = z.infer<typeof ChatTurn>;

export const chatWithWorkflow = createRoute({
  method: "post",
  path: "/v1/workflows/{id}/chat",
  operationId: "chatWithWorkflow",
  summary: "Try a workflow in writing",
  description:
    "One turn, through the squad that it compiles to. Nothing is stored at the voice provider but the chat, and what its functions and requests do is real.",
  tags,
  request: { params: IdParam, body: jsonBody(ChatWithWorkflow) },
  responses: {
    200: json(ChatTurn),
    ...problems(
      "bad_json",
      "not_found",
      "conflict",
      "validation_failed",
      "vapi_refused",
      "vapi_down",
      "vapi_unavailable",
      "payload_too_large",
    ),
  },
});
