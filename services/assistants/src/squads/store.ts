import { assistants, squads } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { settingsResource, type SettingsRow } from "@allokoli/shared/mirror/settings-resource";
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { KnownAssistant } from "./compile.ts";
import type { Squad, SquadSettings } from "./contract.ts";
import { memberFaults } from "./members.ts";

export type SquadRow = SettingsRow<SquadSettings>;
/** The members as they are at Vapi, by our ids. */
export type Members = ReadonlyMap<string, KnownAssistant>;

export const squadResource = settingsResource<SquadSettings, Members>("squad", squads, (tx, { orgId, settings }) =>
  findMembers(tx, orgId, settings),
);

/** Name of an assistant by its id. */
export type Names = ReadonlyMap<string, string>;

export const toSquad =
  (names: Names) =>
  (row: SquadRow): Squad => ({
    id: row.id,
    name: row.name,
    members: row.settings.members.map(({ assistantId, handoffs }) => ({
      assistantId,
      name: names.get(assistantId) ?? "",
      handoffs: handoffs.map(({ to, when, message }) => ({ to, when, ...(message !== undefined && { message }) })),
    })),
    vapiSquadId: row.vapiId,
    sync: { state: row.syncState, error: row.syncState === "synced" ? null : row.syncError },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  });

/** The names of the assistants in the organization's squads, by id. */
export async function findNames(tx: Tx, orgId: string): Promise<Names> {
  const inSquads = sql`select (member ->> 'assistantId')::uuid from ${squads}, jsonb_array_elements(${squads.settings} -> 'members') member where ${squads.orgId} = ${orgId} and ${squads.deletedAt} is null`;
  const rows = await tx
    .select({ id: assistants.id, name: assistants.name })
    .from(assistants)
    .where(and(eq(assistants.orgId, orgId), sql`${assistants.id} in (${inSquads})`));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/**
 * The members are valid together, and are the organization's own assistants, which cannot be deleted until the
 * transaction ends. They are locked in the order of their ids, so that two transactions with the same ids cannot
 * deadlock.
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

export async function findMembers(tx: Tx, orgId: string, { members }: SquadSettings): Promise<Members> {
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
