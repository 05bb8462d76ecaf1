import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import { methodNotAllowed } from "hono/method-not-allowed";
import { routePath } from "hono/route";
import { v7 as uuidv7 } from "uuid";
import { authorOf, type Author } from "../db/audit-entry.ts";
import { connect, type Database } from "../db/connect.ts";
import { databaseProblem } from "../db/errors.ts";
import { personTenant, type Tenant } from "../db/tenant.ts";
import { requireEnv } from "../env/require-env.ts";
import { announceEvents, type AnnounceBindings } from "../events/announce.ts";
import { decodeIdentity, IDENTITY_HEADER, type Claims } from "../identity/identity.ts";
import { logReached, noteReached } from "../limits/reached.ts";
import { createLog, loggedPath, type Log, type LogFields } from "../log/log.ts";
import { measure, type MetricsBindings } from "../metrics/metrics.ts";
import { jsonBodyChecks } from "../http/json-body.ts";
import { Problem, problemResponse } from "../http/problem.ts";

export const REQUEST_ID_HEADER = "x-request-id";

/** What the middleware of every service gives a route. */
export type ServiceVariables = {
  requestId: string;
  log: Log;
  claims: Claims;
  userId: string;
  database: Database;
  tenant: Tenant;
};
/** What a request has at hand: its environment and what the middleware put there. */
export type Scope<Env> = { env: Env; var: ServiceVariables };
export type DatabaseBindings = { HYPERDRIVE: { connectionString: string } };
export type ServiceEnv<Bindings extends DatabaseBindings = DatabaseBindings> = {
  Bindings: Bindings;
  Variables: ServiceVariables;
};

/** An OpenAPI app. Invalid input is a 422 that names each field; errors and 404 are problems. */
export function createApp<Env extends { Variables: { requestId: string; log: Log } }>() {
  const app = new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (!result.success) throw validationProblem(result.error.issues);
    },
  });
  app.use(
    methodNotAllowed({ app, onMethodNotAllowed: (c, methods) => answerWrongMethod(c.get("requestId"), methods) }),
  );
  app.notFound((c) => problemResponse(new Problem("not_found"), c.get("requestId")));
  app.onError((err, c) => answerError(err, c.get("log"), c.get("requestId")));
  return app;
}

function answerWrongMethod(requestId: string, allowed: string[]) {
  const response = problemResponse(new Problem("method_not_allowed"), requestId);
  response.headers.set("allow", allowed.join(", "));
  return response;
}

/**
 * Every request has an id, the gateway's where it gave one, and a log that says it in each line: at its end one line of
 * its own, and a data point.
 */
export const requestContext = (name: string) =>
  createMiddleware<{
    Bindings: MetricsBindings;
    Variables: Partial<ServiceVariables> & { requestId: string; log: Log };
  }>(async (c, next) => {
    const startedAtMs = Date.now();
    const requestId = c.req.header(REQUEST_ID_HEADER) ?? uuidv7();
    const log = createLog({ service: name, requestId, traceId: c.req.header("traceparent")?.split("-")[1] });
    c.set("requestId", requestId);
    c.set("log", log);
    await next();
    reportRequest(c, name, { log, durationMs: Date.now() - startedAtMs, database: c.var.database });
  });

/**
 * The line and the data point of a request that is answered; a stream's when it begins. The line has the path without
 * its query, which can hold what a person typed; the data point has the route's pattern, without ids.
 */
export function reportRequest(
  c: Context,
  service: string,
  { log, durationMs, database }: { log: Log; durationMs: number; database: Database | undefined },
  more: LogFields = {},
): void {
  const { method } = c.req;
  const path = loggedPath(c.req.path);
  const { status } = c.res;
  const { ms: databaseMs, transactions } = database?.spent ?? { ms: 0, transactions: 0 };
  log.info("request", { method, path, status, durationMs, databaseMs, transactions, ...more });
  const route = `${method} ${routePath(c, -1)}`;
  measure(c.env, { kind: "request", service, route, status, durationMs, databaseMs, transactions });
}

const READS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

export type ServiceOptions = {
  /**
   * Routes, such as `POST /v1/files`, that take another kind of body and limit its size themselves while it streams in.
   */
  streamed?: readonly string[];
};

/** The app of a service behind the gateway: request id, log, identity, tenant, body limit; events are announced. */
export function createService<Bindings extends DatabaseBindings & AnnounceBindings>(
  name: string,
  options: ServiceOptions = {},
) {
  return createBehindGateway<Bindings>(name, options, announceEvents);
}

