import { functions, knowledgeBases } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem, type FieldError } from "@allokoli/shared/http/problem";
import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { AssistantSettings } from "./contract.ts";
import { vapiNameOf, type NamedBase } from "./tools.ts";

/** What of an assistant names other things of the organization, or has names that must differ from theirs. */
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
 * The functions and bases that are there, which nobody deletes while the transaction lasts. In the order of their ids: two
 * that lock the same never wait for each other.
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
 * What the settings name is there, and stays while the transaction lasts.
 * @throws {Problem} `validation_failed` naming each that is not
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

/** The settings of an earlier day without what is gone since: it cannot come back. */
export async function withoutGone(tx: Tx, orgId: string, settings: AssistantSettings): Promise<AssistantSettings> {
  const { functionNames, baseIds } = await hold(tx, orgId, settings);
  return {
    ...settings,
    functionIds: settings.functionIds.filter((id) => functionNames.has(id)),
    knowledgeBaseIds: settings.knowledgeBaseIds.filter((id) => baseIds.has(id)),
  };
}

/** What of it Vapi is told: the tools that it has of the functions, and the bases by name, in the order of the settings. */
export async function findCompiled(
  tx: Tx,
  orgId: string,
  { functionIds, knowledgeBaseIds }: Omit<References, "tools">,
): Promise<{ toolIds: string[]; knowledgeBases: NamedBase[] }> {
  const [tools, bases] = await Promise.all([
    tx.select({ id: functions.id, vapiId: functions.vapiId }).from(functions).where(isOurFunction(orgId, functionIds)),
    tx
      .select({ id: knowledgeBases.id, name: knowledgeBases.name, description: knowledgeBases.description })
      .from(knowledgeBases)
      .where(isOurBase(orgId, knowledgeBaseIds)),
  ]);
  return {
    toolIds: functionIds.flatMap((id) => tools.find((tool) => tool.id === id)?.vapiId ?? []),
    knowledgeBases: knowledgeBaseIds.flatMap((id) => bases.find((base) => base.id === id) ?? []),
  };
}
