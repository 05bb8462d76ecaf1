import { entry, type Author } from "@allokoli/shared/db/audit-entry";
import { assistants, auditLog } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { createResource } from "@allokoli/shared/mirror/resource";
import type { Claimed } from "@allokoli/shared/mirror/state";
import { and, desc, eq, isNull, or, sql } from "drizzle-orm";
import { DEFAULT_SETTINGS, type AssistantSettings } from "../settings/contract.ts";
import type { Assistant } from "./contract.ts";
import { findCompiled } from "./references.ts";
import { insertFirstVersion, insertVersion, deleteOldVersions, removeVersionAfter } from "./versions.ts";

/** A row with the types of its settings: only AssistantSettings are written to it. */
export type AssistantRow = Omit<typeof assistants.$inferSelect, keyof AssistantSettings> & AssistantSettings;
/** What Vapi gets with an assistant from other tables. */
type AssistantContext = Awaited<ReturnType<typeof findCompiled>>;
export type ClaimedAssistant = Claimed<AssistantRow, AssistantContext>;

const SETTINGS = ["name", ...Object.keys(DEFAULT_SETTINGS)] as (keyof AssistantSettings)[];

// SETTINGS has exactly the fields of AssistantSettings.
export const toSettings = (row: AssistantSettings) =>
  Object.fromEntries(SETTINGS.map((field) => [field, row[field]])) as unknown as AssistantSettings;

type Versioned = { id: string; orgId: string; version: number };
const versionOf = ({ id, orgId, version, ...settings }: Versioned & AssistantSettings, { userId }: Author) => ({
  orgId,
  assistantId: id,
  version,
  authorId: userId,
  snapshot: toSettings(settings),
});

export const assistantResource = createResource<AssistantRow, AssistantSettings, AssistantContext>({
  kind: "assistant",
  table: assistants,
  vapiId: assistants.vapiAssistantId,
  vapiIdOf: ({ vapiAssistantId }) => vapiAssistantId,
  form: assistants.syncForm,
  limit: "assistants",
  eventFields: ["id", "name", "version"],
  fieldsOf: toSettings,
  findContext: (tx, wanted) => findCompiled(tx, wanted.orgId, wanted),
  versions: {
    numberOf: ({ version }) => version,
    ofCreation: (tx, created, author) => insertFirstVersion(tx, versionOf({ ...created, version: 1 }, author)),
    ofChange: (tx, changed, author, restoredFrom) =>
      Promise.all([insertVersion(tx, { ...versionOf(changed, author), restoredFrom }), deleteOldVersions(tx, changed)]),
    takeBack: removeVersionAfter,
  },
});

export const toAssistant = (row: AssistantRow): Assistant => ({
  id: row.id,
  ...toSettings(row),
  vapiAssistantId: row.vapiAssistantId,
  sync: { state: row.syncState, error: row.syncState === "synced" ? null : row.syncError },
  version: row.version,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

/** The fixed texts of functions, for the model; among functions of one name, that of the assistant changed last. */
export async function findFunctionReplies(tx: Tx, orgId: string, names: string[]): Promise<Map<string, string>> {
  const asked = names.map((name) => sql`${assistants.tools} @> ${JSON.stringify([{ type: "function", name }])}::jsonb`);
  const rows = await tx
    .select({ tools: assistants.tools })
    .from(assistants)
    .where(and(eq(assistants.orgId, orgId), isNull(assistants.deletedAt), or(...asked)))
    .orderBy(desc(assistants.updatedAt))
    .limit(100);
  const functions = rows
    .toReversed()
    // Only AssistantSettings are written here.
    .flatMap(({ tools }) => tools as AssistantSettings["tools"])
    .filter((tool) => tool.type === "function");
  return new Map(functions.flatMap(({ name, reply }) => ("text" in reply ? [[name, reply.text]] : [])));
}

/** Vapi's id of the assistant that was changed last, among those that Vapi has. */
export async function findLatestSynced(tx: Tx, orgId: string): Promise<string | undefined> {
  const [row] = await tx
    .select({ vapiAssistantId: assistants.vapiAssistantId })
    .from(assistants)
    .where(
      and(eq(assistants.orgId, orgId), isNull(assistants.deletedAt), sql`${assistants.vapiAssistantId} is not null`),
    )
    .orderBy(desc(assistants.updatedAt), desc(assistants.id))
    .limit(1);
  return row?.vapiAssistantId ?? undefined;
}

export const recordRotation = (tx: Tx, { orgId, id }: AssistantRow, author: Author) =>
  tx.insert(auditLog).values(entry(orgId, author, "assistant.secret-rotated", { type: "assistant", id }));
