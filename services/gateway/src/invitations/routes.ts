import { authorOf } from "@allokoli/shared/db/audit-entry";
import { connect } from "@allokoli/shared/db/connect";
import { personTenant, type Tx } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { etagHeader } from "@allokoli/shared/http/etag";
import { idempotent } from "@allokoli/shared/service/idempotent";
import { decodeCursor, toPage } from "@allokoli/shared/http/page";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { requireVerifiedOwner } from "@allokoli/shared/limits/dialling";
import type { Context } from "hono";
import { note } from "../audit.ts";
import type { GatewayApp, GatewayEnv } from "../env.ts";
import type { Memberships } from "../membership/memberships.ts";
import { findOrganization, toOrganization } from "../organization/store.ts";
import * as contract from "./contract.ts";
import { sendMail } from "./mail.ts";
import * as store from "./store.ts";
import { toInvitation, type InvitationRow } from "./store.ts";

const OPEN_MS = 7 * 24 * 60 * 60_000;
const HOUR_MS = 60 * 60_000;
/** Mails that an organization may send in an hour, so that it cannot flood an address. */
const MAILS_PER_HOUR = 30;

/** Who is asked to join the organization. */
export function routeInvitations(app: GatewayApp) {
  app.on("POST", contract.createInvitation.path, idempotent("admin"));
  app
    .openapi(contract.listInvitations, async (c) => {
      const { limit, cursor } = c.req.valid("query");
      const { tenant } = c.var;
      const after = decodeCursor(cursor);
      const rows = await tenant.read((tx) => store.listInvitations(tx, tenant.orgId, limit, after), "admin");
      const now = new Date();
      return c.json(
        toPage(
          rows,
          limit,
          (row) => toInvitation(row, now),
          ({ createdAt, id }) => ({ createdAt: createdAt.toISOString(), id }),
        ),
        200,
      );
    })
    .openapi(contract.createInvitation, async (c) => {
      requireMail(c);
      const { tenant, userId, creationId: id } = c.var;
      const { orgId } = tenant;
      const { email, role } = c.req.valid("json");
      const now = new Date();
      const row = await tenant.write(role === "owner" ? "owner" : "admin", async (tx) => {
        await requireMayMail(tx, orgId, now);
        const expiresAt = new Date(now.getTime() + OPEN_MS);
        const creation = { id, email, role, invitedBy: userId, expiresAt, now };
        const { row: found, isMember, isFresh } = await store.insertInvitation(tx, orgId, creation);
        if (isMember) throw new Problem("conflict", { detail: "This person is a member already." });
        if (found === undefined) {
          throw new Problem("conflict", { detail: "This address is invited already: send the invitation again." });
        }
        if (isFresh) {
          const detail = { email, role };
          await note(tx, { orgId, author: authorOf(c), action: "invitation.created", resourceId: id, detail });
        }
        return found;
      });
      mailAfterAnswer(c, row);
      return c.json(toInvitation(row, now), 201);
    })
    .openapi(contract.resendInvitation, async (c) => {
      requireMail(c);
      const { tenant } = c.var;
      const { orgId } = tenant;
      const { invitationId } = c.req.valid("param");
      const now = new Date();
      const row = await tenant.write("admin", async (tx) => {
        await requireMayMail(tx, orgId, now);
        await requireManaged(tx, c, invitationId);
        const [renewed] = await Promise.all([
          store.renewInvitation(tx, orgId, invitationId, new Date(now.getTime() + OPEN_MS)),
          note(tx, { orgId, author: authorOf(c), action: "invitation.sent", resourceId: invitationId }),
        ]);
        if (renewed === undefined) throw notFound("invitation");
        return renewed;
      });
      mailAfterAnswer(c, row);
      return c.json(toInvitation(row, now), 202);
    })
    .openapi(contract.revokeInvitation, async (c) => {
      const { tenant } = c.var;
      const { orgId } = tenant;
      const { invitationId } = c.req.valid("param");
      await tenant.write("admin", async (tx) => {
        await requireManaged(tx, c, invitationId);
        const [deleted] = await Promise.all([
          store.deleteInvitation(tx, orgId, invitationId),
          note(tx, { orgId, author: authorOf(c), action: "invitation.revoked", resourceId: invitationId }),
        ]);
        if (!deleted) throw notFound("invitation");
      });
      return c.body(null, 204);
    });
}

