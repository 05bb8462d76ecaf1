import type { Author } from "../db/books.ts";
import type { Tenant, Tx } from "../db/tenant.ts";
import { expectedRevision } from "../http/etag.ts";
import { notFound, Problem } from "../http/problem.ts";
import type { Committed, MirrorStore } from "./mirror.ts";
import type { ClaimedResource, NewResource, ResourceRow, ResourceStore, Wanted } from "./resource.ts";

/** The transaction of a creation. Repeated with the same id, it finds its row and takes it on where it was left. */
export async function commitCreation<Settings extends object>(
  tenant: Tenant,
  store: ResourceStore<Settings>,
  books: Pick<MirrorStore<ClaimedResource<Settings>>, "claim">,
  creation: NewResource<Settings> & {
    /** What has to hold in the same transaction, such as that what it names is there. Before anything is written. */
    check?(tx: Tx): Promise<void>;
    /** Written in the same transaction, after the row. */
    also?(tx: Tx): Promise<void>;
  },
): Promise<Committed<ClaimedResource<Settings>>> {
  const { id, leaseUntil, author, isMirrored } = creation;
  const { row, isFresh } = await tenant.write("member", async (tx) => {
    await creation.check?.(tx);
    const inserted = await store.insert(tx, tenant.orgId, creation);
    if (inserted.isFresh) await creation.also?.(tx);
    return inserted;
  });
  if (row === undefined) throw new Problem("conflict");
  const claim = !isMirrored
    ? undefined
    : isFresh
      ? store.toClaimed(row, leaseUntil)
      : await books.claim(id, new Date(), leaseUntil);
  return {
    claim,
    isFresh,
    revert: async (isAtVapi) =>
      claim !== undefined &&
      !isAtVapi &&
      tenant.write("member", (tx) => store.uninsert(tx, tenant.orgId, claim, author)),
  };
}

export type ChangeInput<Settings extends object> = {
  id: string;
  ifMatch: string | undefined;
  leaseUntil: Date;
  author: Author;
  /** What it becomes; undefined when there is nothing to change. May write what goes with it. */
  decide(tx: Tx, before: ResourceRow): Promise<Wanted<Settings> | undefined>;
};

/** The transaction of a change. */
export function commitChange<Settings extends object>(
  tenant: Tenant,
  store: ResourceStore<Settings>,
  { id, ifMatch, leaseUntil, author, decide }: ChangeInput<Settings>,
): Promise<Committed<ClaimedResource<Settings>>> {
  return tenant.write("member", async (tx) => {
    const before = await requireLocked(tx, tenant.orgId, store, id, ifMatch);
    const wanted = await decide(tx, before);
    const claim = wanted && (await store.change(tx, before, { ...wanted, leaseUntil, now: new Date(), author }));
    return {
      claim,
      isFresh: false,
      revert: async () =>
        claim !== undefined && tenant.write("member", (next) => store.unchange(next, before, claim, author)),
    };
  });
}

export type DeletionInput = {
  id: string;
  ifMatch: string | undefined;
  author: Author;
  /** Throws when something still uses it. */
  requireUnused(tx: Tx, before: ResourceRow): Promise<void>;
};

/** The transaction of a deletion, after which nobody sees it. */
export const commitDeletion = <Settings extends object>(
  tenant: Tenant,
  store: ResourceStore<Settings>,
  { id, ifMatch, author, requireUnused }: DeletionInput,
): Promise<void> =>
  tenant.write("member", async (tx) => {
    const before = await requireLocked(tx, tenant.orgId, store, id, ifMatch);
    await requireUnused(tx, before);
    await store.hide(tx, before, new Date(), author);
  });

async function requireLocked<Settings extends object>(
  tx: Tx,
  orgId: string,
  store: ResourceStore<Settings>,
  id: string,
  ifMatch: string | undefined,
): Promise<ResourceRow> {
  const revision = expectedRevision(ifMatch);
  const row = await store.lock(tx, orgId, id);
  if (row === undefined) throw notFound(store.kind);
  if (revision !== undefined && revision !== row.revision) throw new Problem("precondition_failed");
  return row;
}
