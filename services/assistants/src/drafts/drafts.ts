import { expectedRevision } from "@allokoli/shared/http/etag";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { MemberRole } from "@allokoli/shared/identity/identity";
import type { Scope } from "@allokoli/shared/service/service";
import type { Env } from "../env.ts";
import type { Passage } from "../gates/passage.ts";
import type { Expected } from "../settings/base.ts";
import * as store from "./store.ts";
import type { DraftKind, DraftRow } from "./store.ts";

type Named = { kind: DraftKind; id: string };

const noDraft = () => notFound("draft");

/** @throws {Problem} `not_found` */
export async function requireDraft(
  { var: { tenant } }: Scope<Env>,
  { kind, id }: Named,
  role: MemberRole = "viewer",
): Promise<DraftRow> {
  const row = await tenant.read((tx) => store.findDraft(tx, { orgId: tenant.orgId, kind, id }), role);
  if (row === undefined) throw noDraft();
  return row;
}

type Keeping = { change: object; ifMatch: string | undefined; isRebased: boolean };

/** @throws {Problem} `not_found`, also for a draft that the client names and that is gone; `precondition_failed` */
export async function keepDraft(
  { var: { tenant, claims } }: Scope<Env>,
  named: Named,
  { change, ifMatch, isRebased }: Keeping,
): Promise<DraftRow> {
  const target = { orgId: tenant.orgId, ...named };
  const expected = expectedRevision(ifMatch);
  const row = await tenant.write("member", async (tx) => {
    const base = await store.findPublished(tx, target);
    if (base === undefined) throw notFound(named.kind);
    const isKept = await store.keepDraft(tx, target, { change, base, isRebased, authorId: claims.sub, expected });
    if (!isKept) throw new Problem("precondition_failed");
    return store.findDraft(tx, target);
  });
  if (row === undefined) throw noDraft();
  return row;
}

/** @throws {Problem} `not_found`, `precondition_failed` */
export async function discardDraft(
  { var: { tenant } }: Scope<Env>,
  named: Named,
  ifMatch: string | undefined,
): Promise<void> {
  const target = { orgId: tenant.orgId, ...named };
  const expected = expectedRevision(ifMatch);
  await tenant.write("member", async (tx) => {
    if (await store.deleteDraft(tx, target, { revision: expected })) return;
    throw (await store.findDraft(tx, target)) === undefined ? noDraft() : new Problem("precondition_failed");
  });
}

export type Publishing = {
  ifMatch: string | undefined;
  /** An admin publishes it although the tests of its gate have not passed. */
  despiteTests: boolean;
};

/**
 * Publishes a draft by `apply`, which is what a PATCH does: over what the draft was begun with and nothing else, so that
 * nobody's work is undone unseen. The draft goes, unless somebody has changed it meanwhile.
 * @throws {Problem} `not_found`, `precondition_failed`, `tests_not_passed`, and what `apply` throws
 */
export async function publishDraft<Published>(
  c: Scope<Env>,
  named: Named,
  { ifMatch, despiteTests }: Publishing,
  apply: (change: unknown, over: Expected, passage: Passage) => Promise<Published>,
): Promise<Published> {
  const { tenant } = c.var;
  const expected = expectedRevision(ifMatch);
  const draft = await requireDraft(c, named, "member");
  if (expected !== undefined && expected !== draft.revision) throw new Problem("precondition_failed");
  const published = await apply(draft.change, { base: draft.base }, { draft, despiteTests });
  await tenant.write("member", (tx) => store.deleteDraft(tx, { orgId: tenant.orgId, ...named }, draft));
  return published;
}
