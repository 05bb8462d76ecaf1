import { Hono } from "hono";
import { PAGE_POLICY } from "../http/page.ts";
import { toSpeed } from "./clock.ts";
import type { Switchboard } from "./calls/switchboard.ts";
import { ringInbound, toPlan } from "./calls/inbound.ts";
import type { Emulator, Settings } from "./context.ts";
import { badRequest, notFound } from "./errors.ts";
import type { VapiEnv } from "./http.ts";
import type { Json, JsonObject } from "./json.ts";
import { isObject, numberAt, textAt } from "./json.ts";
import type { Session } from "./player/session.ts";
import { telephonePage } from "./telephone-page.ts";

const LONGEST_WAIT_MS = 60_000;

export type Knobs = { emulator: Emulator; switchboard: Switchboard; reset: () => void };

/** `/_emulator/*`: settings and actions for tests and developers. */
export function knobRoutes({ emulator, switchboard, reset }: Knobs): Hono<VapiEnv> {
  const app = new Hono<VapiEnv>();
  const requireSession = (id: string): Session => {
    const session = switchboard.find(id);
    if (session === undefined) throw notFound("No such call is alive.");
    return session;
  };

  app.get("/", (c) => {
    const { state } = emulator;
    const things = { numbers: state.collection("phone-number").all(), assistants: state.collection("assistant").all() };
    c.header("Content-Security-Policy", PAGE_POLICY);
    c.header("Cache-Control", "no-store");
    return c.html(telephonePage(emulator.url(), things));
  });

  app.get("/faults", (c) => c.json(emulator.faults.list()));
  app.post("/faults", (c) => c.json(emulator.faults.add(c.get("body")), 201));
  app.delete("/faults", (c) => {
    emulator.faults.clear();
    return c.json([]);
  });
  app.delete("/faults/:id", (c) => {
    emulator.faults.clear(c.req.param("id"));
    return c.json(emulator.faults.list());
  });

  app.get("/requests", (c) => {
    const { method, path } = c.req.query();
    const found = emulator.requests
      .list()
      .filter(
        (entry) =>
          (method === undefined || entry.method === method) && (path === undefined || entry.path.startsWith(path)),
      );
    return c.json(found);
  });
  app.delete("/requests", (c) => {
    emulator.requests.clear();
    return c.json([]);
  });
  app.get("/deliveries", (c) => {
    const { callId, type } = c.req.query();
    return c.json(emulator.journal.list({ callId, type }));
  });
  app.delete("/deliveries", (c) => {
    emulator.journal.clear();
    return c.json([]);
  });

  app.get("/settings", (c) => c.json(emulator.settings));
  app.post("/settings", (c) => {
    change(emulator.settings, c.get("body"));
    return c.json(emulator.settings);
  });
  app.post("/reset", (c) => {
    reset();
    return c.json({ reset: true });
  });

  app.post("/scripts", (c) => {
    const body = c.get("body");
    if (!isObject(body)) throw badRequest(["body must be an object"]);
    const customerNumber = textAt(body, "customerNumber");
    switchboard.planNext({
      ...(customerNumber === undefined ? {} : { customerNumber }),
      times: numberAt(body, "times") ?? 1,
      plan: toPlan(body),
    });
    return c.json({ planned: true }, 201);
  });

  app.post("/calls", (c) => c.json(ringInbound(emulator, switchboard, c.get("body")), 201));
  app.get("/calls", (c) => c.json(switchboard.sessions().map((session) => viewOf(session, session.id))));
  app.get("/calls/:id", async (c) => {
    const id = c.req.param("id");
    if (emulator.state.collection("call").find(id) === undefined) throw notFound("Call Not Found.");
    const session = switchboard.find(id);
    const until = c.req.query("until");
    if (session !== undefined && until !== undefined) {
      await soon(
        emulator,
        session.line.until(() => settled(session, switchboard, until)),
      );
      // Held means: and everything before has reached the receiver.
      if (until === "held") await soon(emulator, session.lane.idle());
    }
    return c.json(viewOf(switchboard.find(id), id, textAt(emulator.state.collection("call").find(id), "status")));
  });
  app.post("/calls/:id/hangup", (c) => {
    const id = c.req.param("id");
    if (!switchboard.end(id, "customer-ended-call")) throw notFound("No such call is alive.");
    return c.json({ id });
  });
  app.post("/calls/:id/resume", (c) => {
    const session = requireSession(c.req.param("id"));
    session.line.resume();
    return c.json(viewOf(session, session.id));
  });
  for (const action of ["pause", "step"] as const) {
    app.post(`/calls/:id/${action}`, async (c) => {
      const session = requireSession(c.req.param("id"));
      if (action === "step") session.line.step();
      else if (session.line.held === undefined) session.line.pauseNext();
      await soon(
        emulator,
        session.line.until(() => settled(session, switchboard, "held")),
      );
      await soon(emulator, session.lane.idle());
      return c.json(viewOf(session, session.id));
    });
  }
  return app;
}

