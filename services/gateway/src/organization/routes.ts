import { authorOf } from "@allokoli/shared/db/audit-entry";
import { connect } from "@allokoli/shared/db/connect";
import { personTenant } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { etagHeader, expectedRevision } from "@allokoli/shared/http/etag";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { note } from "../audit.ts";
import type { GatewayApp } from "../env.ts";
import { exportOrganization, getOrganization, updateOrganization } from "./contract.ts";
import { exportLines, streamOf } from "./export.ts";
import { findOrganization, toOrganization, updateOrganizationRow } from "./store.ts";

/** The organization that the request is for. */
export function routeOrganization(app: GatewayApp) {
  app
    .openapi(getOrganization, async (c) => {
      const { tenant } = c.var;
      const found = await tenant.read((tx) => findOrganization(tx, tenant.orgId));
      if (found === undefined) throw notFound("organization");
      return c.json(toOrganization(found), 200, etagHeader(found));
    })
    .openapi(updateOrganization, async (c) => {
      const { tenant } = c.var;
      const { orgId } = tenant;
      const change = c.req.valid("json");
      const expected = expectedRevision(c.req.valid("header")["if-match"]);
      const found = await tenant.write("admin", async (tx) => {
        const updated = await updateOrganizationRow(tx, orgId, change, expected);
        if (updated === undefined) throw new Problem("precondition_failed");
        const action = "organization.updated";
        await note(tx, { orgId, author: authorOf(c), action, resourceId: orgId, detail: change });
        return findOrganization(tx, orgId);
      });
      if (found === undefined) throw notFound("organization");
      return c.json(toOrganization(found), 200, etagHeader(found));
    });
  // Its lines are typed as no answer that `openapi` knows.
  app.openAPIRegistry.registerPath(exportOrganization);
  app.get(exportOrganization.path, async (c) => {
    const { claims, tenant } = c.var;
    await tenant.write("owner", (tx) =>
      note(tx, {
        orgId: tenant.orgId,
        author: authorOf(c),
        action: "organization.exported",
        resourceId: tenant.orgId,
        detail: {},
      }),
    );
    // The request's own connection ends with the answer's beginning.
    const database = connect(requireEnv(c.env, ["HYPERDRIVE"]).HYPERDRIVE.connectionString);
    const lines = exportLines(personTenant(database, claims, tenant.orgId));
    const ended = () => c.executionCtx.waitUntil(database.close());
    const headers = {
      "content-type": "application/x-ndjson",
      "content-disposition": 'attachment; filename="allokoli.ndjson"',
    };
    return new Response(streamOf(lines, ended), { headers });
  });
}
