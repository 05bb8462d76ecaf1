import type { OpenAPIHono } from "@hono/zod-openapi";
import { notFound } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import { createVapi } from "@allokoli/shared/vapi/client";
import { unavailableProblem } from "@allokoli/shared/vapi/errors";
import { findCall, linkedCall } from "../calls/store.ts";
import type { CallsEnv } from "../env.ts";
import { sourcesOf } from "../vapi/sources.ts";
import { findChecked } from "../vapi/identity.ts";
import * as contract from "./contract.ts";
import { fetchRecording } from "./fetch-recording.ts";

export function routeRecording(app: OpenAPIHono<ServiceEnv<CallsEnv>>): void {
  app.openapi(contract.getRecording, async (c) => {
    const { tenant } = c.var;
    const call = await tenant.read((tx) => findCall(tx, tenant.orgId, c.req.valid("param").id));
    if (call === undefined) throw notFound("call");
    if (call.recording === null) throw notFound("recording");
    const vapi = createVapi(c.env);
    const answer = await findChecked(sourcesOf({ vapi, env: c.env }), linkedCall(call))
      .then((vapiCallId) => (vapiCallId === undefined ? undefined : vapi.recording(vapiCallId)))
      .catch((err: unknown) => {
        throw unavailableProblem(err);
      });
    if (answer === undefined) throw notFound("recording");
    return fetchRecording(answer, c.env, c.req.valid("header").range);
  });
}
