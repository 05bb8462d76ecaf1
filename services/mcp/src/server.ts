import type { Log } from "@allokoli/shared/log/log";
import type { KeyRights } from "@allokoli/shared/rpc/mcp";
import { McpServer } from "@modelcontextprotocol/server";
import type { Api } from "./api.ts";
import { INSTRUCTIONS } from "./instructions.ts";
import { placeOf } from "./place.ts";
import { mayUse } from "./rights.ts";
import { getAssistant, listAssistants } from "./tools/assistants.ts";
import { getCall, listCalls } from "./tools/calls.ts";
import { markCalledBack, markMessageDone } from "./tools/done.ts";
import { listMessages } from "./tools/messages.ts";
import { listPhoneNumbers } from "./tools/numbers.ts";
import { getOverview } from "./tools/overview.ts";
import { startCall } from "./tools/start-call.ts";
import { getStatistics } from "./tools/statistics.ts";

/** In the order in which a client lists them. */
const TOOLS = [
  getOverview,
  listCalls,
  getCall,
  listMessages,
  listAssistants,
  getAssistant,
  listPhoneNumbers,
  getStatistics,
  markMessageDone,
  markCalledBack,
  startCall,
];

type Parts = { rights: KeyRights; api: Api; now: () => Date; log: Log };

/** The server of one request, with the tools that its key may use. */
export function createServer({ rights, api, now, log }: Parts): McpServer {
  const server = new McpServer(
    { name: "allokoli", title: "AlloKoli", version: "1.0.0" },
    { instructions: INSTRUCTIONS, capabilities: { tools: { listChanged: false } } },
  );
  const context = { api, place: placeOf(api, now), log };
  for (const { need, register } of TOOLS) if (mayUse(rights, need)) register(server, context);
  return server;
}
