import type { Author } from "../db/audit-entry.ts";
import type { Tenant, Tx } from "../db/tenant.ts";
import { requireCurrent } from "../http/etag.ts";
import { Problem } from "../http/problem.ts";
import { requireWithin } from "../limits/require-within.ts";
import { changedFields } from "./changed-fields.ts";
import type { Committed, MirrorStore } from "./mirror.ts";
import type { NewResource, Resource, ResourceChange, ResourceRow } from "./resource.ts";
import type { Claimed } from "./state.ts";

export type CreationInput<Values> = NewResource<Values> & {
  /** Checks in the same transaction, before anything is written: such as that a resource which it names exists. */
  check?(tx: Tx): Promise<void>;
  /** Written in the same transaction, after the row. */
  also?(tx: Tx): Promise<void>;
};

/**
 * The transaction of a creation. Repeated with the same id, it finds its row and continues with it.
 * @throws {Problem} `limit_reached`, and what `check` throws
 */
export async function commitCreation<Row extends ResourceRow & Values, Values extends { name: string }, Context>(
  tenant: Tenant,
  resource: Resource<Row, Values, Context>,
  syncStore: Pick<MirrorStore<Claimed<Row, Context>>, "claim">,
  creation: CreationInput<Values> & { leaseUntil: Date },
): Promise<Committed<Claimed<Row, Context>>> {
  const { id, leaseUntil, author, isMirrored = true } = creation;
  const { own } = resource.roles;
  const { row, context, isFresh } = await tenant.write(own, async (tx) => {
    const [, inserted] = await Promise.all([
      requireWithin(tx, tenant.orgId, [{ limit: resource.limit, ids: [id] }], new Date()),
      checkAndInsert(tx),
    ]);
    return inserted;
  });
  if (row === undefined) throw new Problem("conflict");
  const claim = !isMirrored
    ? undefined
    : isFresh
      ? resource.toClaimed(row, context, leaseUntil)
      : await syncStore.claim(id, new Date(), leaseUntil);
  return {
    row,
    claim,
    isFresh,
    revert: async (isAtVapi) =>
      claim !== undefined && !isAtVapi && tenant.write(own, (tx) => resource.uninsert(tx, tenant.orgId, claim, author)),
  };

  async function checkAndInsert(tx: Tx) {
    await creation.check?.(tx);
    const inserted = await resource.insert(tx, tenant.orgId, creation);
    if (inserted.isFresh) await creation.also?.(tx);
    return inserted;
  }
}

/** How to change the row that was found. */
export type Decision<Values> = ResourceChange<Values> & {
  /** Counts as a change even when no field differs; Vapi gets nothing of it then, unless `isMirrored` is true. */
  isForced?: boolean;
  /** Checks, and further writes before the row. Called only when something changes. */
  also?(tx: Tx): Promise<void>;
};
export type ChangeInput<Row, Values> = {
  id: string;
  ifMatch: string | undefined;
  author: Author;
  decide(before: Row, tx: Tx): Decision<Values> | Promise<Decision<Values>>;
};

/**
 * The transaction of a change. Without a difference nothing is written, but a failed row is sent to Vapi again.
 * @throws {Problem} `not_found`, `precondition_failed`, and what `decide` throws
 */
export function commitChange<Row extends ResourceRow & Values, Values extends { name: string }, Context>(
  tenant: Tenant,
  resource: Resource<Row, Values, Context>,
  { id, ifMatch, author, decide, leaseUntil }: ChangeInput<Row, Values> & { leaseUntil: Date },
): Promise<Committed<Claimed<Row, Context>>> {
  const { change: role } = resource.roles;
  return tenant.write(role, async (tx) => {
    const before = await requireCurrent(resource.name, ifMatch, () => resource.lock(tx, tenant.orgId, id));
    const { isForced = false, also, ...decided } = await decide(before, tx);
    const after: Row = { ...before, ...decided.values };
    const isSent =
      before.syncState === "failed" ||
      decided.restoredFrom !== undefined ||
      changedFields(resource.fieldsOf(before), resource.fieldsOf(after)).length > 0;
    if (!isForced && !isSent) return { row: before, claim: undefined, isFresh: false, revert: async () => false };
    await also?.(tx);
    const change = { isMirrored: isSent, ...decided };
    const { row = after, claim } = await resource.change(tx, before, {
      ...change,
      leaseUntil,
      now: new Date(),
      author,
    });
    return {
      row,
      claim,
      isFresh: false,
      revert: async () =>
        claim !== undefined && tenant.write(role, (next) => resource.unchange(next, before, change, claim, author)),
    };
  });
}

export type DeletionInput<Row> = {
  id: string;
  ifMatch: string | undefined;
  author: Author;
  /** Throws when something still uses it. */
  requireUnused(tx: Tx, before: Row): Promise<void>;
};

/**
 * The transaction of a deletion. Afterwards nobody can read the row.
 * @throws {Problem} `not_found`, `precondition_failed`, and what `requireUnused` throws
 */
export const commitDeletion = <Row extends ResourceRow & Values, Values extends { name: string }, Context>(
  tenant: Tenant,
  resource: Resource<Row, Values, Context>,
  { id, ifMatch, author, requireUnused }: DeletionInput<Row>,
): Promise<void> =>
  tenant.write(resource.roles.own, async (tx) => {
    const before = await requireCurrent(resource.name, ifMatch, () => resource.lock(tx, tenant.orgId, id));
    await requireUnused(tx, before);
    await resource.hide(tx, before, { now: new Date(), author });
  });
