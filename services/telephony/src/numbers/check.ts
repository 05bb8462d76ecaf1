import { type CalleeKind, findCallee } from "@allokoli/shared/db/callees";
import { workflows } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { unstorableFields } from "@allokoli/shared/http/storable";
import type { TakeNumber } from "@allokoli/shared/phone/organization-numbers";
import { and, eq, sql } from "drizzle-orm";
import type { Answerer } from "../hours/contract.ts";
import type { NumberSettings } from "./store.ts";

type GivenSettings = Partial<NumberSettings>;

type Passing = { fallback?: NumberSettings["fallback"] | undefined; hours?: NumberSettings["hours"] | undefined };

/** The settings of a number in a country, with each transfer number in its stored form. */
export const withAnswererNumbers = <Given extends Passing>(
  given: Given,
  lineCountry: string | null,
  take: TakeNumber,
): Given => ({
  ...given,
  ...(given.fallback?.type === "number" && {
    fallback: {
      ...given.fallback,
      number: take(given.fallback.number, "fallback.number", "transfer", lineCountry ?? undefined),
    },
  }),
  ...(given.hours && {
    hours: {
      ...given.hours,
      open: withTransferNumber(given.hours.open, "hours.open", lineCountry, take),
      closed: withTransferNumber(given.hours.closed, "hours.closed", lineCountry, take),
    },
  }),
});

const withTransferNumber = (answerer: Answerer, path: string, lineCountry: string | null, take: TakeNumber): Answerer =>
  answerer.type === "transfer"
    ? { ...answerer, number: take(answerer.number, `${path}.number`, "transfer", lineCountry ?? undefined) }
    : answerer;

/** Checks that the contract cannot express. @throws {Problem} `validation_failed` */
export function requireStorable(wanted: GivenSettings): void {
  const errors = unstorableFields(wanted);
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
}

/**
 * Every named assistant, squad and workflow must belong to the organization, and a workflow must be able to answer.
 * @throws {Problem} `validation_failed` naming each field
 */
export async function requireOwnAnswerers(tx: Tx, orgId: string, wanted: GivenSettings): Promise<void> {
  const errors: { path: string; message: string }[] = [];
  for (const named of namedAnswerers(wanted)) {
    const message = await findFault(tx, orgId, named);
    if (message !== undefined) errors.push({ path: named.path, message });
  }
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
}

const A_KIND: Record<CalleeKind, string> = { assistant: "an assistant", squad: "a squad", workflow: "a workflow" };

/** Why it cannot answer a number. */
async function findFault(tx: Tx, orgId: string, { kind, id }: Named): Promise<string | undefined> {
  const callee = await findCallee(tx, orgId, kind, id);
  if (callee === undefined) return `is not ${A_KIND[kind]} of this organization`;
  if (kind !== "workflow") return undefined;
  if (callee.vapiId === null && callee.hasFaults) return "has faults that are to be mended first";
  const [row] = await tx
    .select({ hasInputs: sql<boolean>`${workflows.settings} -> 'inputs' <> '[]'` })
    .from(workflows)
    .where(and(eq(workflows.orgId, orgId), eq(workflows.id, id)));
  return row?.hasInputs === true ? "has inputs, which a number cannot give" : undefined;
}

type Named = { kind: CalleeKind; path: string; id: string };

function namedAnswerers({ assistantId, squadId, workflowId, hours }: GivenSettings): Named[] {
  const named = (kind: CalleeKind, path: string, id: string | null | undefined): Named[] =>
    id ? [{ kind, path, id }] : [];
  const byHours = (["open", "closed"] as const).flatMap((when) => {
    const answerer = hours?.[when];
    switch (answerer?.type) {
      case "assistant":
        return named("assistant", `hours.${when}.assistantId`, answerer.assistantId);
      case "squad":
        return named("squad", `hours.${when}.squadId`, answerer.squadId);
      case "workflow":
        return named("workflow", `hours.${when}.workflowId`, answerer.workflowId);
      default:
        return [];
    }
  });
  return [
    ...named("assistant", "assistantId", assistantId),
    ...named("squad", "squadId", squadId),
    ...named("workflow", "workflowId", workflowId),
    ...byHours,
  ];
}

const ANSWERERS = ["assistantId", "squadId", "workflowId"] as const;

/**
 * A number has one answerer: naming one takes the place of the others.
 * @throws {Problem} `validation_failed` when several are named, at each but the first
 */
export function withOneAnswerer<Change extends GivenSettings>(change: Change): Change {
  const [one, ...others] = ANSWERERS.filter((field) => change[field]);
  if (others.length > 0) {
    const message = "cannot answer beside another one: name one of assistantId, squadId and workflowId";
    throw new Problem("validation_failed", { errors: others.map((path) => ({ path, message })) });
  }
  if (one === undefined) return change;
  const none = ANSWERERS.filter((field) => field !== one).map((field) => [field, null]);
  return { ...change, ...Object.fromEntries(none) };
}
