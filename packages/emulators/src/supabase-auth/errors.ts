import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

type ErrorCode =
  | "anonymous_provider_disabled"
  | "bad_code_verifier"
  | "bad_json"
  | "bad_jwt"
  | "email_address_invalid"
  | "email_exists"
  | "email_not_confirmed"
  | "flow_state_expired"
  | "flow_state_not_found"
  | "invalid_credentials"
  | "no_authorization"
  | "not_admin"
  | "otp_disabled"
  | "otp_expired"
  | "over_email_send_rate_limit"
  | "phone_provider_disabled"
  | "refresh_token_already_used"
  | "refresh_token_not_found"
  | "same_password"
  | "session_not_found"
  | "unexpected_failure"
  | "user_already_exists"
  | "user_banned"
  | "user_not_found"
  | "validation_failed"
  | "weak_password";

/** A refusal in GoTrue's own words: status, stable code, message. */
export class AuthError extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: ErrorCode;
  readonly reasons: readonly string[] | undefined;

  constructor(
    status: ContentfulStatusCode,
    code: ErrorCode,
    message: string,
    options?: { cause?: unknown; reasons?: readonly string[] },
  ) {
    super(message, { cause: options?.cause });
    this.name = "AuthError";
    this.status = status;
    this.code = code;
    this.reasons = options?.reasons;
  }
}

export function invalidRequest(message: string): AuthError {
  return new AuthError(400, "validation_failed", message);
}

export function failure(message: string, cause: unknown): AuthError {
  return new AuthError(500, "unexpected_failure", message, { cause });
}

const API_VERSION_HEADER = "X-Supabase-Api-Version";
const API_VERSION = "2024-01-01";
const UNEXPECTED = "Unexpected failure, please check server logs for more information";

export function toAuthError(err: unknown): AuthError {
  return err instanceof AuthError ? err : failure(UNEXPECTED, err);
}

/** Answers in the shape of the API version that the client asked for; the initial one when it asked for none. */
export function errorResponse(c: Context, err: AuthError): Response {
  c.header("x-sb-error-code", err.code);
  const weakPassword = err.reasons ? { weak_password: { reasons: err.reasons } } : {};
  if (speaksCodes(c.req.header(API_VERSION_HEADER))) {
    c.header(API_VERSION_HEADER, API_VERSION);
    return c.json({ code: err.code, message: err.message, ...weakPassword }, err.status);
  }
  return c.json({ code: err.status, error_code: err.code, msg: err.message, ...weakPassword }, err.status);
}

function speaksCodes(version: string | undefined): boolean {
  return version !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(version) && version >= API_VERSION;
}
