import { connect } from "@allokoli/shared/db/connect";
import type { Log } from "@allokoli/shared/log/log";
import { longestMs } from "@allokoli/shared/mirror/state";
import { stocktakeStore } from "@allokoli/shared/mirror/stocktake-store";
import { leadsHere, takeStock, toMark, type Mark, type StockKind } from "@allokoli/shared/mirror/stocktake";
import { createVapi } from "@allokoli/shared/vapi/client";
import type { Vapi } from "@vapi-ai/server-sdk";
import { OUR_ID, OUR_ORG_ID } from "./assistants/compile.ts";
import { sweepDelayMs, type Env } from "./env.ts";
import { functionIdOf } from "./functions/compile.ts";
import { OUR_SQUAD_ID } from "./squads/compile.ts";
import { OUR_WORKFLOW_ID } from "./workflows/compile.ts";

/** The kinds for which everything at Vapi is compared with our rows, one kind after the other. */
export const STOCK_KINDS = ["assistant", "function", "squad", "workflow"] as const;

/** Much longer than it takes to store a creation. */
const SETTLED_LONGEST = 10;

export async function takeStockOf(env: Env, name: (typeof STOCK_KINDS)[number], log: Log): Promise<void> {
  const vapi = createVapi(env);
  const { PUBLIC_API_URL: publicApiUrl } = env;
  const database = connect(env.HYPERDRIVE.connectionString);
  const deps = {
    store: stocktakeStore(database),
    log,
    now: Date.now,
    settledMs: SETTLED_LONGEST * longestMs(sweepDelayMs(env)),
  };
  const take = <Item extends { id: string; createdAt: string }>(kind: Omit<StockKind<Item>, "name">) =>
    takeStock<Item>({ name, ...kind }, deps);
  try {
    switch (name) {
      case "assistant":
        return await take<Vapi.Assistant>({
          list: vapi.assistantsSince,
          markOf: (assistant) => markOfAssistant(assistant, publicApiUrl),
          remove: vapi.deleteAssistant,
        });
      case "function":
        return await take({
          list: vapi.toolsSince,
          markOf: (tool) => markOfTool(tool, publicApiUrl),
          remove: vapi.deleteTool,
        });
      case "squad":
        return await take<Vapi.Squad>({ list: vapi.squadsSince, markOf: markOfSquad });
      case "workflow":
        return await take<Vapi.Squad>({
          list: vapi.squadsSince,
          markOf: (squad) => markOfWorkflow(squad, publicApiUrl),
          remove: vapi.deleteSquad,
        });
    }
  } finally {
    await database.close();
  }
}

const markOfAssistant = ({ metadata, server }: Vapi.Assistant, publicApiUrl: string): Mark | undefined =>
  toMark({
    ourId: metadata?.[OUR_ID],
    orgId: metadata?.[OUR_ORG_ID],
    isHere: leadsHere(server?.url, publicApiUrl),
  });

function markOfTool(tool: object, publicApiUrl: string): Mark | undefined {
  const url = "server" in tool ? (tool.server as Vapi.Server | undefined)?.url : undefined;
  const orgId = URL.parse(url ?? "")?.searchParams.get("org");
  return toMark({ ourId: functionIdOf(tool), orgId, isHere: leadsHere(url, publicApiUrl) });
}

/** A squad has no address of ours, so it may be of another installation: a surplus one is only reported. */
function markOfSquad({ members }: Vapi.Squad): Mark | undefined {
  const metadata = members[0]?.assistantOverrides?.metadata;
  return toMark({ ourId: metadata?.[OUR_SQUAD_ID], orgId: metadata?.[OUR_ORG_ID], isHere: false });
}

function markOfWorkflow({ members }: Vapi.Squad, publicApiUrl: string): Mark | undefined {
  const { metadata, server } = members[0]?.assistant ?? {};
  return toMark({
    ourId: metadata?.[OUR_WORKFLOW_ID],
    orgId: metadata?.[OUR_ORG_ID],
    isHere: leadsHere(server?.url, publicApiUrl),
  });
}
