import type { OpenAPIHono } from "@hono/zod-openapi";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import { createVapi } from "@allokoli/shared/vapi/client";
import { unavailableProblem } from "@allokoli/shared/vapi/errors";
import { findCall, linkedCall, type CallRow } from "../calls/store.ts";
import type { CallsEnv } from "../env.ts";
import { sourcesOf } from "../vapi/sources.ts";
import { findChecked } from "../vapi/identity.ts";
import { keyOf } from "./bucket.ts";
import * as contract from "./contract.ts";
import { askForRecording, gone } from "./fetch-recording.ts";
import { serveKept } from "./serve-kept.ts";
import { findKept } from "./store.ts";

export function routeRecording(app: OpenAPIHono<ServiceEnv<CallsEnv>>): void {
  app.openapi(contract.getRecording, async (c) => {
    const { tenant } = c.var;
    const { orgId } = tenant;
    const { id } = c.req.valid("param");
    const { range } = c.req.valid("header");
    const [call, kept] = await tenant.read((tx) => Promise.all([findCall(tx, orgId, id), findKept(tx, orgId, id)]));
    if (call === undefined) throw notFound("call");
    if (call.recording === null) throw notFound("recording");
    if (kept === undefined) return fromVapi(c.env, call, range);
    const { RECORDINGS } = requireEnv(c.env, ["RECORDINGS"]);
    const answer = await serveKept(RECORDINGS, keyOf(orgId, id), kept, { method: c.req.raw.method, range });
    if (answer === undefined) throw notFound("recording");
    return answer;
  });
}

/** Until it is copied, and where it is not to be, as long as Vapi has it. */
async function fromVapi(env: CallsEnv, call: CallRow, range: string | undefined): Promise<Response> {
  if (call.recordingState === "gone" || call.recordingState === "expired") throw gone();
  const vapi = createVapi(env);
  const asked = await findChecked(sourcesOf({ vapi, env }), linkedCall(call))
    .then((vapiCallId) => (vapiCallId === undefined ? undefined : askForRecording(vapi, env, vapiCallId, range)))
    .catch((err: unknown) => {
      throw err instanceof Problem ? err : unavailableProblem(err);
    });
  if (asked === undefined) throw notFound("recording");
  return asked;
}
