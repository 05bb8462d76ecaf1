import { Problem } from "@allokoli/shared/http/problem";
import { WaitsFor } from "@allokoli/shared/mirror/state";
import type { VapiAdapter } from "@allokoli/shared/vapi/client";
import { refusalProblem, unavailableProblem, VapiRefused, VapiUnavailable } from "@allokoli/shared/vapi/errors";
import { z } from "zod";
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

/** What we read of Vapi's answer (reference: Chat, in OpenAI's form of messages). */
const Answer = z.object({
  id: z.string(),
  output: z.array(
    z.object({
      role: z.string(),
      content: z.string().nullish(),
      tool_calls: z.array(z.object({ function: z.object({ name: z.string() }) })).nullish(),
    }),
  ),
});

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
  const answer = await vapi
    .createChat({
      squad: compileOrExplain(workflow, context),
      input: message,
      ...(previousChatId !== undefined && { previousChatId }),
      ...(Object.keys(variables).length > 0 && { assistantOverrides: { variableValues: variables } }),
    })
    .catch((err: unknown) => {
      throw err instanceof VapiRefused ? refusalProblem(err, () => undefined) : unavailableProblem(err);
    });
  const read = Answer.safeParse(answer);
  if (!read.success) throw unavailableProblem(new VapiUnavailable(undefined, read.error));
  const { id, output } = read.data;
  const used = output.flatMap(({ tool_calls: calls }) => (calls ?? []).map((call) => call.function.name));
  return {
    chatId: id,
    text: output
      .filter(({ role, content }) => role === "assistant" && content)
      .map(({ content }) => content)
      .join("\n"),
    ...walk(whole, startsAt, used),
  };
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

function compileOrExplain(workflow: Workflow, context: CompileContext) {
  try {
    return compileWorkflow(workflow, context);
  } catch (err) {
    if (err instanceof WaitsFor) throw new Problem("conflict", { detail: err.message });
    throw err;
  }
}
