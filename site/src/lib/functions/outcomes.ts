import type { FunctionCall } from "../api/types.ts";
import { m } from "../../paraglide/messages.js";

const WORDS: Record<FunctionCall["outcome"], (values: { status: string }) => string> = {
  answered: m.functions_went_answered,
  bad_arguments: m.functions_went_bad_arguments,
  said_no: m.functions_went_said_no,
  bad_status: m.functions_went_bad_status,
  timed_out: m.functions_went_timed_out,
  unreachable: m.functions_went_unreachable,
  not_allowed: m.functions_went_not_allowed,
  failed: m.functions_went_failed,
};

/** How a call of a function went, in words. */
export const tellOutcome = ({ outcome, status }: Pick<FunctionCall, "outcome" | "status">): string =>
  WORDS[outcome]({ status: String(status ?? "") });
