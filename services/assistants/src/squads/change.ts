import { authorOf } from "@allokoli/shared/db/audit-entry";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { Scope } from "@allokoli/shared/service/service";
import { requireBase, type Expected } from "../settings/base.ts";
import type { Env } from "../env.ts";
import { requirePassage, type Passage } from "../gates/passage.ts";
import type { SquadSettings, UpdateSquad } from "./contract.ts";
import { squadMirror } from "./mirror.ts";
import { requireGoodMembers, type SquadRow } from "./store.ts";

/** A change of a squad, made from what it was before. */
type Change = (before: SquadSettings & { name: string }) => SquadSettings & { name: string };

/**
 * Changes what is published of a squad.
 * @throws {Problem} `not_found`, `precondition_failed`, `tests_not_passed`, `validation_failed`, `vapi_refused`
 */
export function changeSquad(
  c: Scope<Env>,
  id: string,
  expected: Expected,
  change: Change,
  passage: Passage = "direct",
): Promise<SquadRow> {
  const decide = async (row: SquadRow, tx: Tx) => {
    const before = { name: row.name, ...row.settings };
    requireBase(expected, before);
    const { name, members } = change(before);
    const settings: SquadSettings = { members };
    await requireGoodMembers(tx, row.orgId, settings);
    const guarded = { orgId: row.orgId, kind: "squad" as const, id, name };
    return {
      ...(passage === "restore" && { verb: "restored" as const }),
      values: { name, settings },
      also: (to: Tx) => requirePassage(to, guarded, passage, authorOf(c)),
    };
  };
  return mirrorOf(c).change(c.var.tenant, { id, ifMatch: expected.ifMatch, author: authorOf(c), decide });
}

/** The change that a PATCH names. */
export const named =
  ({ name, members }: UpdateSquad): Change =>
  (before) => ({ name: name ?? before.name, members: members ?? before.members });

export const mirrorOf = (c: Scope<Env>) => squadMirror(c.env, c.var.database, c.var.tenant.orgId, c.var.log);
