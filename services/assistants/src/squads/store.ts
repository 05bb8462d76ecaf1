import { assistants, phoneNumbers, squads } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { resourceStore, type ResourceRow } from "@allokoli/shared/mirror/resource";
import { and, asc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { KnownAssistant } from "./compile.ts";
import type { Squad, SquadSettings } from "./contract.ts";
import { memberFaults } from "./members.ts";

export const squadStore = resourceStore<SquadSettings>(squads, "squad");

/** Name of an assistant by its id. */
export type Names = ReadonlyMap<string, string>;

export const toSquad =
  (names: Names) =>
  (row: ResourceRow): Squad => ({
    id: row.id,
    name: row.name,
    members: squadStore.settingsOf(row).members.map(({ assistantId, handoffs }) => ({
      assistantId,
      name: names.get(assistantId) ?? "",
      handoffs: handoffs.map(({ to, when, message }) => ({ to, when, ...(message !== undefined && { message }) })),
    })),
    vapiSquadId: row.vapiId,
    sync: { state: row.syncState, error: row.syncState === "synced" ? null : row.syncError },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  });

/** The names of all assistants that are in a squad of the organization's. */
export async function findNames(tx: Tx, orgId: string): Promise<Names> {
  const inSquads = sql`select (member ->> 'assistantId')::uuid from ${squads}, jsonb_array_elements(${squads.settings} -> 'members') member where ${squads.orgId} = ${orgId} and ${squads.deletedAt} is null`;
  const rows = await tx
    .select({ id: assistants.id, name: assistants.name })
    .from(assistants)
    .where(and(eq(assistants.orgId, orgId), sql`${assistants.id} in (${inSquads})`));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/**
 * The members are the organization's own assistants, which nobody deletes while the transaction lasts, and fit together.
 * In the order of their ids: two that lock the same never wait for each other.
 * @throws {Problem} `validation_failed` naming each fault
 */
export async function requireGoodMembers(tx: Tx, orgId: string, { members }: SquadSettings): Promise<void> {
  const ids = members.map(({ assistantId }) => assistantId);
  const rows = await tx
    .select({ id: assistants.id, name: assistants.name })
    .from(assistants)
    .where(and(eq(assistants.orgId, orgId), inArray(assistants.id, ids), isNull(assistants.deletedAt)))
    .orderBy(asc(assistants.id))
    .for("share");
  const errors = memberFaults(members, new Map(rows.map(({ id, name }) => [id, name])));
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
}

/** The members as Vapi knows them. */
export async function findKnown(
  tx: Tx,
  orgId: string,
  { members }: SquadSettings,
): Promise<ReadonlyMap<string, KnownAssistant>> {
  const ids = members.map(({ assistantId }) => assistantId);
  const rows = await tx
    .select({
      id: assistants.id,
      name: assistants.name,
      vapiId: assistants.vapiAssistantId,
      aiNotice: assistants.aiNotice,
      firstMessage: assistants.firstMessage,
    })
    .from(assistants)
    .where(and(eq(assistants.orgId, orgId), inArray(assistants.id, ids), isNull(assistants.deletedAt)));
  return new Map(rows.map((row) => [row.id, row]));
}

const MAX_NAMED = 3;

/** @throws {Problem} `conflict` naming the numbers that the squad answers */
export async function requireUnused(tx: Tx, { orgId, id }: ResourceRow): Promise<void> {
  const answers = (when: "open" | "closed") => sql`${phoneNumbers.hours} -> ${when} ->> 'squadId' = ${id}`;
  const rows = await tx
    .select({ name: phoneNumbers.name })
    .from(phoneNumbers)
    .where(
      and(
        eq(phoneNumbers.orgId, orgId),
        isNull(phoneNumbers.deletedAt),
        or(eq(phoneNumbers.squadId, id), answers("open"), answers("closed")),
      ),
    )
    .limit(MAX_NAMED);
  if (rows.length > 0) {
    const named = rows.map(({ name }) => `the number "${name}"`).join(", ");
    throw new Problem("conflict", { detail: `It answers ${named}.` });
  }
}

/** @throws {Problem} `conflict` naming the squads that the assistant is in */
export async function requireInNoSquad(tx: Tx, orgId: string, assistantId: string): Promise<void> {
  const rows = await tx
    .select({ name: squads.name })
    .from(squads)
    .where(
      and(
        eq(squads.orgId, orgId),
        isNull(squads.deletedAt),
        sql`${squads.settings} -> 'members' @> ${JSON.stringify([{ assistantId }])}::jsonb`,
      ),
    )
    .limit(MAX_NAMED);
  if (rows.length > 0) {
    const named = rows.map(({ name }) => `"${name}"`).join(", ");
    throw new Problem("conflict", { detail: `It is a member of the squad ${named}: take it out first.` });
  }
}
