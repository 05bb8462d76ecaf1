import type { ApiProblem } from "./gateway.ts";
import { m } from "../paraglide/messages.js";
import { amountOf, labelOf } from "./organization/limits.ts";

type Told = { title: string; next: string };

/** What happened and how to go on, in the visitor's words. */
export function tellProblem(problem: Pick<ApiProblem, "code" | "retryAfterSeconds" | "limit">): Told {
  switch (problem.code) {
    case "unauthorized":
      return { title: m.problem_unauthorized(), next: m.problem_unauthorized_next() };
    case "not_a_member":
    case "organization_required":
      return { title: m.problem_not_a_member(), next: m.problem_not_a_member_next() };
    case "role_too_low":
      return { title: m.problem_role_too_low(), next: m.problem_role_too_low_next() };
    case "limit_reached":
      return { title: toldLimit(problem.limit), next: m.problem_limit_reached_next() };
    case "not_found":
      return { title: m.problem_not_found(), next: m.problem_not_found_next() };
    case "call_not_live":
      return { title: m.problem_call_not_live(), next: m.problem_call_not_live_next() };
    case "precondition_failed":
      return { title: m.problem_precondition_failed(), next: m.problem_precondition_failed_next() };
    case "conflict":
    case "idempotency_in_progress":
    case "idempotency_key_reused":
      return { title: m.problem_conflict(), next: m.problem_conflict_next() };
    case "payload_too_large":
      return { title: m.problem_payload_too_large(), next: m.problem_payload_too_large_next() };
    case "validation_failed":
      return { title: m.problem_validation_failed(), next: m.problem_validation_failed_next() };
    case "vapi_refused":
      return { title: m.problem_vapi_refused(), next: m.problem_vapi_refused_next() };
    case "rate_limited":
      return {
        title: m.problem_rate_limited(),
        next: m.problem_rate_limited_next({ seconds: problem.retryAfterSeconds ?? 60 }),
      };
    case "vapi_unavailable":
      return { title: m.problem_vapi_unavailable(), next: m.problem_vapi_unavailable_next() };
    case "database_unavailable":
      return { title: m.problem_database_unavailable(), next: m.problem_database_unavailable_next() };
    case "service_unavailable":
    case "misconfigured":
      return { title: m.problem_service_unavailable(), next: m.problem_service_unavailable_next() };
    case "auth_unavailable":
      return { title: m.problem_auth_unavailable(), next: m.problem_auth_unavailable_next() };
    case "offline":
      return { title: m.problem_offline(), next: m.problem_offline_next() };
    default:
      return { title: m.problem_internal(), next: m.problem_internal_next() };
  }
}

function toldLimit({ name, used, allowed }: ApiProblem["limit"] = { name: "", used: 0, allowed: 0 }): string {
  return m.problem_limit_reached({
    limit: labelOf(name),
    used: amountOf(name, used),
    allowed: amountOf(name, allowed),
  });
}
