import { entry, systemEntry, type Author } from "@allokoli/shared/db/audit-entry";
import { auditLog, drafts, events, profiles, publishPlans } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Claims } from "@allokoli/shared/identity/identity";
import type { ProblemCode } from "@allokoli/shared/http/problem";
import { and, asc, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Target } from "../drafts/store.ts";
import type { PublishPlan } from "./contract.ts";

export type PlanRow = typeof publishPlans.$inferSelect;
export type ShownPlan = PlanRow & { askedByName: string | null };

const isPlan = ({ orgId, kind, id }: Target) =>
  and(eq(publishPlans.orgId, orgId), eq(publishPlans.kind, kind), eq(publishPlans.resourceId, id));

export async function findPlan(tx: Tx, target: Target): Promise<ShownPlan | undefined> {
  const [row] = await tx
    .select({
      plan: publishPlans,
      askedByName: sql<
        string | null
      >`coalesce(${profiles.fullName}, app.api_key_name(${publishPlans.orgId}, ${publishPlans.askedBy}))`,
    })
    .from(publishPlans)
    .leftJoin(profiles, eq(profiles.userId, publishPlans.askedBy))
    .where(isPlan(target));
  return row && { ...row.plan, askedByName: row.askedByName };
}

export const toPlan = (row: ShownPlan): z.infer<typeof PublishPlan> => ({
  at: row.at?.toISOString() ?? null,
  state: row.state,
  // Written from a Problem and nothing else.
  problem: row.problem === null ? null : { code: row.problem as ProblemCode, detail: row.detail },
  askedBy: { id: row.askedBy, name: row.askedByName },
  createdAt: row.createdAt.toISOString(),
});

/** The draft, which cannot change until the transaction ends. */
export async function lockDraft(tx: Tx, { orgId, kind, id }: Target) {
  const [row] = await tx
    .select()
    .from(drafts)
    .where(and(eq(drafts.orgId, orgId), eq(drafts.kind, kind), eq(drafts.resourceId, id)))
    .for("update");
  return row;
}

/** For the audit log: who asked, and the name of what is to be published. */
type Asking = { author: Author; name: string };
export type NewPlan = Asking & { revision: number; at: Date | null; claims: Claims };

/** Takes the place of the plan before. */
export async function keepPlan(tx: Tx, { orgId, kind, id }: Target, { revision, at, claims, author, name }: NewPlan) {
  const plan = {
    revision,
    at,
    askedBy: claims.sub,
    askedRole: claims.role,
    state: "waiting",
    problem: null,
    detail: null,
  } as const;
  const detail = { name, at: at?.toISOString() ?? null };
  await Promise.all([
    tx
      .insert(publishPlans)
      .values({ orgId, kind, resourceId: id, ...plan })
      .onConflictDoUpdate({ target: [publishPlans.orgId, publishPlans.kind, publishPlans.resourceId], set: plan }),
    tx.insert(auditLog).values(entry(orgId, author, "draft.planned", { type: kind, id }, detail)),
  ]);
}

/** False when there is none. */
export async function dropPlan(tx: Tx, target: Target, { author, name }: Asking): Promise<boolean> {
  const { orgId, kind: type, id } = target;
  const rows = await tx.delete(publishPlans).where(isPlan(target)).returning({ id: publishPlans.resourceId });
  if (rows.length === 0) return false;
  await tx.insert(auditLog).values(entry(orgId, author, "draft.plan-dropped", { type, id }, { name }));
  return true;
}

/** As the system: the plans that wait, the earliest first. */
export const waitingPlans = (tx: Tx, orgId: string): Promise<PlanRow[]> =>
  tx
    .select()
    .from(publishPlans)
    .where(and(eq(publishPlans.orgId, orgId), eq(publishPlans.state, "waiting")))
    .orderBy(sql`coalesce(${publishPlans.at}, ${publishPlans.createdAt})`, asc(publishPlans.resourceId));

type Failure = { code: ProblemCode; detail: string | null; name: string };

/** As the system: nothing came of a plan, which is told once. */
export async function failPlan(tx: Tx, plan: PlanRow, { code, detail, name }: Failure): Promise<void> {
  const { orgId, kind, resourceId: id, revision } = plan;
  const failed = await tx
    .update(publishPlans)
    .set({ state: "failed", problem: code, detail })
    .where(and(isPlan({ orgId, kind, id }), eq(publishPlans.revision, revision), eq(publishPlans.state, "waiting")))
    .returning({ id: publishPlans.resourceId });
  if (failed.length === 0) return;
  await Promise.all([
    tx.insert(events).values({
      orgId,
      type: "draft.failed",
      resourceType: kind,
      resourceId: id,
      data: { kind, id, name, code, detail },
    }),
    tx.insert(auditLog).values(systemEntry(orgId, "draft.failed", { type: kind, id }, { name, code })),
  ]);
}
