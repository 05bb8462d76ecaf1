import { z } from "@hono/zod-openapi";
import { JsonValue } from "@allokoli/shared/http/contract";
import { isStorable } from "@allokoli/shared/http/storable";
import { TransferNumber } from "@allokoli/shared/phone/contract";
import { VariableName } from "@allokoli/shared/vapi/variable-name";

export const MAX_NODES = 500;
export const MAX_EDGES = 1000;
export const MAX_VARIABLES = 20;
export const MAX_NOTES = 200;
export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export const VARIABLE_TYPES = ["string", "number", "integer", "boolean"] as const;

const text = (max: number) => z.string().max(max).refine(isStorable, "has a character that cannot be kept");
const line = (max: number) => text(max).trim();

/** The id that a canvas gives to a node or an edge; it becomes part of tools' names at Vapi. */
const Id = z.string().regex(/^[a-zA-Z0-9_-]{1,40}$/, "may have letters, digits, _ and -, up to 40");
const Coordinate = z.number().min(-1_000_000).max(1_000_000);

export const Variable = z.strictObject({
  name: VariableName.describe("Used in the texts of later nodes as {{name}}"),
  type: z.enum(VARIABLE_TYPES),
  description: line(300).describe("What it is, in words for the model"),
});
export type Variable = z.infer<typeof Variable>;

const variables = z
  .array(Variable)
  .max(MAX_VARIABLES)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, "names one twice")
  .default([]);
const message = line(300).min(1).nullable().default(null);
const base = {
  id: Id,
  name: line(40).min(1),
  position: z.strictObject({ x: Coordinate, y: Coordinate }).default({ x: 0, y: 0 }).describe("On a canvas"),
};

export const Node = z
  .discriminatedUnion("kind", [
    z.strictObject({
      ...base,
      kind: z.literal("start"),
      firstMessage: line(1000).min(1).nullable().default(null).describe("What is said first; null: the model greets"),
    }),
    z.strictObject({ ...base, kind: z.literal("conversation"), prompt: text(5000).default(""), variables }),
    z.strictObject({
      ...base,
      kind: z.literal("global"),
      when: line(900).default("").describe("When any other node gives the call over to this one"),
      prompt: text(5000).default(""),
      variables,
    }),
    z.strictObject({
      ...base,
      kind: z.literal("function"),
      functionId: z.uuid().toLowerCase().nullable().default(null),
      prompt: text(2000).default("").describe("What to mind when it is called"),
      message: message.describe("Spoken before it is called"),
    }),
    z.strictObject({
      ...base,
      kind: z.literal("apiRequest"),
      method: z.enum(METHODS).default("GET"),
      url: line(500).min(1).nullable().default(null).describe("An https address; {{name}} is replaced by a variable"),
      description: line(500).default("").describe("What it is for, in words for the model"),
      parameters: z
        .record(z.string(), JsonValue)
        .nullable()
        .default(null)
        .describe("JSON Schema of an object: what the model fills in, sent as the body"),
      prompt: text(2000).default(""),
      message: message.describe("Spoken before it is asked"),
      variables: variables.describe("What is taken from the answer"),
    }),
    z.strictObject({
      ...base,
      kind: z.literal("transfer"),
      number: TransferNumber.nullable()
        .default(null)
        .openapi({ type: ["string", "null"] }),
      message: message.describe("Spoken before the call is passed on"),
    }),
    z.strictObject({ ...base, kind: z.literal("end"), message: message.describe("Spoken before the call is ended") }),
  ])
  .openapi("WorkflowNode");
export type Node = z.infer<typeof Node>;
export type Kind = Node["kind"];
export type NodeOf<K extends Kind> = Extract<Node, { kind: K }>;

export const Edge = z
  .strictObject({
    id: Id,
    from: Id,
    to: Id,
    condition: line(900).default("").describe("When this way is taken; may be empty where there is no other"),
  })
  .openapi("WorkflowEdge");
export type Edge = z.infer<typeof Edge>;

/** What people write to each other in the drawing. No caller hears it, and the voice provider never has it. */
export const Note = z
  .strictObject({
    id: Id,
    nodeId: Id.nullable().default(null).describe("The node that it is about; null: it stands in the drawing alone"),
    position: z
      .strictObject({ x: Coordinate, y: Coordinate })
      .default({ x: 0, y: 0 })
      .describe("On a canvas; of a note about a node, from that node"),
    text: text(1000).default(""),
    author: line(100).default("").describe("Who wrote it, as its client says"),
    at: z.iso.datetime().nullable().default(null).describe("When it was last written, as its client says"),
  })
  .openapi("WorkflowNote");
export type Note = z.infer<typeof Note>;

export type Graph = {
  nodes: Node[];
  edges: Edge[];
  /** Variables that are known when the call begins: the request that executes the workflow gives them. */
  inputs: string[];
  /** The common prompt of all nodes. */
  prompt: string;
};

/** The nodes that speak with the caller or do work: each is a member of the squad. */
export type MemberNode = NodeOf<"conversation" | "global" | "function" | "apiRequest">;
/** The nodes that end the workflow: the member before them carries them out. */
export type LastNode = NodeOf<"transfer" | "end">;

export const isMember = (node: Node): node is MemberNode =>
  node.kind === "conversation" || node.kind === "global" || node.kind === "function" || node.kind === "apiRequest";
export const isLast = (node: Node): node is LastNode => node.kind === "transfer" || node.kind === "end";
/** The variables that are known once a node is done. */
export const variablesOf = (node: Node): Variable[] => ("variables" in node ? node.variables : []);
