/** What the assistants Worker does for the other Workers, over its `AssistantsEntrypoint`. */
export type AssistantsRpc = {
  /** Which assistant answers an inbound call (`assistant-request`), as Vapi's own answer body. */
  answerAssistantRequest(input: {
    orgId: string;
    message: Record<string, unknown>;
    requestId: string;
  }): Promise<AssistantAnswer>;
  /** Run the tool calls that our own server answers, in Vapi's strict result form: one single-line string each. */
  runToolCalls(input: { orgId: string; calls: ToolCall[]; requestId: string }): Promise<ToolResult[]>;
};

/** The body of an answer to `assistant-request`; `error` is spoken to the caller. */
export type AssistantAnswer = { assistantId: string } | { error: string };
export type ToolCall = { toolCallId: string; name: string; arguments: Record<string, unknown> };
export type ToolResult = { toolCallId: string; name: string } & ({ result: string } | { error: string });

/** The assistants Worker's service binding as its RPC interface. */
// The binding's entrypoint is `AssistantsEntrypoint` of services/assistants, which is declared to implement this type.
export const assistantsRpc = (binding: unknown): AssistantsRpc => binding as AssistantsRpc;
