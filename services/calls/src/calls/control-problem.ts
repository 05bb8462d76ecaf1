import { Problem } from "@allokoli/shared/http/problem";
import { refusalProblem, VapiRefused } from "@allokoli/shared/vapi/errors";
import type { ControlAnswer } from "../room/api.ts";

/** @throws {Problem} when the call did not take the command. */
export function requireDone(answer: ControlAnswer): void {
  switch (answer.outcome) {
    case "done":
      return;
    case "not_live":
      throw new Problem("call_not_live");
    case "unconfirmed":
      throw new Problem("call_not_live", { detail: "The voice provider has not confirmed this call yet." });
    case "unavailable":
      throw new Problem("vapi_unavailable", { retryAfterSeconds: 2 });
    case "refused":
      throw refusalProblem(new VapiRefused(422, answer.reasons), (field) =>
        field === "content" || field === "message.content" ? "text" : undefined,
      );
  }
}
