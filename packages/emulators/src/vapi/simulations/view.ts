import { toIso } from "../clock.ts";
import type { Emulator } from "../context.ts";
import { numberAt, objectAt, textAt } from "../json.ts";
import type { StoredObject } from "../state.ts";
import type { ItemStatus, Stages } from "./stages.ts";
import { isOver, statusAt } from "./stages.ts";

/** An item as it stands now. */
export type Item = StoredObject & { status: ItemStatus };
/** A run as it stands now. */
export type Run = StoredObject & { status: "queued" | "running" | "ended"; itemCounts: Counts };
type Counts = Record<
  | "total"
  | "passed"
  | "failed"
  | "running"
  | "queued"
  | "canceled"
  | "distinctSimulationTotal"
  | "distinctSimulationFailed",
  number
>;

function stagesOf(item: StoredObject): Stages {
  const stages = objectAt(item, "stages");
  const [evaluatesAt, endsAt, resultsAt] = ["evaluatesAt", "endsAt", "resultsAt"].map((key) => numberAt(stages, key));
  return {
    startsAt: numberAt(stages, "startsAt") ?? 0,
    ...(evaluatesAt === undefined ? {} : { evaluatesAt }),
    ...(endsAt === undefined ? {} : { endsAt }),
    ...(resultsAt === undefined ? {} : { resultsAt }),
    verdict: textAt(stages, "verdict") === "passed" ? "passed" : "failed",
  };
}

function viewItem(item: StoredObject, now: number): Item {
  const { stages: _, position: __, conversation, results, failureReason, canceledAt, ...rest } = item;
  const stages = stagesOf(item);
  const canceled = typeof canceledAt === "string" ? new Date(canceledAt).getTime() : undefined;
  const status = statusAt(stages, canceled, now);
  // What happens after a cancellation does not happen.
  const until = status === "canceled" ? (canceled ?? now) : now;
  const passed = (ms: number | undefined): ms is number => ms !== undefined && ms <= until;
  const { startsAt, evaluatesAt, endsAt, resultsAt } = stages;
  const ended = status !== "canceled" && passed(endsAt);
  const last = [startsAt, evaluatesAt, endsAt, canceled].findLast(passed);
  const evaluated = ended && evaluatesAt !== undefined;
  return {
    ...rest,
    status,
    updatedAt: last === undefined ? item.createdAt : toIso(last),
    ...(passed(startsAt) ? { startedAt: toIso(startsAt) } : {}),
    ...(evaluated ? { completedAt: toIso(endsAt) } : {}),
    ...(ended && status === "failed" ? { failedAt: toIso(endsAt) } : {}),
    ...(ended && status === "failed" && failureReason !== undefined ? { failureReason } : {}),
    ...(status === "canceled" ? { canceledAt } : {}),
    ...(evaluated && passed(resultsAt) ? { results } : {}),
    metadata: {
      ...objectAt(item, "metadata"),
      ...(passed(evaluatesAt) ? { call: conversation } : {}),
    },
  };
}

/** The items of a run, or of all, as they stand now; the last created first, as lists go. */
export function viewItems(emulator: Emulator, runId?: string): Item[] {
  const now = emulator.clock.now();
  return (
    emulator.state
      .collection("simulation-item")
      .all()
      .filter((item) => runId === undefined || item["runId"] === runId)
      // All of a run are created in one moment, which their ids do not tell apart.
      .toSorted((a, b) => (a["runId"] === b["runId"] ? positionOf(b) - positionOf(a) : 0))
      .map((item) => viewItem(item, now))
  );
}

const positionOf = (item: StoredObject): number => numberAt(item, "position") ?? 0;

export function viewRun(emulator: Emulator, run: StoredObject): Run {
  const items = viewItems(emulator, run.id);
  const counts = countsOf(items);
  const over = items.every((item) => isOver(item.status));
  const begun = counts.queued < counts.total;
  const startedAt = items.flatMap((item) => textAt(item, "startedAt") ?? []).toSorted()[0];
  const updatedAt =
    items
      .map((item) => item.updatedAt)
      .toSorted()
      .at(-1) ?? run.updatedAt;
  return {
    ...run,
    status: over ? "ended" : begun ? "running" : "queued",
    updatedAt,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(over ? { endedAt: updatedAt, endedReason: counts.canceled > 0 ? "canceled" : "completed" } : {}),
    itemCounts: counts,
  };
}

function countsOf(items: Item[]): Counts {
  const of = (...statuses: ItemStatus[]): Item[] => items.filter(({ status }) => statuses.includes(status));
  const simulations = (some: Item[]): number => new Set(some.map((item) => item["simulationId"])).size;
  return {
    total: items.length,
    passed: of("passed").length,
    failed: of("failed").length,
    running: of("running", "evaluating").length,
    queued: of("queued").length,
    canceled: of("canceled").length,
    distinctSimulationTotal: simulations(items),
    distinctSimulationFailed: simulations(of("failed", "canceled")),
  };
}
