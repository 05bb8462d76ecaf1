import type { Scope } from "../scopes/scopes.ts";
import type { NumberFault } from "./number-faults.ts";

/** The closed set of codes behind every error answer (RFC 9457). */
const PROBLEMS = {
  bad_request: { status: 400, title: "The request cannot be understood" },
  bad_json: { status: 400, title: "The body is not valid JSON" },
  organization_required: { status: 400, title: "Say which organization with X-Organization-Id" },
  unauthorized: { status: 401, title: "Sign in to do this" },
  not_a_member: { status: 403, title: "You are not a member of this organization" },
  role_too_low: { status: 403, title: "Your role does not allow this" },
  not_for_api_keys: { status: 403, title: "A person does this, signed in: an API key may not" },
  insufficient_scope: { status: 403, title: "This API key was not made for that" },
  address_not_verified: { status: 403, title: "An owner's address has to be confirmed first" },
  limit_reached: { status: 403, title: "A limit of your plan, or of your account, is reached" },
  not_found: { status: 404, title: "There is no such thing" },
  method_not_allowed: { status: 405, title: "This address does not take that method" },
  conflict: { status: 409, title: "This conflicts with what is there" },
  idempotency_in_progress: {
    status: 409,
    title: "The first request with this key is still running",
  },
  tests_not_passed: { status: 409, title: "The tests that have to pass before it is published have not passed" },
  call_not_live: { status: 409, title: "The call is not in progress" },
  precondition_failed: { status: 412, title: "It has changed since you read it" },
  payload_too_large: { status: 413, title: "The body is too large" },
  unsupported_media_type: { status: 415, title: "Send JSON" },
  validation_failed: { status: 422, title: "Some fields are not valid" },
  idempotency_key_reused: { status: 422, title: "This key was used for another request" },
  vapi_refused: { status: 422, title: "The voice provider refused this" },
  provider_refused: { status: 422, title: "The telephone provider refused this" },
  rate_limited: { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something went wrong on our side" },
  vapi_unavailable: { status: 502, title: "The voice provider does not answer" },
  provider_unavailable: { status: 502, title: "The telephone provider does not answer" },
  misconfigured: { status: 503, title: "This service is not configured" },
  service_unavailable: { status: 503, title: "This part of the service does not answer at the moment" },
  vapi_down: { status: 503, title: "The voice provider has not been answering: nothing was sent to it" },
  auth_unavailable: { status: 503, title: "Sign-in cannot be verified at the moment" },
  database_unavailable: { status: 503, title: "The database does not answer at the moment" },
  loop_detected: { status: 508, title: "This request was begun by one of ours, and would go round in circles" },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;
export const PROBLEM_CODES = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

/**
 * One field that is wrong. `path` is the dotted path in the request, `""` for the whole body; `code` says what is wrong
 * with a telephone number.
 */
export type FieldError = { path: string; message: string; code?: NumberFault };

/** What a plan allows of something, and what is used of it. */
export type ReachedLimit = { name: string; allowed: number; used: number };

/** The tests that have to pass before something is published, and how they stand. */
export type TestsToPass = {
  suiteId: string;
  /** Null: all of the suite. */
  testIds: string[] | null;
  /** The run that decides; null when there is none. */
  runId: string | null;
  state: "none" | "running" | "failed" | "passed";
};

export type ProblemOptions = {
  /** One sentence for a person. Never an internal message: it reaches the client. */
  detail?: string;
  errors?: FieldError[];
  /** With `limit_reached`. */
  limit?: ReachedLimit;
  /** With `insufficient_scope`: those of which one would do. */
  scopes?: readonly Scope[];
  /** With `tests_not_passed`. */
  tests?: TestsToPass;
  retryAfterSeconds?: number;
  /** Kept for the log, never sent. */
  cause?: unknown;
};

/** An error for the client. Throw it from anywhere; one place turns it into HTTP. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly errors: FieldError[] | undefined;
  readonly limit: ReachedLimit | undefined;
  readonly scopes: readonly Scope[] | undefined;
  readonly tests: TestsToPass | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(options.detail ?? PROBLEMS[code].title, { cause: options.cause });
    this.code = code;
    this.detail = options.detail;
    this.errors = options.errors;
    this.limit = options.limit;
    this.scopes = options.scopes;
    this.tests = options.tests;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status() {
    return PROBLEMS[this.code].status;
  }
}

/** The HTTP status that goes with a code. */
export const statusOf = (code: ProblemCode) => PROBLEMS[code].status;

/** A problem as an `application/problem+json` response (RFC 9457 §3). */
export function problemResponse(problem: Problem, requestId: string): Response {
  const headers = new Headers({
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  });
  if (problem.retryAfterSeconds !== undefined) headers.set("retry-after", String(problem.retryAfterSeconds));
  if (problem.status === 401) headers.set("www-authenticate", "Bearer");
  const body = {
    type: `urn:allokoli:problem:${problem.code}`,
    title: PROBLEMS[problem.code].title,
    status: problem.status,
    code: problem.code,
    ...(problem.detail !== undefined && { detail: problem.detail }),
    ...(problem.errors !== undefined && { errors: problem.errors }),
    ...(problem.limit !== undefined && { limit: problem.limit }),
    ...(problem.scopes !== undefined && { scopes: problem.scopes }),
    ...(problem.tests !== undefined && { tests: problem.tests }),
    requestId,
  };
  return new Response(JSON.stringify(body), { status: problem.status, headers });
}

/** 403 for an API key that has none of the scopes of which the operation needs one. */
export const insufficientScope = (scopes: readonly Scope[], cause?: unknown) =>
  new Problem("insufficient_scope", {
    detail: `The API key needs the scope ${scopes.length === 0 ? "of an operation" : scopes.join(" or ")}.`,
    scopes,
    cause,
  });

/** 404 for a resource that does not exist or is not in this organization: both have the same answer. */
export const notFound = (what: string, detail = `There is no such ${what}.`) => new Problem("not_found", { detail });
