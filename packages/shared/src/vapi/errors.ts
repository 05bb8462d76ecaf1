import { VapiError } from "@vapi-ai/server-sdk";
import { Problem } from "../http/problem.ts";

/** Vapi understood and said no (4xx about what we sent). Asking again the same way is of no use. */
export class VapiRefused extends Error {
  override readonly name = "VapiRefused";
  readonly status: number;
  /** Vapi's reasons, one sentence each, in Vapi's field names. */
  readonly reasons: string[];

  constructor(status: number, reasons: string[]) {
    super(`Vapi refused with ${status}: ${reasons.join("; ")}`.slice(0, 500));
    this.status = status;
    this.reasons = reasons;
  }
}

/** Vapi failed, was silent, or did not say it in its own terms: what happened there is not known. */
export class VapiUnavailable extends Error {
  override readonly name = "VapiUnavailable";
  readonly status: number | undefined;

  constructor(status: number | undefined, cause: unknown) {
    super(`Vapi is unavailable${status === undefined ? "" : ` (${status})`}`, { cause });
    this.status = status;
  }
}

/** 4xx that say nothing about what we sent: our key, our balance, their pace. The resource waits for a better day. */
const NOT_THE_TENANTS_FAULT = new Set([401, 402, 403, 408, 425, 429]);

/** An error of the SDK as one of the two above. Source: reference §1.5 (errors) and §1.7 (what the SDK throws). */
export function toVapiFailure(err: unknown): VapiRefused | VapiUnavailable {
  if (err instanceof VapiRefused || err instanceof VapiUnavailable) return err;
  if (err instanceof VapiError && err.statusCode !== undefined) {
    const { statusCode } = err;
    if (statusCode >= 400 && statusCode < 500 && !NOT_THE_TENANTS_FAULT.has(statusCode)) {
      return new VapiRefused(statusCode, reasonsOf(err.body));
    }
    return new VapiUnavailable(statusCode, err);
  }
  return new VapiUnavailable(undefined, err);
}

function reasonsOf(body: unknown): string[] {
  const message = typeof body === "object" && body !== null && "message" in body ? body.message : undefined;
  const reasons = (Array.isArray(message) ? message : [message]).filter((reason) => typeof reason === "string");
  return reasons.length > 0 ? reasons : ["no reason given"];
}

/**
 * A refusal as the 422 that the caller sees, its reasons told in our field names.
 * @param toField our dotted field for Vapi's (`model.temperature` → `temperature`); undefined when we have none.
 */
export function refusalProblem(refusal: VapiRefused, toField: (vapiField: string) => string | undefined): Problem {
  return new Problem("vapi_refused", {
    detail: "The voice provider refused what was sent.",
    errors: refusal.reasons.map((reason) => {
      const field = /^(?:assistant\.|call\.)?([A-Za-z][\w.[\]]*)\s/.exec(reason)?.[1];
      const path = field === undefined ? undefined : toField(field);
      return path === undefined ? { path: "", message: reason } : { path, message: reason.replace(/^\S+\s/, "") };
    }),
    cause: refusal,
  });
}
