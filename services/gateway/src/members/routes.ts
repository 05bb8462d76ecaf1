import { authorOf } from "@allokoli/shared/db/audit-entry";
import type { Tx } from "@allokoli/shared/db/tenant";
import { decodeCursor, positionOf, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { MemberRole } from "@allokoli/shared/identity/identity";
import { note } from "../audit.ts";
import type { GatewayApp } from "../env.ts";
import type { Memberships } from "../membership/memberships.ts";
import * as contract from "./contract.ts";
import { settleKeys } from "./keys.ts";
import { mayHaveKeys, mayManage } from "./rights.ts";
import * as store from "./store.ts";
import { toMember } from "./store.ts";

/** The members of the organization. The database itself refuses to remove the last owner. */
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
      const { role, keepApiKeyIds: keep } = c.req.valid("json");
      const { tenant, userId } = c.var;
      const { orgId } = tenant;
      const author = authorOf(c);
      const [member, keys] = await tenant.write("admin", async (tx) => {
        const before = await requireManaged(tx, { orgId, actorId: userId, memberId, role });
        const settled = mayHaveKeys(role)
          ? NO_KEYS
          : await settleKeys(tx, { orgId, memberId, keep, author, field: "keepApiKeyIds" });
        const [changed] = await Promise.all([
          store.changeRole(tx, orgId, memberId, before, role),
          note(tx, {
            orgId,
            author,
            action: "member.updated",
            resourceId: memberId,
            detail: { from: before, to: role },
          }),
        ]);
        if (!changed) throw new Problem("conflict", { detail: "Somebody else changed this member: look again." });
        return [await store.findMember(tx, orgId, memberId), settled] as const;
      });
      if (member === undefined) throw notFound("member");
      memberships.forget(memberId);
      return c.json({ ...toMember(member), ...keys }, 200);
    })
    .openapi(contract.removeMember, async (c) => {
      const { memberId } = c.req.valid("param");
      const { keepApiKeyId: keep } = c.req.valid("query");
      const { tenant, userId } = c.var;
      const { orgId } = tenant;
      const author = authorOf(c);
      const leaves = memberId === userId;
      const keys = await tenant.write(leaves ? "viewer" : "admin", async (tx) => {
        if (!leaves) await requireManaged(tx, { orgId, actorId: userId, memberId });
        const settled = await settleKeys(tx, { orgId, memberId, keep, author, field: "keepApiKeyId" });
        // The entry first: who has left signs for nothing.
        const noted = note(tx, {
          orgId,
          author,
          action: leaves ? "member.left" : "member.removed",
          resourceId: memberId,
        });
        const [deleted] = await Promise.all([store.deleteMember(tx, orgId, memberId), noted]);
        if (!deleted) throw notFound("member");
        return settled;
      });
      memberships.forget(memberId);
      return c.json(keys, 200);
    });
}

const NO_KEYS: contract.SettledKeys = { revokedApiKeys: [], keptApiKeys: [] };

type Managing = { orgId: string; actorId: string; memberId: string; role?: MemberRole };

/** The role of a member. This person may manage them and give them `role`. */
async function requireManaged(tx: Tx, { orgId, actorId, memberId, role }: Managing): Promise<MemberRole> {
  const roles = await store.findRoles(tx, orgId, [actorId, memberId]);
  const [actor, before] = [roles.get(actorId), roles.get(memberId)];
  if (before === undefined) throw notFound("member");
  if (actor === undefined || !mayManage(actor, before) || (role !== undefined && !mayManage(actor, role))) {
    throw new Problem("role_too_low");
  }
  return before;
}
