import type { ApiProblem } from "./api/client.ts";
import { m } from "../paraglide/messages.js";
import { amountOf, labelOf } from "./organization/limits.ts";

type ProblemText = { title: string; next: string };

/** For problems that a person cannot solve, and for those that no page of the site causes. */
const internal = () => ({ title: m.problem_internal(), next: m.problem_internal_next() });
const notAMember = () => ({ title: m.problem_not_a_member(), next: m.problem_not_a_member_next() });
const conflict = () => ({ title: m.problem_conflict(), next: m.problem_conflict_next() });
const service = () => ({ title: m.problem_service_unavailable(), next: m.problem_service_unavailable_next() });

/** A message for every code: a new code of the API does not compile without one. */
const WORDS: Record<ApiProblem["code"], (problem: Partial<ApiProblem>) => ProblemText> = {
  offline: () => ({ title: m.problem_offline(), next: m.problem_offline_next() }),
  unauthorized: () => ({ title: m.problem_unauthorized(), next: m.problem_unauthorized_next() }),
  not_a_member: notAMember,
  organization_required: notAMember,
  role_too_low: () => ({ title: m.problem_role_too_low(), next: m.problem_role_too_low_next() }),
  limit_reached: ({ limit }) => ({ title: toldLimit(limit), next: m.problem_limit_reached_next() }),
  address_not_verified: () => ({
    title: m.problem_address_not_verified(),
    next: m.problem_address_not_verified_next(),
  }),
  not_found: () => ({ title: m.problem_not_found(), next: m.problem_not_found_next() }),
  tests_not_passed: ({ tests }) => ({ title: toldTests(tests), next: m.problem_tests_not_passed_next() }),
  call_not_live: () => ({ title: m.problem_call_not_live(), next: m.problem_call_not_live_next() }),
  precondition_failed: () => ({ title: m.problem_precondition_failed(), next: m.problem_precondition_failed_next() }),
  conflict,
  idempotency_in_progress: conflict,
  idempotency_key_reused: conflict,
  payload_too_large: () => ({ title: m.problem_payload_too_large(), next: m.problem_payload_too_large_next() }),
  validation_failed: () => ({ title: m.problem_validation_failed(), next: m.problem_validation_failed_next() }),
  vapi_refused: () => ({ title: m.problem_vapi_refused(), next: m.problem_vapi_refused_next() }),
  rate_limited: ({ retryAfterSeconds: seconds = 60 }) => ({
    title: m.problem_rate_limited(),
    next: m.problem_rate_limited_next({ seconds }),
  }),
  vapi_unavailable: () => ({ title: m.problem_vapi_unavailable(), next: m.problem_vapi_unavailable_next() }),
  vapi_down: ({ retryAfterSeconds: seconds = 30 }) => ({
    title: m.problem_vapi_down(),
    next: m.problem_vapi_down_next({ seconds }),
  }),
  database_unavailable: () => ({
    title: m.problem_database_unavailable(),
    next: m.problem_database_unavailable_next(),
  }),
  service_unavailable: service,
  misconfigured: service,
  auth_unavailable: () => ({ title: m.problem_auth_unavailable(), next: m.problem_auth_unavailable_next() }),
  bad_request: internal,
  bad_json: internal,
  not_for_api_keys: internal,
  insufficient_scope: internal,
  method_not_allowed: internal,
  unsupported_media_type: internal,
  provider_refused: () => ({ title: m.problem_provider_refused(), next: m.problem_provider_refused_next() }),
  provider_unavailable: () => ({
    title: m.problem_provider_unavailable(),
    next: m.problem_provider_unavailable_next(),
  }),
  loop_detected: internal,
  internal,
};

/** What happened and how to go on, in the visitor's language. */
export function tellProblem(problem: ApiProblem): ProblemText {
  // An API of another release may know a code that is not here.
  return (Object.hasOwn(WORDS, problem.code) ? WORDS[problem.code] : internal)(problem);
}

function toldLimit({ name, used, allowed }: ApiProblem["limit"] = { name: "", used: 0, allowed: 0 }): string {
  return m.problem_limit_reached({
    limit: labelOf(name),
    used: amountOf(name, used),
    allowed: amountOf(name, allowed),
  });
}

function toldTests(tests: ApiProblem["tests"]): string {
  switch (tests?.state) {
    case "none":
      return m.problem_tests_not_run();
    case "running":
      return m.problem_tests_running();
    default:
      return m.problem_tests_not_passed();
  }
}
