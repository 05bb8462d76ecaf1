import { authorOf } from "@allokoli/shared/db/books";
import type { Tx } from "@allokoli/shared/db/tenant";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { MemberRole } from "@allokoli/shared/identity/identity";
import { note } from "../audit.ts";
import type { GatewayApp } from "../env.ts";
import type { Memberships } from "../membership/memberships.ts";
import * as contract from "./contract.ts";
import { mayManage } from "./rights.ts";
import * as store from "./store.ts";
import { toMember } from "./store.ts";

/** Who belongs to the organization. The database itself keeps the last owner. */
export function routeMembers(app: GatewayApp, memberships: Memberships) {
  app
    .openapi(contract.listMembers, async (c) => {
      const { limit, cursor } = c.req.valid("query");
      const { tenant } = c.var;
      const rows = await tenant.read((tx) => store.listMembers(tx, tenant.orgId, limit + 1, decodeCursor(cursor)));
      return c.json(toPage(rows, limit, toMember, positionOf), 200);
    })
    .openapi(contract.updateMember, async (c) => {
      const { memberId } = c.req.valid("param");
      const { role } = c.req.valid("json");
      const { tenant, userId } = c.var;
      const { orgId } = tenant;
      const member = await tenant.write("admin", async (tx) => {
        const before = await requireManaged(tx, { orgId, actorId: userId, memberId, role });
        const [changed] = await Promise.all([
          store.changeRole(tx, orgId, memberId, before, role),
          note(tx, {
            orgId,
            author: authorOf(c),
            action: "member.updated",
            resourceId: memberId,
            detail: { from: before, to: role },
          }),
        ]);
        if (!changed) throw new Problem("conflict", { detail: "Somebody else changed this member: look again." });
        return store.findMember(tx, orgId, memberId);
      });
      if (member === undefined) throw notFound("member");
      memberships.forget(memberId);
      return c.json(toMember(member), 200);
    })
    .openapi(contract.removeMember, async (c) => {
      const { memberId } = c.req.valid("param");
      const { tenant, userId } = c.var;
      const { orgId } = tenant;
      const leaves = memberId === userId;
      await tenant.write(leaves ? "viewer" : "admin", async (tx) => {
        if (!leaves) await requireManaged(tx, { orgId, actorId: userId, memberId });
        // The entry first: who has left signs for nothing.
        const action = leaves ? "member.left" : "member.removed";
        const noted = note(tx, { orgId, author: authorOf(c), action, resourceId: memberId });
        const [deleted] = await Promise.all([store.deleteMember(tx, orgId, memberId), noted]);
        if (!deleted) throw notFound("member");
      });
      memberships.forget(memberId);
      return c.body(null, 204);
    });
}

type Managing = { orgId: string; actorId: string; memberId: string; role?: MemberRole };

/** The role of a member whom this person may manage, and give `role`. */
async function requireManaged(tx: Tx, { orgId, actorId, memberId, role }: Managing): Promise<MemberRole> {
  const roles = await store.findRoles(tx, orgId, [actorId, memberId]);
  const [actor, before] = [roles.get(actorId), roles.get(memberId)];
  if (before === undefined) throw notFound("member");
  if (actor === undefined || !mayManage(actor, before) || (role !== undefined && !mayManage(actor, role))) {
    throw new Problem("role_too_low");
  }
  return before;
}
