import { asTyped, type Answer, type Api, type ApiProblem } from "../api/client.ts";
import { listAll } from "../api/list-all.ts";
import type { CreateTestRun, TestRun, TestRunDetail } from "../api/types.ts";
import { textIn } from "../form.ts";
import { m } from "../../paraglide/messages.js";
import type { Errors } from "./draft.ts";

type Named = { id: string; name: string };
type Kind = TestRun["target"]["type"];
/** Who can be called by a run. A kind whose list could not be read is missing, and told. */
export type Targets = { groups: { kind: Kind; items: Named[] }[]; problem: ApiProblem | undefined };

export async function loadTargets(api: Api): Promise<Targets> {
  const limit = 100;
  const [assistants, squads, workflows] = await Promise.all([
    listAll((cursor) => api.get("/v1/assistants", { query: { limit, cursor } })),
    listAll((cursor) => api.get("/v1/squads", { query: { limit, cursor } })),
    listAll((cursor) => api.get("/v1/workflows", { query: { limit, cursor } })),
  ]);
  const ready: Answer<Named[]> = workflows.ok
    ? { ...workflows, data: workflows.data.filter(({ state }) => state === "ready") }
    : workflows;
  const found: [Kind, Answer<Named[]>][] = [
    ["assistant", assistants],
    ["squad", squads],
    ["workflow", ready],
  ];
  return {
    groups: found.flatMap(([kind, answer]) => (answer.ok ? [{ kind, items: answer.data }] : [])),
    problem: found.map(([, answer]) => (answer.ok ? undefined : answer.problem)).find(Boolean),
  };
}

const TARGET_FIELDS = { assistant: "assistantId", squad: "squadId", workflow: "workflowId" } as const;

export const targetValue = ({ type, id }: Pick<TestRun["target"], "type" | "id">) => `${type}:${id}`;

const PAGES = { assistant: "/assistants", squad: "/squads", workflow: "/workflows" } as const;
export const targetHref = ({ type, id }: TestRun["target"]) => `${PAGES[type]}/${id}`;

/** Who is called, as the forms name them. */
export function targetIn(form: FormData): { [Field in (typeof TARGET_FIELDS)[Kind]]?: string | undefined } {
  const [kind = "", id = ""] = textIn(form, "target").split(":");
  const field = Object.hasOwn(TARGET_FIELDS, kind) ? TARGET_FIELDS[kind as Kind] : "assistantId";
  return { [field]: id || undefined };
}

/** A run as its form asks for it: who is called, by which tests. */
export function compileRun(form: FormData) {
  return asTyped<CreateTestRun>({
    name: textIn(form, "name") || undefined,
    ...targetIn(form),
    draft: form.has("draft") || undefined,
    testIds: form.getAll("test").map(String),
  });
}

/** What was refused of a run, at the fields of its form. */
export function runErrors({ errors = [] }: ApiProblem): Errors {
  return Object.fromEntries(
    errors.map(({ path, message }) => {
      if (path === "name") return ["name", m.tests_too_long({ max: 80 })];
      if (path.startsWith("testIds")) {
        return ["tests", message.startsWith("makes") ? m.tests_run_too_many() : m.tests_run_none_chosen()];
      }
      if (path === "draft") {
        return ["draft", message.startsWith("has none") ? m.tests_run_draft_none() : m.tests_run_draft_faults()];
      }
      return ["target", m.tests_run_target_error()];
    }),
  );
}

/** So many runs are looked through for the one before. */
const MAX_PAGES = 5;

/** The latest run before this one that called the same target and was played to its end. */
export async function findRunBefore(api: Api, run: TestRun): Promise<TestRunDetail | undefined> {
  const path = { id: run.suiteId };
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const listed = await api.get("/v1/test-suites/{id}/runs", { path, query: { limit: 100, cursor } });
    if (!listed.ok) return undefined;
    const before = listed.data.items.find((other) => isBefore(other, run));
    if (before !== undefined) {
      const found = await api.get("/v1/test-suites/{id}/runs/{runId}", { path: { ...path, runId: before.id } });
      return found.ok ? found.data : undefined;
    }
    cursor = listed.data.nextCursor ?? undefined;
    if (cursor === undefined) return undefined;
  }
  return undefined;
}

const isBefore = (other: TestRun, { id, target, createdAt }: TestRun) =>
  other.id !== id &&
  other.createdAt <= createdAt &&
  other.endedReason === "completed" &&
  other.target.type === target.type &&
  other.target.id === target.id;
