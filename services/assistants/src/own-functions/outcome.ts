import type { FunctionOutcome } from "@allokoli/shared/db/schema/index";
import type { OutgoingAnswer } from "@allokoli/shared/http/outgoing";
import type { ToolAnswer } from "./api-request.ts";

/** What the model is told, and how it went. `status` is that of an address that was asked. */
export type Ran = { answer: ToolAnswer; outcome: FunctionOutcome; status?: number };

export const answered = (answer: ToolAnswer): Ran => ({ answer, outcome: "answered" });
export const went = (outcome: Exclude<FunctionOutcome, "answered">, answer: ToolAnswer): Ran => ({ answer, outcome });

const REASONS = {
  address: "not_allowed",
  redirect: "not_allowed",
  timeout: "timed_out",
  network: "unreachable",
} as const satisfies Record<string, FunctionOutcome>;

/** How a request to the organization's own address went, with what the model is told of its answer. */
export function ranOutside(got: OutgoingAnswer, answer: ToolAnswer): Ran {
  if (got.outcome === "failed") return went(REASONS[got.reason], answer);
  const { status } = got;
  const isGood = status >= 200 && status < 300;
  return { answer, outcome: isGood ? ("error" in answer ? "said_no" : "answered") : "bad_status", status };
}
