import { REQUEST_ID_HEADER, reportRequest } from "@allokoli/shared/service/service";
import type { createLog } from "@allokoli/shared/log/log";
import { createMiddleware } from "hono/factory";
import type { GatewayEnv } from "../env.ts";
import { requestIdOf, traceparentOf } from "./trace.ts";

/** Gives each request an id and a trace. Its answer and its log line name both. */
export const requestContext = ({ now, createLog: openLog }: { now: () => number; createLog: typeof createLog }) =>
  createMiddleware<GatewayEnv>(async (c, next) => {
    const startedAtMs = now();
    const requestId = requestIdOf(c.req.header(REQUEST_ID_HEADER));
    const traceparent = traceparentOf(c.req.header("traceparent"));
    const log = openLog({ service: "gateway", requestId, traceId: traceparent.split("-")[1] });
    c.set("requestId", requestId);
    c.set("traceparent", traceparent);
    c.set("log", log);
    await next();
    c.res.headers.set(REQUEST_ID_HEADER, requestId);
    c.res.headers.set("traceparent", traceparent);
    const { orgId, userId, database } = c.var;
    reportRequest(c, "gateway", { log, durationMs: now() - startedAtMs, database }, { orgId, userId });
  });
