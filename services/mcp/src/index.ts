import { WorkerEntrypoint } from "cloudflare:workers";
import type { AskApi, McpQuestion, McpRpc } from "@allokoli/shared/rpc/mcp";
import { answer } from "./answer.ts";

/** Reached by the gateway alone. */
export default {
  fetch: () => new Response(null, { status: 404 }),
} satisfies ExportedHandler;

export class McpEntrypoint extends WorkerEntrypoint implements McpRpc {
  answer(question: McpQuestion, ask: AskApi): Promise<Response> {
    return answer(question, ask, () => new Date());
  }
}
