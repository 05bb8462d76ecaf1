import { requireEnv } from "@allokoli/shared/env/require-env";
import { Problem } from "@allokoli/shared/http/problem";
import { REQUEST_ID_HEADER, type ServiceVariables } from "@allokoli/shared/http/service";
import { IDENTITY_HEADER } from "@allokoli/shared/identity/identity";
import type { ResourceRow } from "@allokoli/shared/mirror/resource";
import type { TypedResponse } from "hono";
import type { z } from "zod";
import type { Env } from "../env.ts";
import { toErrors } from "./check.ts";
import type { ExecutedWorkflow, ExecuteWorkflow } from "./contract.ts";
import { findFaults } from "./faults.ts";
import { workflowStore } from "./store.ts";

type Scope = {
  env: Env;
  var: ServiceVariables;
  req: { header(name: string): string | undefined };
};

const RETRY_AFTER_SECONDS = 5;
const PASSED_ON = [IDENTITY_HEADER, "idempotency-key", "traceparent", "tracestate"];

/**
 * What can be executed, with all that it asks for.
 * @throws {Problem} `conflict` naming its faults; `validation_failed` naming each input that is missing
 */
export function requireExecutable(row: ResourceRow, { variables = {} }: ExecuteWorkflow): void {
  const settings = workflowStore.settingsOf(row);
  const faults = findFaults(settings);
  if (faults.length > 0) {
    throw new Problem("conflict", {
      detail: "The workflow has faults that are to be mended first.",
      errors: toErrors(faults, settings),
    });
  }
  const errors = settings.inputs
    .filter((name) => !Object.hasOwn(variables, name))
    .map((name) => ({ path: `variables.${name}`, message: "is what the workflow has to be given" }));
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
}

// The calls Worker answers with 201 and its own contract's JSON, or with a problem, of which types say nothing.
type Executed = Response & TypedResponse<z.infer<typeof ExecutedWorkflow>, 201, "json">;

/** The call is the calls Worker's, as if the caller had asked it: who asks and the Idempotency-Key are passed on. */
export async function execute(c: Scope, workflowId: string, body: ExecuteWorkflow): Promise<Executed> {
  const { CALLS } = requireEnv(c.env, ["CALLS"]);
  const headers = new Headers({ "content-type": "application/json", [REQUEST_ID_HEADER]: c.var.requestId });
  for (const name of PASSED_ON) {
    const value = c.req.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  const request = new Request("https://calls/v1/calls", {
    method: "POST",
    headers,
    body: JSON.stringify({ ...body, workflowId }),
  });
  const answer = await CALLS.fetch(request).catch((err: unknown) => {
    throw new Problem("service_unavailable", { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: err });
  });
  // A copy, because the headers of a fetched response cannot be added to.
  return new Response(answer.body, answer) as Executed;
}
