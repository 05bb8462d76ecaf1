import { m } from "../../paraglide/messages.js";

type AuthFailure = { code?: string | undefined; status?: number | undefined; message?: string | undefined };

export type AuthErrorText = { message: string; field?: "email" | "password" };

/** A refusal of Auth in the visitor's language. It never tells whether an address has an account. */
export function authErrorText(error: AuthFailure): AuthErrorText {
  switch (error.code) {
    case "invalid_credentials":
    case "user_not_found":
    case "user_banned":
      return { message: m.auth_wrong_credentials() };
    case "email_not_confirmed":
      return { message: m.auth_not_confirmed() };
    case "weak_password":
      return { message: m.auth_weak_password(), field: "password" };
    case "same_password":
      return { message: m.auth_same_password(), field: "password" };
    case "validation_failed":
      return /password/i.test(error.message ?? "")
        ? { message: m.auth_unfit_password(), field: "password" }
        : { message: m.auth_invalid_email(), field: "email" };
    case "email_address_invalid":
    case "email_address_not_authorized":
      return { message: m.auth_invalid_email(), field: "email" };
    case "signup_disabled":
      return { message: m.auth_signup_disabled() };
    case "over_email_send_rate_limit":
    case "over_request_rate_limit":
    case "over_sms_send_rate_limit":
      return { message: m.auth_too_often() };
    case "otp_expired":
    case "bad_code_verifier":
    case "flow_state_expired":
    case "flow_state_not_found":
    case "pkce_code_verifier_not_found":
      return { message: m.auth_link_expired() };
    case "session_not_found":
    case "session_expired":
    case "reauthentication_needed":
      return { message: m.auth_session_over() };
    default:
      if (error.status === 429) return { message: m.auth_too_often() };
      return { message: m.auth_unavailable() };
  }
}

/** Whether an error reveals if an address has an account: the visitor must not see a difference then. */
export const tellsOfAccount = ({ code }: AuthFailure) =>
  code === "user_already_exists" || code === "email_exists" || code === "user_not_found" || code === "otp_disabled";
