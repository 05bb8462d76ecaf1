import type { VapiAdapter } from "@allokoli/shared/vapi/client";
import { refusalProblem, unavailableProblem, VapiRefused, VapiUnavailable } from "@allokoli/shared/vapi/errors";
import { WaitsFor } from "@allokoli/shared/mirror/state";
import { Problem } from "@allokoli/shared/http/problem";
import { z } from "zod";

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

/** What was said in a turn, and the names of the tools that were used meanwhile, in order. */
export type Said = { chatId: string; text: string; used: string[] };

/**
 * One turn in writing with a squad that need not be at Vapi.
 * @throws {Problem} `vapi_refused`, `vapi_down`, `vapi_unavailable`
 */
export async function takeTurn(
  vapi: Pick<VapiAdapter, "createChat">,
  body: Parameters<VapiAdapter["createChat"]>[0],
): Promise<Said> {
  const answer = await vapi.createChat(body).catch((err: unknown) => {
    throw err instanceof VapiRefused ? refusalProblem(err, () => undefined) : unavailableProblem(err);
  });
  const read = Answer.safeParse(answer);
  if (!read.success) throw unavailableProblem(new VapiUnavailable(undefined, read.error));
  const { id, output } = read.data;
  return {
    chatId: id,
    text: output
      .filter(({ role, content }) => role === "assistant" && content)
      .map(({ content }) => content)
      .join("\n"),
    used: output.flatMap(({ tool_calls: calls }) => (calls ?? []).map((call) => call.function.name)),
  };
}

/**
 * What is compiled for a trial.
 * @throws {Problem} `conflict` while Vapi does not have a part of it
 */
export function compileOrExplain<Body>(compile: () => Body): Body {
  try {
    return compile();
  } catch (err) {
    if (err instanceof WaitsFor) throw new Problem("conflict", { detail: err.message });
    throw err;
  }
}