/** The invitations to the person, whatever organization they are in. */
export function routeOwnInvitations(app: GatewayApp, memberships: Memberships) {
  app
    .openapi(contract.listOwnInvitations, async (c) => {
      const items = await c.var.person.read((tx) => store.listOwn(tx));
      return c.json({ items }, 200);
    })
    .openapi(contract.acceptInvitation, async (c) => {
      const { person, userId, requestId } = c.var;
      const { id } = c.req.valid("param");
      const joined = await person.write(async (tx) => {
        const orgId = await store.accept(tx, id, requestId);
        return orgId === undefined ? undefined : findOrganization(tx, orgId);
      });
      if (joined === undefined) throw notFound("invitation");
      memberships.forget(userId);
      return c.json(toOrganization(joined), 200, etagHeader(joined));
    })
    .openapi(contract.declineInvitation, async (c) => {
      const { person, requestId } = c.var;
      const { id } = c.req.valid("param");
      if (!(await person.write((tx) => store.decline(tx, id, requestId)))) throw notFound("invitation");
      return c.body(null, 204);
    });
}

const requireMail = (c: Context<GatewayEnv>) =>
  requireEnv(c.env, ["SUPABASE_URL", "SUPABASE_SERVICE_ROLE_KEY", "SITE_URL"]);

/**
 * A mail costs money and may reach anybody. So an owner must have a verified address, and the hourly limit must not be
 * used up.
 */
async function requireMayMail(tx: Tx, orgId: string, now: Date): Promise<void> {
  const [, sent] = await Promise.all([
    requireVerifiedOwner(tx, orgId, now),
    store.countMails(tx, orgId, new Date(now.getTime() - HOUR_MS)),
  ]);
  if (sent >= MAILS_PER_HOUR) throw new Problem("rate_limited", { retryAfterSeconds: HOUR_MS / 1000 });
}

/** Only an owner may send or revoke the invitation of an owner. */
async function requireManaged(tx: Tx, c: Context<GatewayEnv>, id: string): Promise<void> {
  const { tenant } = c.var;
  const [invitation, self] = await Promise.all([
    store.findInvitation(tx, tenant.orgId, id),
    findOrganization(tx, tenant.orgId),
  ]);
  if (invitation === undefined) throw notFound("invitation");
  if (invitation.role === "owner" && self?.role !== "owner") throw new Problem("role_too_low");
}

/** The mail is sent after the answer: the time that Auth takes would tell whether the address has an account. */
function mailAfterAnswer(c: Context<GatewayEnv>, { id, email }: InvitationRow): void {
  const { claims, tenant, log } = c.var;
  const env = requireMail(c);
  const author = authorOf(c);
  const work = async () => {
    const database = connect(env.HYPERDRIVE.connectionString);
    try {
      const own = personTenant(database, claims, tenant.orgId);
      const inviter = await own.read((tx) => store.findInviter(tx, tenant.orgId));
      if (inviter === undefined) return;
      const mail = await sendMail(env, { email, organizationName: inviter.name, locale: inviter.locale });
      await own.write("admin", (tx) =>
        Promise.all([
          store.setMail(tx, tenant.orgId, id, mail),
          mail === "failed" &&
            note(tx, { orgId: tenant.orgId, author, action: "invitation.failed", resourceId: id, detail: { email } }),
        ]),
      );
    } catch (err) {
      log.error("invitation not mailed", err);
    } finally {
      await database.close();
    }
  };
  c.executionCtx.waitUntil(work());
}
