import type { OpenAPIHono } from "@hono/zod-openapi";
import { notFound } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/http/service";
import { findCall } from "../calls/store.ts";
import type { CallsEnv } from "../env.ts";
import * as contract from "./contract.ts";
import { fetchRecording } from "./fetch-recording.ts";

export function routeRecording(app: OpenAPIHono<ServiceEnv<CallsEnv>>): void {
  app.openapi(contract.getRecording, async (c) => {
    const { tenant } = c.var;
    const call = await tenant.read((tx) => findCall(tx, tenant.orgId, c.req.valid("param").id));
    if (call === undefined) throw notFound("call");
    if (call.recording === null || call.vapiCallId === null) throw notFound("recording");
    return fetchRecording(c.env, call.vapiCallId, c.req.valid("header").range);
  });
}
