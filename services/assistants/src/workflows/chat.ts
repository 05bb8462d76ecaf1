import { Problem } from "@allokoli/shared/http/problem";
import type { VapiAdapter } from "@allokoli/shared/vapi/client";
import { compileOrExplain, takeTurn } from "../assistants/chat-turn.ts";
import { requireNoFaults } from "./check.ts";
import { compileWorkflow, type CompileContext, type Workflow } from "./compile.ts";
import type { ChatTurn } from "./contract.ts";
import { isLast, isMember } from "./graph.ts";
import { tidy, type Tidy } from "./paths.ts";

export type Turn = {
  workflow: Workflow;
  context: CompileContext;
  message: string;
  /** Vapi's id of the turn before. */
  previousChatId: string | undefined;
  variables: Record<string, string>;
};

const HANDOFF = /^handoff_to_(.+)$/;

/**
 * One turn in writing with a workflow that need not be at Vapi: what is said, and the way that was taken meanwhile.
 * @throws {Problem} `validation_failed` naming its faults, or a place that is none; `conflict` while Vapi does not have one of its functions;
 * `vapi_refused`, `vapi_down`, `vapi_unavailable`
 */
export async function chatThrough(
  vapi: Pick<VapiAdapter, "createChat">,
  { workflow, context, message, previousChatId, variables }: Turn,
): Promise<ChatTurn> {
  requireNoFaults(workflow);
  const whole = tidy(workflow);
  const startsAt = context.startAt ?? firstOf(whole);
  const start = whole.byId.get(startsAt);
  if (start === undefined || !isMember(start)) {
    const errors = [{ path: "nodeId", message: "is not a node in which a conversation can be" }];
    throw new Problem("validation_failed", { errors });
  }
  const { chatId, text, used } = await takeTurn(vapi, {
    squad: compileOrExplain(() => compileWorkflow(workflow, context)),
    input: message,
    ...(previousChatId !== undefined && { previousChatId }),
    ...(Object.keys(variables).length > 0 && { assistantOverrides: { variableValues: variables } }),
  });
  return { chatId, text, ...walk(whole, startsAt, used) };
}

const firstOf = ({ nodes, waysOut }: Tidy): string => {
  const start = nodes.find(({ kind }) => kind === "start");
  return (start && waysOut(start.id)[0]?.to) ?? "";
};

/** The way through the graph that the tools say, from a node on. */
function walk({ byId, waysOut }: Tidy, from: string, used: string[]): Pick<ChatTurn, "nodeId" | "path" | "isOver"> {
  const path: string[] = [];
  let nodeId = from;
  const go = (to: string) => {
    const edge = waysOut(nodeId).find((one) => one.to === to);
    if (edge !== undefined) path.push(edge.id);
    nodeId = to;
  };
  for (const name of used) {
    const to = HANDOFF.exec(name)?.[1];
    const ways = waysOut(nodeId).flatMap((edge) => byId.get(edge.to) ?? []);
    const last =
      name === "endCall"
        ? ways.find(({ kind }) => kind === "end")
        : name === "transferCall"
          ? ways.find(({ kind }) => kind === "transfer")
          : undefined;
    const target = to === undefined ? last : byId.get(to);
    if (target !== undefined && (isMember(target) || isLast(target))) go(target.id);
  }
  const here = byId.get(nodeId);
  return { nodeId, path, isOver: here !== undefined && isLast(here) };
}
