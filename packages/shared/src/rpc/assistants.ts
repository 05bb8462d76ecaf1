/** What the assistants Worker does for the other Workers, over its `AssistantsEntrypoint`. */
export type AssistantsRpc = {
  /** Which assistant answers an inbound call (`assistant-request`), as Vapi's own answer body. */
  answerAssistantRequest(input: {
    orgId: string;
    message: Record<string, unknown>;
    requestId: string;
  }): Promise<AssistantAnswer>;
  /** Run the tool calls that our own server answers, in Vapi's strict result form: one single-line string each. */
  runToolCalls(input: ToolCallsInput): Promise<ToolResult[]>;
  /** What the knowledge bases of an assistant say to a question (`knowledge-base-request`), best first. */
  answerKnowledgeRequest(input: ToolOwnerRef & { text: string }): Promise<KnowledgeDocument[]>;
};

/** Who is asked, in which request. */
export type ToolOwnerRef = {
  orgId: string;
  /** Our id of the assistant whose tool it is, where the tool's address says it. */
  assistantId?: string | undefined;
  /** Our id of the workflow whose tool it is, likewise. */
  workflowId?: string | undefined;
  /** Whether its draft is tried, instead of what is published. */
  isDraft?: boolean | undefined;
  /** Vapi's id of the assistant that speaks. */
  vapiAssistantId?: string | undefined;
  requestId: string;
};
export type ToolCallsInput = ToolOwnerRef & {
  calls: ToolCall[];
  vapiCallId?: string | undefined;
  /** Our id of the call, where the message says it: not yet held against the organization. */
  callId?: string | undefined;
  /** Vapi's id of the conversation in writing, where there is no call. */
  chatId?: string | undefined;
  /** The number of who is on the telephone. */
  customerNumber?: string | undefined;
};
/** Vapi's KnowledgeBaseResponseDocument; `similarity` is from 0 to 1. */
export type KnowledgeDocument = { content: string; similarity: number; uuid: string };

/** The body of an answer to `assistant-request`; `error` is spoken to the caller. */
export type AssistantAnswer = { assistantId: string } | { error: string };
export type ToolCall = {
  toolCallId: string;
  name: string;
  arguments: Record<string, unknown>;
  /** Something was given, and could not be read. */
  areArgumentsUnreadable?: true;
};
export type ToolResult = { toolCallId: string; name: string } & ({ result: string } | { error: string });

/** The assistants Worker's service binding as its RPC interface. */
// The binding's entrypoint is `AssistantsEntrypoint` of services/assistants, which is declared to implement this type.
export const assistantsRpc = (binding: unknown): AssistantsRpc => binding as AssistantsRpc;
