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
  override readonly name: string = "VapiUnavailable";
  readonly status: number | undefined;
  /** How long Vapi asks us to wait, where it does (429). */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number | undefined, cause: unknown, retryAfterSeconds?: number) {
    super(`Vapi is unavailable${status === undefined ? "" : ` (${status})`}`, { cause });
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Vapi has not been answering, so that nothing was sent: what was wanted did not happen there, and cannot. */
export class VapiNotAsked extends VapiUnavailable {
  override readonly name = "VapiNotAsked";
  /** When Vapi was first seen to fail. */
  readonly since: Date;

  /** @param retryAfterMs before it is worth trying again */
  constructor(since: Date, retryAfterMs: number) {
    super(undefined, undefined, Math.max(1, Math.ceil(retryAfterMs / 1000)));
    this.since = since;
  }
}

/** Where Vapi does not say when to come again. */
const RETRY_AFTER_SECONDS = 30;
/** Nobody who waits for an answer is told to come back later than this. */
const LONGEST_RETRY_AFTER_SECONDS = 300;

/** A failure that is nobody's fault here, as the problem that the caller sees: whether anything was sent, and when to try again. */
export function unavailableProblem(failure: unknown): Problem {
  if (failure instanceof VapiNotAsked) {
    return new Problem("vapi_down", {
      detail: `The voice provider (Vapi) has not answered since ${failure.since.toISOString()}. This request sent nothing to it.`,
      retryAfterSeconds: failure.retryAfterSeconds ?? RETRY_AFTER_SECONDS,
    });
  }
  const asked = failure instanceof VapiUnavailable ? failure.retryAfterSeconds : undefined;
  return new Problem("vapi_unavailable", {
    retryAfterSeconds: Math.min(asked ?? RETRY_AFTER_SECONDS, LONGEST_RETRY_AFTER_SECONDS),
    cause: failure,
  });
}

/** 4xx that say nothing about what we sent: our key, our balance, their pace. The resource waits for a better day. */
const NOT_THE_TENANTS_FAULT = new Set([401, 402, 403, 408, 425, 429]);

/** 4xx with which Vapi says that it did not even begin. Not 408: it may have. */
const NOTHING_DONE = new Set([401, 402, 403, 425, 429]);

/** Whether Vapi certainly did nothing of what was asked; of any other failure that is not known. */
export const isNothingDone = (err: unknown): boolean =>
  err instanceof VapiRefused ||
  err instanceof VapiNotAsked ||
  (err instanceof VapiUnavailable && err.status !== undefined && NOTHING_DONE.has(err.status));

/** An error of the SDK as one of the two above. Source: reference §1.5 (errors) and §1.7 (what the SDK throws). */
export function toVapiFailure(err: unknown): VapiRefused | VapiUnavailable {
  if (err instanceof VapiRefused || err instanceof VapiUnavailable) return err;
  if (err instanceof VapiError && err.statusCode !== undefined) {
    const { statusCode } = err;
    if (statusCode >= 400 && statusCode < 500 && !NOT_THE_TENANTS_FAULT.has(statusCode)) {
      return new VapiRefused(statusCode, reasonsOf(err.body));
    }
    return new VapiUnavailable(statusCode, err, retryAfterIn(err.rawResponse?.headers));
  }
  return new VapiUnavailable(undefined, err);
}

/** `Retry-After` in seconds (RFC 9110 §10.2.3); undefined when there is none, or it is none. */
function retryAfterIn(headers: { get(name: string): string | null } | undefined): number | undefined {
  const given = headers?.get("retry-after") ?? "";
  const seconds = /^\d{1,6}$/.test(given) ? Number(given) : (Date.parse(given) - Date.now()) / 1000;
  return seconds > 0 ? Math.ceil(seconds) : undefined;
}

function reasonsOf(body: unknown): string[] {
  const message = typeof body === "object" && body !== null && "message" in body ? body.message : undefined;
  const reasons = (Array.isArray(message) ? message : [message]).filter((reason) => typeof reason === "string");
  return reasons.length > 0 ? reasons.map(withoutSecrets) : ["no reason given"];
}

const DOTS = "••••";
/** Ids and the names of models have shorter parts, or letters alone. */
const isKey = (word: string) => word.split(/[-_]/).some((part) => part.length >= 20 && !/^[a-z]+$/i.test(part));

/**
 * A reason without what it may repeat of what we sent: tenants read it, and a resource at Vapi has our secrets too. What
 * could be a key, and where an address leads, is left out.
 */
const withoutSecrets = (reason: string) =>
  reason
    .replaceAll(/\b(?:https?|wss?):\/\/[^\s"'<>]+/gi, "an address")
    .replaceAll(/[A-Za-z0-9+/_=-]{24,}/g, (word) => (isKey(word) ? DOTS : word));

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
