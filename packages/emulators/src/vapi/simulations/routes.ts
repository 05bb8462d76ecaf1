import { Hono } from "hono";
import { toIso } from "../clock.ts";
import type { Emulator } from "../context.ts";
import { badRequest, notFound } from "../errors.ts";
import type { VapiEnv } from "../http.ts";
import { requireUuid } from "../http.ts";
import type { JsonObject } from "../json.ts";
import { textAt } from "../json.ts";
import type { Query } from "../listing.ts";
import { anyOf, listPaged, listPlain } from "../listing.ts";
import type { StoredObject } from "../state.ts";
import { createRun } from "./create.ts";
import { isOver } from "./stages.ts";
import type { Item, Run } from "./view.ts";
import { viewItems, viewRun } from "./view.ts";

/** Vapi's own, apart from that of calls. It is told here, not enforced. */
const CALL_SLOTS = 20;
/** The tester has one, the target the other. */
const SLOTS_A_VOICE_SIMULATION = 2;

/** `/eval/simulation/*`: runs and their items. Simulations themselves are not kept: a run carries its own. */
export function simulationRoutes(emulator: Emulator): Hono<VapiEnv> {
  const runs = emulator.state.collection("simulation-run");
  const requireRun = (id: string): StoredObject => {
    const run = runs.find(requireUuid(id));
    if (run === undefined) throw notFound("Simulation Run Not Found.");
    return run;
  };
  const requireItem = (runId: string, itemId: string): Item => {
    const run = requireRun(runId);
    const item = viewItems(emulator, run.id).find(({ id }) => id === requireUuid(itemId));
    if (item === undefined) throw notFound("Simulation Run Item Not Found.");
    return item;
  };
  const app = new Hono<VapiEnv>();

  app.get("/concurrency", (c) => c.json(concurrencyOf(emulator)));

  app.post("/run", (c) => c.json(createRun(emulator, c.get("body")), 201));
  app.get("/run", (c) => {
    const query = c.req.query();
    return c.json(
      listed(
        runs.all().map((run) => viewRun(emulator, run)),
        query,
        (run) =>
          anyOf(query, "status", run.status) &&
          anyOf(query, "filterStatus", resultOf(run)) &&
          anyOf(query, "targetType", textAt(run, "target", "type")) &&
          anyOf(query, "targetId", textAt(run, "target", "assistantId") ?? textAt(run, "target", "squadId")),
        (run) => ({ ...run, summary: summaryOf(emulator, run) }),
      ),
    );
  });
  app.get("/run/:id", (c) => c.json(viewRun(emulator, requireRun(c.req.param("id")))));
  app.patch("/run/:id", (c) => {
    const run = requireRun(c.req.param("id"));
    const items = viewItems(emulator, run.id).filter(({ status }) => !isOver(status));
    if (items.length === 0) throw badRequest("Run has already ended");
    cancel(emulator, items);
    return c.json(viewRun(emulator, run));
  });

  app.get("/run/:id/item", (c) => {
    const query = c.req.query();
    return c.json(
      listed(
        viewItems(emulator, requireRun(c.req.param("id")).id),
        query,
        (item) =>
          anyOf(query, "status", item.status) &&
          anyOf(query, "simulationId", item["simulationId"]) &&
          anyOf(query, "runId", item["runId"]),
      ),
    );
  });
  app.get("/run/:id/item/:itemId", (c) => c.json(requireItem(c.req.param("id"), c.req.param("itemId"))));
  app.patch("/run/:id/item/:itemId", (c) => {
    const item = requireItem(c.req.param("id"), c.req.param("itemId"));
    if (isOver(item.status)) throw badRequest("Run item has already ended");
    cancel(emulator, [item]);
    return c.json(requireItem(c.req.param("id"), item.id));
  });
  return app;
}

/** With `limit` or `page` in the query a page, without them a plain array. */
function listed<Shown extends StoredObject>(
  objects: Shown[],
  query: Query,
  matches: (object: Shown) => boolean,
  view?: (object: Shown) => JsonObject,
): JsonObject | JsonObject[] {
  if (query["limit"] === undefined && query["page"] === undefined) return listPlain(objects, query, matches);
  return listPaged(objects, query, matches, view);
}

function cancel(emulator: Emulator, items: Item[]): void {
  const canceledAt = toIso(emulator.clock.now());
  for (const { id } of items) emulator.state.collection("simulation-item").patch(id, { canceledAt });
}

function resultOf({ status, itemCounts }: Run): "passed" | "failed" | "running" {
  if (status !== "ended") return "running";
  return itemCounts.passed === itemCounts.total ? "passed" : "failed";
}

function summaryOf(emulator: Emulator, run: Run): JsonObject {
  const items = viewItems(emulator, run.id);
  const simulationIds = [...new Set(items.map((item) => textAt(item, "simulationId") ?? ""))];
  const target = textAt(run, "target", "type") ?? "";
  const targetSnapshotName = textAt(items[0], "metadata", target, "name");
  return {
    source: { type: "api", name: "API", linkable: false, simulationIds },
    ...(targetSnapshotName === undefined ? {} : { targetSnapshotName }),
    simulationCount: simulationIds.length,
  };
}

function concurrencyOf(emulator: Emulator): JsonObject {
  const talking = viewItems(emulator).filter(({ status }) => status === "running" || status === "evaluating");
  const voices = talking.filter((item) => item["callId"] !== undefined).length;
  const activeSimulations = voices * SLOTS_A_VOICE_SIMULATION;
  return {
    orgId: emulator.state.orgId,
    concurrencyLimit: CALL_SLOTS,
    activeSimulations,
    availableToStart: Math.max(0, Math.floor((CALL_SLOTS - activeSimulations) / SLOTS_A_VOICE_SIMULATION)),
    createdAt: null,
    updatedAt: null,
    isDefault: true,
  };
}