type DeliveringOptions<Bindings extends DatabaseBindings> = {
  /** Adds routes that the gateway forwards without an identity. They authenticate for themselves, and have no tenant. */
  withoutIdentity?: (app: OpenAPIHono<ServiceEnv<Bindings>>) => void;
};

/** The same for the Worker that delivers events, which is not told of them from here. */
export const createDeliveringService = <Bindings extends DatabaseBindings>(
  name: string,
  options: DeliveringOptions<Bindings> = {},
) => createBehindGateway<Bindings>(name, options, undefined);

function createBehindGateway<Bindings extends DatabaseBindings>(
  name: string,
  { streamed = [], withoutIdentity }: ServiceOptions & DeliveringOptions<Bindings>,
  announce: ((env: Bindings, orgId: string, log: Log) => Promise<void>) | undefined,
) {
  const app = createApp<ServiceEnv<Bindings>>();
  app.use(requestContext(name));
  // Before the identity is asked for: a route that answers ends the way.
  withoutIdentity?.(app);
  app.use(
    createMiddleware<ServiceEnv<Bindings>>(async (c, next) => {
      const { claims, orgId } = decodeIdentity(c.req.header(IDENTITY_HEADER));
      const database = connect(requireEnv(c.env, ["HYPERDRIVE"]).HYPERDRIVE.connectionString);
      c.set("claims", claims);
      c.set("userId", claims.sub);
      c.set("database", database);
      c.set("tenant", personTenant(database, claims, orgId));
      try {
        await next();
        const isLimit = await recordReachedLimit(c.error, c.var.tenant, authorOf(c), c.var.log);
        const isChanged = c.res.status < 400 && !READS.has(c.req.method);
        if (announce !== undefined && (isLimit || isChanged)) afterAnswer(c, announce(c.env, orgId, c.var.log));
      } finally {
        c.executionCtx.waitUntil(database.close());
      }
    }),
  );
  const isJson = (c: Context) => !streamed.includes(`${c.req.method} ${c.req.path}`);
  for (const check of jsonBodyChecks) {
    app.use((c, next) => (isJson(c) ? check(c, next) : next()));
  }
  return app;
}

/**
 * Writes the event and the log entry of a refusal by the plan, in a transaction of its own: that of the request was
 * rolled back. True when there was such a refusal.
 */
export async function recordReachedLimit(refusal: unknown, tenant: Tenant, author: Author, log: Log): Promise<boolean> {
  if (!(refusal instanceof Problem) || refusal.limit === undefined) return false;
  const { limit } = refusal;
  const { orgId } = tenant;
  const now = new Date();
  await tenant
    .write("member", (tx) =>
      Promise.all([noteReached(tx, orgId, limit, now), logReached(tx, orgId, author, limit, now)]),
    )
    .catch((err: unknown) => {
      // A viewer may listen, and writes nothing.
      if (databaseProblem(err)?.code !== "role_too_low") log.error("limit.reached was not told", err);
    });
  return true;
}

/** Zod's issues as a `validation_failed` problem, each with the dotted path of its field. */
export function validationProblem(
  issues: readonly {
    path: readonly PropertyKey[];
    message: string;
    code?: string;
    keys?: string[];
  }[],
) {
  return new Problem("validation_failed", {
    errors: issues.flatMap((issue) => {
      const path = issue.path.map(String);
      if (issue.code === "unrecognized_keys" && issue.keys !== undefined) {
        return issue.keys.map((key) => ({
          path: [...path, key].join("."),
          message: "is not a field of this resource",
        }));
      }
      return [{ path: path.join("."), message: issue.message }];
    }),
  });
}

/** The answer to any error. What a client may not see is only logged. */
export function answerError(err: unknown, log: Log, requestId: string): Response {
  const problem = toProblem(err);
  if (problem.status >= 500) log.error(problem.code, err);
  return problemResponse(problem, requestId);
}

function toProblem(err: unknown): Problem {
  if (err instanceof Problem) return err;
  if (err instanceof HTTPException) {
    if (err.status === 413) return new Problem("payload_too_large", { cause: err });
    return new Problem(/json/i.test(err.message) ? "bad_json" : "bad_request", { cause: err });
  }
  return databaseProblem(err) ?? new Problem("internal", { cause: err });
}

/** `waitUntil` of the request, for work that outlives its answer. */
export const afterAnswer = (c: Context, work: Promise<unknown>) => c.executionCtx.waitUntil(work);
