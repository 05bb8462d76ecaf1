import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { authorOf } from "@allokoli/shared/db/audit-entry";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { Scope, ServiceEnv } from "@allokoli/shared/service/service";
import { takeOwnNumbers } from "@allokoli/shared/phone/organization-numbers";
import { workflowsRpc } from "@allokoli/shared/rpc/workflows";
import { createCalls } from "../calls/create.ts";
import { withNumbers } from "../calls/numbers.ts";
import type { CallsEnv } from "../env.ts";
import { executeWorkflow, type ExecuteWorkflow } from "./contract.ts";
import { findExecutable } from "./store.ts";

const RETRY_AFTER_SECONDS = 5;

export function routeWorkflows(app: OpenAPIHono<ServiceEnv<CallsEnv>>): void {
  app.openapi(createRoute({ ...executeWorkflow, middleware: [idempotent("member")] as const }), async (c) => {
    const { tenant, creationId } = c.var;
    const { id: workflowId } = c.req.valid("param");
    const body = c.req.valid("json");
    await requireExecutable(c, workflowId, body);
    const input = await takeOwnNumbers(tenant, (take) => withNumbers({ ...body, workflowId }, take));
    return c.json({ items: await createCalls(c.env, tenant, authorOf(c), creationId, input) }, 201);
  });
}

/**
 * The workflow exists, has no faults, and gets all inputs that it requires.
 * @throws {Problem} `not_found`; `conflict` naming its faults; `validation_failed` naming each input that is missing
 */
async function requireExecutable(
  c: Scope<CallsEnv>,
  workflowId: string,
  { variables = {} }: ExecuteWorkflow,
): Promise<void> {
  const { tenant, requestId } = c.var;
  // A call costs money: it takes the role that may make changes.
  const workflow = await tenant.read((tx) => findExecutable(tx, tenant.orgId, workflowId), "member");
  if (workflow === undefined) throw notFound("workflow");
  if (workflow.isDraft) {
    const { ASSISTANTS } = requireEnv(c.env, ["ASSISTANTS"]);
    const errors = await workflowsRpc(ASSISTANTS)
      .findWorkflowFaults({ orgId: tenant.orgId, workflowId, requestId })
      .catch((err: unknown) => {
        throw new Problem("service_unavailable", { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: err });
      });
    throw new Problem("conflict", { detail: "The workflow has faults that are to be mended first.", errors });
  }
  const errors = workflow.inputs
    .filter((name) => !Object.hasOwn(variables, name))
    .map((name) => ({ path: `variables.${name}`, message: "is what the workflow has to be given" }));
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
}
