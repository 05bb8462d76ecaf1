import { Problem } from "@allokoli/shared/http/problem";
import { refusalProblem, unavailableProblem, VapiNotAsked, VapiRefused } from "@allokoli/shared/vapi/errors";
import type { ControlAnswer, TransferAnswer } from "../room/api.ts";

/** Neither ended nor deleted: a call that may still ring cannot be deleted before it is found. */
export const unsettled = (code: "call_not_live" | "conflict", retryAfterSeconds: number) =>
  new Problem(code, {
    detail: `It is not known yet whether the voice provider placed this call: we are finding out. Try again in ${retryAfterSeconds} s.`,
    retryAfterSeconds,
  });

/** @throws {Problem} when the call was not passed on. */
export function requireTransferred(answer: TransferAnswer): void {
  if (answer.outcome === "transferring")
    throw new Problem("conflict", {
      detail: "Somebody takes this call already.",
      retryAfterSeconds: answer.retryAfterSeconds,
    });
  if (answer.outcome === "in_this_call")
    throw new Problem("validation_failed", {
      errors: [{ path: "number", message: "is in this call already: give another number" }],
    });
  requireDone(answer, (field) =>
    field.startsWith("destination") ? "number" : field === "content" ? "message" : undefined,
  );
}

const fieldOfMessage = (field: string) => (field === "content" || field === "message.content" ? "text" : undefined);

/**
 * @param fieldOf our name of a field of the command
 * @throws {Problem} when the call did not take the command
 */
export function requireDone(
  answer: ControlAnswer,
  fieldOf: (field: string) => string | undefined = fieldOfMessage,
): void {
  switch (answer.outcome) {
    case "done":
      return;
    case "not_live":
      throw new Problem("call_not_live");
    case "unconfirmed":
      throw unsettled("call_not_live", answer.retryAfterSeconds);
    case "unavailable":
      throw new Problem("vapi_unavailable", { retryAfterSeconds: 2 });
    case "not_asked":
      throw unavailableProblem(new VapiNotAsked(new Date(answer.since), answer.retryAfterSeconds * 1000));
    case "refused":
      throw refusalProblem(new VapiRefused(422, answer.reasons), fieldOf);
  }
}
