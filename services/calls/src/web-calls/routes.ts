import { authorOf } from "@allokoli/shared/db/audit-entry";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { requireWithin } from "@allokoli/shared/limits/require-within";
import { idempotent } from "@allokoli/shared/service/idempotent";
import type { ServiceEnv } from "@allokoli/shared/service/service";
import { createVapi } from "@allokoli/shared/vapi/client";
import { refusalProblem, unavailableProblem, VapiRefused, VapiUnavailable } from "@allokoli/shared/vapi/errors";
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { requireCallee } from "../calls/callee.ts";
import { noteCalls } from "../calls/store.ts";
import type { CallsEnv } from "../env.ts";
import { createWebCall, getWebCalling } from "./contract.ts";

/** What we read of Vapi's answer. */
const Made = z.object({ id: z.uuid(), webCallUrl: z.url() });

/** A call from a browser: its room at Vapi is made here, so no key of Vapi's is in a page. */
export function routeWebCalls(app: OpenAPIHono<ServiceEnv<CallsEnv>>): void {
  app.openapi(getWebCalling, async (c) => {
    // The answer is the same for every organization, but membership is required, as everywhere.
    await c.var.tenant.read(() => Promise.resolve());
    return c.json({ isSetUp: Boolean(c.env.VAPI_PUBLIC_KEY) }, 200);
  });

  app.openapi(createRoute({ ...createWebCall, middleware: [idempotent("member")] as const }), async (c) => {
    const { tenant, creationId } = c.var;
    const { VAPI_PUBLIC_KEY = "" } = requireEnv(c.env, ["VAPI_PUBLIC_KEY"]);
    const { assistantId } = c.req.valid("json");
    const now = new Date();
    const { callee, maxDurationSeconds } = await requireCallee(tenant, { assistantId }, now);
    // Its row comes with its first message: a place is asked for, not taken.
    const place = [creationId];
    await tenant.write("member", (tx) =>
      requireWithin(
        tx,
        tenant.orgId,
        [
          { limit: "callsAtOnce", ids: place },
          { limit: "minutesPerMonth", ids: place },
        ],
        now,
      ),
    );
    const answer = await createVapi(c.env)
      .createWebCall(VAPI_PUBLIC_KEY, {
        assistantId: callee.vapiId,
        assistantOverrides: { ...(maxDurationSeconds !== undefined && { maxDurationSeconds }) },
      })
      .catch((err: unknown) => {
        throw err instanceof VapiRefused ? refusalProblem(err, () => undefined) : unavailableProblem(err);
      });
    const made = Made.safeParse(answer);
    if (!made.success) throw unavailableProblem(new VapiUnavailable(undefined, made.error));
    const { id, webCallUrl } = made.data;
    await tenant.write("member", (tx) => noteCalls(tx, tenant.orgId, [id], "call.created", authorOf(c)));
    return c.json({ id, url: webCallUrl }, 201);
  });
}
