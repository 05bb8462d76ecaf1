import { authorOf } from "@allokoli/shared/db/audit-entry";
import { etagHeader, expectedRevision } from "@allokoli/shared/http/etag";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { note } from "../audit.ts";
import type { GatewayApp } from "../env.ts";
import { getOrganization, updateOrganization } from "./contract.ts";
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
}
