import type { MirrorProvider } from "./mirror.ts";
import { findSince, type Listed, type ListSince } from "./search.ts";
import type { Claimed } from "./state.ts";

/** Vapi's clock may be behind Postgres's. */
const CLOCK_MARGIN_MS = 5 * 60_000;

/**
 * The things at Vapi that carry the id of a row, oldest first, among all that were made since the row was.
 * @throws {VapiUnavailable} when there are more things than can be searched
 */
export async function findMadeFor<Item extends Listed>(
  { createdAt }: { createdAt: Date },
  list: ListSince<Item>,
  isOurs: (item: Item) => boolean,
): Promise<Item[]> {
  const since = new Date(createdAt.getTime() - CLOCK_MARGIN_MS).toISOString();
  return (await findSince(list, since, isOurs)).toReversed();
}

/** The provider of a kind, made from its compiler and from the functions of Vapi's client for one thing of the kind. */
export const createProvider = <Claim extends Claimed, Body, Item extends Listed>(kind: {
  compile(claim: Claim): Promise<Body>;
  create(body: Body): Promise<{ id: string }>;
  update(vapiId: string, body: Body): Promise<unknown>;
  /** Resolves also when it did not exist. */
  remove(vapiId: string): Promise<void>;
  list: ListSince<Item>;
  isOurs(item: Item, id: string): boolean;
}): MirrorProvider<Claim> => ({
  create: async (claim) => (await kind.create(await kind.compile(claim))).id,
  update: async (vapiId, claim) => void (await kind.update(vapiId, await kind.compile(claim))),
  remove: kind.remove,
  findOurs: async (claim) =>
    (await findMadeFor(claim, kind.list, (item) => kind.isOurs(item, claim.id))).map(({ id }) => id),
});
