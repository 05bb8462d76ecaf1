import type { MemberRole } from "../identity/identity.ts";
import type { Scope } from "../scopes/scopes.ts";

/** A request to the public API. `path` begins with `/v1/` and has its query. */
export type ApiRequest = {
  method: "GET" | "POST" | "PATCH";
  path: string;
  body?: object;
  idempotencyKey?: string;
};

/** Sends a request to the public API with the API key of whoever asked, through every check that any client goes through. */
export type AskApi = (request: ApiRequest) => Promise<Response>;

/** What an API key may do: no more than a member with its role, and of that what its scopes name. */
export type KeyRights = { role: MemberRole; scopes: readonly Scope[] };

export type McpQuestion = {
  /** As the client sent it, but without its key. */
  request: Request;
  requestId: string;
  rights: KeyRights;
  /** Origins of pages that may ask. */
  origins: readonly string[];
};

/** What the mcp Worker does for the gateway, over its `McpEntrypoint`. */
export type McpRpc = {
  /** The answer to one HTTP request of the Model Context Protocol. `ask` is not used any more once it is there. */
  answer(question: McpQuestion, ask: AskApi): Promise<Response>;
};

/** The mcp Worker's service binding as its RPC interface. */
// The binding's entrypoint is `McpEntrypoint` of services/mcp, which is declared to implement this type.
export const mcpRpc = (binding: unknown): McpRpc => binding as McpRpc;
