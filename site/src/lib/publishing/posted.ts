import { asTyped, type Api, type ApiProblem } from "../api/client.ts";
import type { CreateTestRun, KeepPublishGate, PlanPublication, Publishing } from "../api/types.ts";
import { textIn } from "../form.ts";
import { toInstant } from "../time-zone.ts";
import { pageOf, publishingHref, publishingOf, type Kind } from "./operations.ts";

export type Posted = { next: string } | { intent: string; problem: ApiProblem };
type Target = { api: Api; kind: Kind; id: string; timeZone: string };

/** What the forms of a publication ask for; the address to go to, or what was refused. */
export async function postPublishing(target: Target, form: FormData): Promise<Posted> {
  const { api, kind, id } = target;
  const intent = textIn(form, "intent");
  const ifMatch = textIn(form, "etag") || undefined;
  const of = publishingOf(api, kind, id);
  const here = publishingHref(kind, id);
  const refused = (problem: ApiProblem): Posted => ({ intent, problem });
  switch (intent) {
    case "gate": {
      const kept = await of.keepGate(compileGate(form));
      return kept.ok ? { next: `${here}?done=gate` } : refused(kept.problem);
    }
    case "open": {
      const gone = await of.removeGate();
      return gone.ok ? { next: `${here}?done=gate-removed` } : refused(gone.problem);
    }
    case "test": {
      const state = await of.state();
      const problem = state.ok ? await runTests(target, state.data, form) : state.problem;
      return problem === undefined ? { next: `${here}?done=run` } : refused(problem);
    }
    case "publish":
    case "despite": {
      const published = await of.publish({ despiteTests: intent === "despite", ifMatch });
      return published.ok ? { next: `${pageOf(kind, id)}?done=published` } : refused(published.problem);
    }
    case "when-passed":
    case "at": {
      const at = intent === "at" ? momentIn(form, target.timeZone) : null;
      const problem = await plan(target, form, asTyped<PlanPublication>({ at }), ifMatch);
      return problem === undefined ? { next: `${here}?done=planned` } : refused(problem);
    }
    case "drop": {
      const gone = await of.dropPlan();
      // Somebody else has taken it back, or it has happened.
      const isGone = gone.ok || gone.problem.code === "not_found";
      return isGone ? { next: `${here}?done=plan-dropped` } : refused(gone.problem);
    }
    default:
      return { next: here };
  }
}

/** The tests are begun where they have not passed: without a run that goes on, a plan is refused. */
async function plan(
  target: Target,
  form: FormData,
  body: PlanPublication,
  ifMatch: string | undefined,
): Promise<ApiProblem | undefined> {
  const of = publishingOf(target.api, target.kind, target.id);
  const planned = await of.plan(body, ifMatch);
  if (planned.ok) return undefined;
  if (planned.problem.code !== "tests_not_passed") return planned.problem;
  const state = await of.state();
  if (!state.ok) return state.problem;
  const problem = await runTests(target, state.data, form);
  if (problem !== undefined) return problem;
  const again = await of.plan(body, ifMatch);
  return again.ok ? undefined : again.problem;
}

async function runTests({ api, kind, id }: Target, { gate }: Publishing, form: FormData) {
  if (gate === null) return undefined;
  const begun = await api.post("/v1/test-suites/{id}/runs", {
    path: { id: gate.suiteId },
    body: asTyped<CreateTestRun>({
      [`${kind}Id`]: id,
      draft: true,
      testIds: gate.testIds ?? undefined,
    }),
    idempotencyKey: textIn(form, "idempotencyKey") || crypto.randomUUID(),
  });
  return begun.ok ? undefined : begun.problem;
}

/** All tests of the suite, also those that are added to it later, or those that are ticked: of none, the API says so. */
function compileGate(form: FormData): KeepPublishGate {
  const testIds = textIn(form, "which") === "some" ? form.getAll("test").map(String) : null;
  return asTyped<KeepPublishGate>({ suiteId: textIn(form, "suite"), testIds });
}

/** What is no moment goes to the API as it was typed, which refuses it. */
function momentIn(form: FormData, timeZone: string): string {
  const typed = textIn(form, "at");
  return toInstant(typed, timeZone)?.toISOString() ?? typed;
}
