import { functions, knowledgeBases, squads } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem, type FieldError } from "@allokoli/shared/http/problem";
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { AssistantSettings } from "../settings/contract.ts";
import { findTimeZone } from "../settings/moment.ts";
import { vapiNameOf, type NamedBase } from "./tools.ts";

/** The settings that name other things of the organization, or have names that must differ from theirs. */
export type References = Pick<AssistantSettings, "functionIds" | "knowledgeBaseIds" | "tools">;
const REFERRING = ["functionIds", "knowledgeBaseIds", "tools"] as const;

/** Whether a change touches what `requireReferences` looks at. */
export const changesReferences = (change: Partial<AssistantSettings>) =>
  REFERRING.some((field) => change[field] !== undefined);

const isOurFunction = (orgId: string, ids: string[]) =>
  and(eq(functions.orgId, orgId), inArray(functions.id, ids), isNull(functions.deletedAt));
const isOurBase = (orgId: string, ids: string[]) =>
  and(eq(knowledgeBases.orgId, orgId), inArray(knowledgeBases.id, ids));

/**
 * The functions and bases that exist, locked against deletion until the transaction ends. They are locked in the order
 * of their ids, so that two transactions with the same ids cannot deadlock.
 */
async function hold(tx: Tx, orgId: string, { functionIds, knowledgeBaseIds }: References) {
  const [ofFunctions, ofBases] = await Promise.all([
    functionIds.length === 0
      ? []
      : tx
          .select({ id: functions.id, name: functions.name })
          .from(functions)
          .where(isOurFunction(orgId, functionIds))
          .orderBy(asc(functions.id))
          .for("share"),
    knowledgeBaseIds.length === 0
      ? []
      : tx
          .select({ id: knowledgeBases.id })
          .from(knowledgeBases)
          .where(isOurBase(orgId, knowledgeBaseIds))
          .orderBy(asc(knowledgeBases.id))
          .for("share"),
  ]);
  return {
    functionNames: new Map(ofFunctions.map(({ id, name }) => [id, name])),
    baseIds: new Set(ofBases.map(({ id }) => id)),
  };
}

/**
 * Everything that the settings name exists, and cannot be deleted until the transaction ends.
 * @throws {Problem} `validation_failed` naming each that does not
 */
export async function requireReferences(tx: Tx, orgId: string, settings: References): Promise<void> {
  const { functionNames, baseIds } = await hold(tx, orgId, settings);
  const inline = new Set(settings.tools.map(vapiNameOf));
  const errors: FieldError[] = [
    ...settings.functionIds.flatMap((id, index) => {
      const path = `functionIds.${index}`;
      const name = functionNames.get(id);
      if (name === undefined) return [{ path, message: "is not a function of yours" }];
      return inline.has(name) ? [{ path, message: `is called ${name}, as one of its own tools is` }] : [];
    }),
    ...settings.knowledgeBaseIds.flatMap((id, index) =>
      baseIds.has(id) ? [] : [{ path: `knowledgeBaseIds.${index}`, message: "is not a knowledge base of yours" }],
    ),
  ];
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
}

/** The settings of an old version without deleted functions and bases: these cannot come back. */
export async function withoutGone(tx: Tx, orgId: string, settings: AssistantSettings): Promise<AssistantSettings> {
  const { functionNames, baseIds } = await hold(tx, orgId, settings);
  return {
    ...settings,
    functionIds: settings.functionIds.filter((id) => functionNames.has(id)),
    knowledgeBaseIds: settings.knowledgeBaseIds.filter((id) => baseIds.has(id)),
  };
}

/** The parts that Vapi gets: the ids of the functions' tools, and the bases by name, in the order of the settings. */
export async function findCompiled(
  tx: Tx,
  orgId: string,
  { functionIds, knowledgeBaseIds }: Omit<References, "tools">,
): Promise<{ timeZone: string; toolIds: string[]; knowledgeBases: NamedBase[] }> {
  const [timeZone, tools, bases] = await Promise.all([
    findTimeZone(tx, orgId),
    tx.select({ id: functions.id, vapiId: functions.vapiId }).from(functions).where(isOurFunction(orgId, functionIds)),
    tx
      .select({ id: knowledgeBases.id, name: knowledgeBases.name, description: knowledgeBases.description })
      .from(knowledgeBases)
      .where(isOurBase(orgId, knowledgeBaseIds)),
  ]);
  return {
    timeZone,
    toolIds: functionIds.flatMap((id) => tools.find((tool) => tool.id === id)?.vapiId ?? []),
    knowledgeBases: knowledgeBaseIds.flatMap((id) => bases.find((base) => base.id === id) ?? []),
  };
}

/** Whether an assistant is a member of the squad. */
export const hasMember = (assistantId: string) =>
  sql`${squads.settings} -> 'members' @> ${JSON.stringify([{ assistantId }])}::jsonb`;

const MAX_NAMED = 3;

/** @throws {Problem} `conflict` naming the squads that the assistant is in */
export async function requireInNoSquad(tx: Tx, orgId: string, assistantId: string): Promise<void> {
  const rows = await tx
    .select({ name: squads.name })
    .from(squads)
    .where(and(eq(squads.orgId, orgId), isNull(squads.deletedAt), hasMember(assistantId)))
    .limit(MAX_NAMED);
  if (rows.length > 0) {
    const named = rows.map(({ name }) => `"${name}"`).join(", ");
    throw new Problem("conflict", { detail: `It is a member of the squad ${named}: take it out first.` });
  }
}