function settled(session: Session, switchboard: Switchboard, until: string): boolean {
  const gone = switchboard.find(session.id) !== session;
  if (until === "held") return gone || session.line.held !== undefined || session.line.staying;
  if (until === "over") return gone;
  const status = textAt(session.record, "status") ?? "ended";
  return gone || status === until || status === "ended";
}

/** A wait with an end, so that a wrong test fails and does not hang. */
async function soon(emulator: Emulator, work: Promise<void>): Promise<void> {
  let cancel = (): void => undefined;
  const late = new Promise<void>((resolve) => {
    cancel = emulator.clock.after(LONGEST_WAIT_MS, resolve);
  });
  await Promise.race([work, late]);
  cancel();
}

function stateOf(session: Session | undefined): string {
  if (session === undefined) return "over";
  if (session.line.held !== undefined) return "held";
  return session.line.staying ? "staying" : "running";
}

function viewOf(session: Session | undefined, id: string, status?: string): JsonObject {
  const held = session?.line.held;
  const current = status ?? textAt(session?.record, "status") ?? "ended";
  return {
    id,
    status: current,
    state: stateOf(session),
    listeners: session?.listeners.size ?? 0,
    ...(held === undefined ? {} : { heldAt: held }),
  };
}

function change(settings: Settings, body: Json | undefined): void {
  if (!isObject(body)) throw badRequest(["body must be an object"]);
  const speed = body["speed"] === undefined ? settings.speed : toSpeed(body["speed"]);
  if (speed === undefined) throw badRequest(['speed must be a positive number, 0 or "instant"']);
  settings.speed = speed;
  settings.seed = numberAt(body, "seed") ?? settings.seed;
  settings.concurrencyLimit = numberAt(body, "concurrencyLimit") ?? settings.concurrencyLimit;
  settings.backoffScale = numberAt(body, "backoffScale") ?? settings.backoffScale;
  settings.assistantRequestTimeoutMs =
    numberAt(body, "assistantRequestTimeoutMs") ?? settings.assistantRequestTimeoutMs;
  settings.orderPatienceMs = numberAt(body, "orderPatienceMs") ?? settings.orderPatienceMs;
  settings.resultsLagMs = numberAt(body, "resultsLagMs") ?? settings.resultsLagMs;
  const overflow = body["overflow"];
  if (overflow === "queue" || overflow === "end" || overflow === "reject") settings.overflow = overflow;
  else if (overflow !== undefined)
    throw badRequest(["overflow must be one of the following values: queue, end, reject"]);
  const form = body["toolArguments"];
  if (form === "object" || form === "string" || form === "flat") settings.toolArguments = form;
  else if (form !== undefined)
    throw badRequest(["toolArguments must be one of the following values: object, string, flat"]);
}
