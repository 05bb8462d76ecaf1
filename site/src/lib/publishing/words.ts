import type { PublishGate, PublishPlan } from "../api/types.ts";
import { dateTime } from "../format.ts";
import { tellProblem } from "../problem-message.ts";
import { m } from "../../paraglide/messages.js";

type State = NonNullable<PublishGate["draft"]>["state"];

export const STANDINGS = {
  none: { badge: "", label: m.publishing_tests_none },
  running: { badge: "badge-live", label: m.publishing_tests_running },
  passed: { badge: "badge-good", label: m.publishing_tests_passed },
  failed: { badge: "badge-danger", label: m.publishing_tests_failed },
} satisfies Record<State, { badge: string; label: () => string }>;

/** « Publié seulement si les 4 essais choisis de la série « Rendez-vous » réussissent. » */
export function tellGate({ suiteName, testIds, testCount }: PublishGate): string {
  if (testIds === null) return m.publishing_gate_whole({ suite: suiteName, count: testCount });
  return testCount === 1
    ? m.publishing_gate_one({ suite: suiteName })
    : m.publishing_gate_many({ suite: suiteName, count: testCount });
}

export function tellPlan({ at, askedBy }: PublishPlan, timeZone: string): string {
  const who = askedBy.name ?? m.publishing_someone();
  return at === null
    ? m.publishing_planned_when_passed({ who })
    : m.publishing_planned_at({ when: dateTime(at, timeZone), who });
}

/** Why nothing came of a plan. */
export function tellFailedPlan({ problem }: PublishPlan): string {
  if (problem === null) return "";
  // The codes of an API of another release have words too.
  const { title, next } = tellProblem({ code: problem.code, status: 409 });
  if (problem.code === "tests_not_passed") return m.publishing_failed_tests();
  if (problem.code === "precondition_failed") return m.publishing_behind();
  return problem.code === "not_a_member" || problem.code === "role_too_low"
    ? m.publishing_failed_person()
    : `${title}. ${next}`;
}
