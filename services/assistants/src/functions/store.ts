import { entry, type Author } from "@allokoli/shared/db/audit-entry";
import {
  assistants,
  auditLog,
  functions,
  functionSecrets,
  knowledgeBases,
  phoneNumbers,
  workflows,
} from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { settingsResource, type SettingsRow } from "@allokoli/shared/mirror/settings-resource";
import { and, eq, inArray, isNull, ne, notInArray, sql } from "drizzle-orm";
import type { FunctionResource } from "./contract.ts";
import type { NewSecret, OpenSecret } from "./headers.ts";
import { secretIdsOf, toShownSettings, type KeptFunction, type KeptSettings } from "./settings.ts";

export type FunctionRow = SettingsRow<KeptFunction>;

/** A tool at Vapi names nothing else there. */
export const functionResource = settingsResource<KeptFunction, null>("function", functions, async () => null);

export function toFunction(row: FunctionRow): FunctionResource {
  const { description, settings } = row.settings;
  return {
    id: row.id,
    name: row.name,
    description,
    settings: toShownSettings(settings),
    vapiToolId: row.vapiId,
    sync: { state: row.syncState, error: row.syncState === "synced" ? null : row.syncError },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

const MAX_NAMED = 3;

/** @throws {Problem} `conflict`, when another function has the name */
export async function requireFreeName(tx: Tx, orgId: string, id: string, name: string): Promise<void> {
  const [taken] = await tx
    .select({ id: functions.id })
    .from(functions)
    .where(
      and(eq(functions.orgId, orgId), eq(functions.name, name), ne(functions.id, id), isNull(functions.deletedAt)),
    );
  if (taken !== undefined) throw new Problem("conflict", { detail: `There is a function called ${name} already.` });
}

/**
 * Everything that the settings name exists, and cannot be deleted until the transaction ends.
 * @throws {Problem} `validation_failed` naming the field
 */
export async function requireReferences(tx: Tx, orgId: string, settings: KeptSettings): Promise<void> {
  if (settings.kind === "knowledge") {
    const isOurs = and(eq(knowledgeBases.orgId, orgId), eq(knowledgeBases.id, settings.knowledgeBaseId));
    const found = await tx.select({ id: knowledgeBases.id }).from(knowledgeBases).where(isOurs).for("share");
    if (found.length === 0) throw wrong("settings.knowledgeBaseId", "is not a knowledge base of yours");
  }
  if (settings.kind === "sms") {
    const isOurs = and(
      eq(phoneNumbers.orgId, orgId),
      eq(phoneNumbers.id, settings.phoneNumberId),
      isNull(phoneNumbers.deletedAt),
    );
    const [number] = await tx.select({ provider: phoneNumbers.provider }).from(phoneNumbers).where(isOurs);
    if (number === undefined) throw wrong("settings.phoneNumberId", "is not a number of yours");
    if (number.provider !== "twilio") throw wrong("settings.phoneNumberId", "must be a number at Twilio");
  }
}

const wrong = (path: string, message: string) => new Problem("validation_failed", { errors: [{ path, message }] });

/** @throws {Problem} `conflict` naming what uses the function */
export async function requireUnused(tx: Tx, { orgId, id }: FunctionRow): Promise<void> {
  const [ofAssistants, ofWorkflows] = await Promise.all([
    tx
      .select({ name: assistants.name })
      .from(assistants)
      .where(
        and(
          eq(assistants.orgId, orgId),
          sql`${assistants.functionIds} @> ${sql.param([id])}::uuid[]`,
          isNull(assistants.deletedAt),
        ),
      )
      .limit(MAX_NAMED),
    tx
      .select({ name: workflows.name })
      .from(workflows)
      .where(
        and(
          eq(workflows.orgId, orgId),
          sql`${workflows.settings} -> 'nodes' @> ${JSON.stringify([{ functionId: id }])}::jsonb`,
          isNull(workflows.deletedAt),
        ),
      )
      .limit(MAX_NAMED),
  ]);
  const users = [
    ...ofAssistants.map(({ name }) => `the assistant "${name}"`),
    ...ofWorkflows.map(({ name }) => `the workflow "${name}"`),
  ];
  if (users.length > 0) throw new Problem("conflict", { detail: `It is used by ${users.join(", ")}.` });
}

export const record = (tx: Tx, { orgId, id }: FunctionRow, verb: "tested" | "secret-rotated", author: Author) =>
  tx.insert(auditLog).values(entry(orgId, author, `function.${verb}`, { type: "function", id }));

export const insertSecrets = async (tx: Tx, orgId: string, functionId: string, secrets: NewSecret[]): Promise<void> => {
  if (secrets.length > 0)
    await tx.insert(functionSecrets).values(secrets.map((secret) => ({ ...secret, orgId, functionId })));
};

/** Store the secrets of a change. Those of `before` stay until the next change: Vapi may refuse this one. */
export async function changeSecrets(
  tx: Tx,
  { orgId, id }: FunctionRow,
  kept: { before: KeptSettings; after: KeptSettings },
  fresh: NewSecret[],
): Promise<void> {
  const named = [...secretIdsOf(kept.before), ...secretIdsOf(kept.after)];
  await Promise.all([
    tx
      .delete(functionSecrets)
      .where(
        and(
          eq(functionSecrets.orgId, orgId),
          eq(functionSecrets.functionId, id),
          named.length === 0 ? undefined : notInArray(functionSecrets.id, named),
        ),
      ),
    insertSecrets(tx, orgId, id, fresh),
  ]);
}

/** Only the system may read these. */
export const findSecrets = (tx: Tx, orgId: string, ids: string[]): Promise<OpenSecret[]> =>
  tx
    .select({ id: functionSecrets.id, sealed: functionSecrets.sealed, keyId: functionSecrets.keyId })
    .from(functionSecrets)
    .where(and(eq(functionSecrets.orgId, orgId), inArray(functionSecrets.id, ids)));

/** The live functions of these names. */
export const findByNames = (tx: Tx, orgId: string, names: string[]) =>
  functionResource.findWhere(tx, orgId, inArray(functions.name, names));
