import type { Author } from "@allokoli/shared/db/books";
import type { Tenant, Tx } from "@allokoli/shared/db/tenant";
import { requireWithin } from "@allokoli/shared/limits/require-within";
import { expectedRevision } from "@allokoli/shared/http/etag";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import type { Committed, MirrorStore } from "@allokoli/shared/mirror/mirror";
import type { AssistantSettings } from "./contract.ts";
import { requireReferences } from "./references.ts";
import { requireInNoSquad } from "../squads/store.ts";
import * as store from "./store.ts";
import type { AssistantRow, ClaimedAssistant } from "./store.ts";

type Commit = Committed<ClaimedAssistant>;

/** The transaction of a creation. Repeated with the same id, it finds its row and takes it on where it was left. */
export async function commitCreation(
  tenant: Tenant,
  books: Pick<MirrorStore<ClaimedAssistant>, "claim">,
  creation: store.NewAssistant,
): Promise<Commit> {
  const { id, leaseUntil, author } = creation;
  const [, , { row, isFresh }] = await tenant.write("member", (tx) =>
    Promise.all([
      requireReferences(tx, tenant.orgId, creation.settings),
      requireWithin(tx, tenant.orgId, [{ limit: "assistants", ids: [id] }], new Date()),
      store.insertAssistant(tx, tenant.orgId, creation),
    ]),
  );
  if (row === undefined) throw new Problem("conflict");
  const claim = isFresh ? store.toClaimed(row, leaseUntil) : await books.claim(id, new Date(), leaseUntil);
  return {
    claim,
    isFresh,
    revert: async (isAtVapi) =>
      claim !== undefined &&
      !isAtVapi &&
      tenant.write("member", (tx) => store.uncreateAssistant(tx, tenant.orgId, claim, author)),
  };
}

export type Decision = { settings: AssistantSettings; restoredFrom: number | null };
export type ChangeInput = {
  id: string;
  ifMatch: string | undefined;
  leaseUntil: Date;
  author: Author;
  /** The settings that it gets; undefined when there is nothing to change. */
  decide(tx: Tx, before: AssistantRow): Promise<Decision | undefined>;
};

/** The transaction of a change. */
export function commitChange(
  tenant: Tenant,
  { id, ifMatch, leaseUntil, author, decide }: ChangeInput,
): Promise<Commit> {
  return tenant.write("member", async (tx) => {
    const before = await requireLocked(tx, tenant.orgId, id, ifMatch);
    const decision = await decide(tx, before);
    const change = decision && { ...decision, leaseUntil, now: new Date(), author };
    const claim = change && (await store.changeAssistant(tx, before, change));
    return {
      claim,
      isFresh: false,
      revert: async () =>
        claim !== undefined && tenant.write("member", (next) => store.unchangeAssistant(next, before, claim, author)),
    };
  });
}

/** The transaction of a deletion, after which nobody sees it. */
export const commitDeletion = (
  tenant: Tenant,
  id: string,
  ifMatch: string | undefined,
  author: Author,
): Promise<void> =>
  tenant.write("member", async (tx) => {
    const before = await requireLocked(tx, tenant.orgId, id, ifMatch);
    await requireInNoSquad(tx, tenant.orgId, id);
    await store.hideAssistant(tx, before, new Date(), author);
  });

async function requireLocked(tx: Tx, orgId: string, id: string, ifMatch: string | undefined): Promise<AssistantRow> {
  const revision = expectedRevision(ifMatch);
  const row = await store.lockAssistant(tx, orgId, id);
  if (row === undefined) throw notFound("assistant");
  if (revision !== undefined && revision !== row.revision) throw new Problem("precondition_failed");
  return row;
}
