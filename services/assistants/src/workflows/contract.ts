import { createRoute, z } from "@hono/zod-openapi";
import {
  IdempotencyKey,
  IdParam,
  IfMatch,
  json,
  jsonBody,
  JsonValue,
  pageOf,
  PageQuery,
  problems,
} from "@allokoli/shared/http/contract";
import { isStorable } from "@allokoli/shared/http/storable";
import { AssistantSettings, DEFAULT_SETTINGS, Sync } from "../assistants/contract.ts";
import { EXAMPLE_GRAPH, EXAMPLE_IMPORT } from "./examples.ts";
import { FAULT_CODES } from "./faults.ts";
import { Edge, MAX_EDGES, MAX_NODES, MAX_VARIABLES, Node, VariableName } from "./graph.ts";

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
/** How the workflow speaks and hears: as an assistant does. */
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

/** All of a workflow but its name: the column `settings`. */
export const WorkflowSettings = z.strictObject({ ...graph, ...speech });
export type WorkflowSettings = z.infer<typeof WorkflowSettings>;

export type WorkflowSpeech = Pick<WorkflowSettings, keyof typeof speech>;

/** As a new assistant does. */
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
/** For what a creation leaves out. */
export const DEFAULT_WORKFLOW: WorkflowSettings = { nodes: [], edges: [], inputs: [], prompt: "", ...DEFAULT_SPEECH };

const name = text(80).trim().min(1);
const given = WorkflowSettings.extend({ name }).partial();

export const CreateWorkflow = given
  .required({ name: true })
  .openapi("CreateWorkflow", { example: { name: "Accueil du cabinet", ...EXAMPLE_GRAPH } });
export type CreateWorkflow = z.infer<typeof CreateWorkflow>;

export const UpdateWorkflow = given
  .refine((change) => Object.keys(change).length > 0, "name at least one field")
  .openapi("UpdateWorkflow", { example: { name: "Accueil" } });

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
  .openapi("WorkflowFault");
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
export const Workflow = z.object({ ...seen, ...WorkflowSettings.shape, faults }).openapi("Workflow");
export type Workflow = z.infer<typeof Workflow>;
export const WorkflowSummary = z
  .object({ ...seen, nodeCount: z.int(), faultCount: z.int() })
  .openapi("WorkflowSummary");
export type WorkflowSummary = z.infer<typeof WorkflowSummary>;

/** As Vapi wrote it, and whatever else stands in it: what we cannot read is named in the answer. */
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
  .openapi("ImportedWorkflow");

const Customer = z.strictObject({
  number: z.string().regex(/^\+[1-9]\d{6,14}$/, "must be an E.164 number, such as +33123456789"),
  name: z.string().trim().min(1).max(40).optional(),
});
/** What POST /v1/calls takes, but for who speaks. */
export const ExecuteWorkflow = z
  .strictObject({
    customer: Customer.optional().describe("Whom to call"),
    customers: z.array(Customer).min(1).max(20).optional().describe("Or several, a call each"),
    phoneNumberId: z.string().min(1).max(100).optional().describe("As in POST /v1/calls"),
    name: z.string().trim().min(1).max(40).optional(),
    schedule: z
      .strictObject({
        earliestAt: z.iso.datetime({ offset: true }),
        latestAt: z.iso.datetime({ offset: true }).optional(),
      })
      .optional(),
    variables: z.record(VariableName, z.string().max(1000)).optional().describe("Values for its inputs"),
    metadata: z.record(z.string().max(40), z.string().max(500)).optional(),
  })
  .refine((call) => (call.customer === undefined) !== (call.customers === undefined), {
    path: ["customer"],
    message: "give either customer or customers",
  })
  .openapi("ExecuteWorkflow", { example: { customer: { number: "+33612345678" } } });
export type ExecuteWorkflow = z.infer<typeof ExecuteWorkflow>;
export const ExecutedWorkflow = z
  .object({ items: z.array(z.record(z.string(), JsonValue)).min(1) })
  .openapi("ExecutedWorkflow")
  .describe("The calls that were made, as POST /v1/calls answers");

const ETagged = z.object({ ETag: z.string() });
const workflowAnswer = { ...json(Workflow), headers: ETagged };
const tags = ["Workflows"];
const changing = ["bad_json", "validation_failed", "vapi_refused", "payload_too_large"] as const;
const once = ["idempotency_in_progress", "idempotency_key_reused"] as const;

export const listWorkflows = createRoute({
  method: "get",
  path: "/v1/workflows",
  operationId: "listWorkflows",
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
  tags,
  description: "With faults it is kept as a draft, which the voice provider does not have.",
  request: { body: jsonBody(CreateWorkflow), headers: IdempotencyKey },
  responses: { 201: workflowAnswer, ...problems(...changing, ...once) },
});

export const importWorkflow = createRoute({
  method: "post",
  path: "/v1/workflows/import",
  operationId: "importWorkflow",
  tags,
  description: "Makes a workflow of an export of Vapi's former workflows, and says what could not be carried over.",
  request: { body: jsonBody(ImportWorkflow), headers: IdempotencyKey },
  responses: { 201: { ...json(ImportedWorkflow), headers: ETagged }, ...problems(...changing, ...once) },
});

export const validateGraph = createRoute({
  method: "post",
  path: "/v1/workflows/validate",
  operationId: "validateGraph",
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
  tags,
  request: { params: IdParam },
  responses: { 200: workflowAnswer, ...problems("not_found", "validation_failed") },
});

export const updateWorkflow = createRoute({
  method: "patch",
  path: "/v1/workflows/{id}",
  operationId: "updateWorkflow",
  tags,
  description:
    "A change that leads to the same squad, such as a node moved on the canvas, is kept here alone. A workflow without faults stays so: a change that would give it some is a 422 which names them.",
  request: { params: IdParam, headers: IfMatch, body: jsonBody(UpdateWorkflow) },
  responses: { 200: workflowAnswer, ...problems(...changing, "not_found", "precondition_failed") },
});

export const deleteWorkflow = createRoute({
  method: "delete",
  path: "/v1/workflows/{id}",
  operationId: "deleteWorkflow",
  tags,
  request: { params: IdParam, headers: IfMatch },
  responses: { 204: { description: "Gone" }, ...problems("not_found", "precondition_failed", "validation_failed") },
});

export const validateWorkflow = createRoute({
  method: "post",
  path: "/v1/workflows/{id}/validate",
  operationId: "validateWorkflow",
  tags,
  description: "Names the faults of the workflow as it is saved.",
  request: { params: IdParam },
  responses: { 200: json(z.object({ faults })), ...problems("not_found", "validation_failed") },
});

export const executeWorkflow = createRoute({
  method: "post",
  path: "/v1/workflows/{id}/execute",
  operationId: "executeWorkflow",
  tags,
  description: "Places a call, or several, in which the workflow speaks: POST /v1/calls with its id.",
  request: { params: IdParam, body: jsonBody(ExecuteWorkflow), headers: IdempotencyKey },
  responses: {
    201: json(ExecutedWorkflow),
    ...problems(
      "bad_json",
      "limit_reached",
      "not_found",
      "conflict",
      "validation_failed",
      "vapi_refused",
      "vapi_unavailable",
      "payload_too_large",
      ...once,
    ),
  },
});
