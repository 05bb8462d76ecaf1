import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { unstorableFields } from "@allokoli/shared/http/storable";
import type { TakeNumber } from "@allokoli/shared/phone/organization-numbers";
import type { Answerer } from "../hours/contract.ts";
import type { NumberSettings } from "./store.ts";
import { findAnswerers } from "./store.ts";

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
 * Every named assistant and squad must belong to the organization.
 * @throws {Problem} `validation_failed` naming each field
 */
export async function requireOwnAnswerers(tx: Tx, orgId: string, wanted: GivenSettings): Promise<void> {
  const named = namedAnswerers(wanted);
  const idsOf = (kind: Named["kind"]) => [...new Set(named.filter((each) => each.kind === kind).map(({ id }) => id))];
  const [ownAssistants, ownSquads] = await Promise.all([
    findAnswerers(tx, orgId, "assistant", idsOf("assistant")),
    findAnswerers(tx, orgId, "squad", idsOf("squad")),
  ]);
  const errors = named
    .filter(({ kind, id }) => !(kind === "assistant" ? ownAssistants : ownSquads).has(id))
    .map(({ path, kind }) => ({
      path,
      message: `is not ${kind === "assistant" ? "an assistant" : "a squad"} of this organization`,
    }));
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
}

type Named = { kind: "assistant" | "squad"; path: string; id: string };

function namedAnswerers({ assistantId, squadId, hours }: GivenSettings): Named[] {
  const byHours = (["open", "closed"] as const).flatMap((when): Named[] => {
    const answerer = hours?.[when];
    if (answerer?.type === "assistant")
      return [{ kind: "assistant", path: `hours.${when}.assistantId`, id: answerer.assistantId }];
    if (answerer?.type === "squad") return [{ kind: "squad", path: `hours.${when}.squadId`, id: answerer.squadId }];
    return [];
  });
  return [
    ...(assistantId ? [{ kind: "assistant" as const, path: "assistantId", id: assistantId }] : []),
    ...(squadId ? [{ kind: "squad" as const, path: "squadId", id: squadId }] : []),
    ...byHours,
  ];
}

/**
 * A number has one answerer: naming an assistant replaces the squad, and the reverse.
 * @throws {Problem} `validation_failed` when both are named
 */
export function withOneAnswerer<Change extends GivenSettings>(change: Change): Change {
  const { assistantId, squadId } = change;
  if (assistantId && squadId) {
    const message = "cannot answer beside an assistant: name one of the two";
    throw new Problem("validation_failed", { errors: [{ path: "squadId", message }] });
  }
  return { ...change, ...(assistantId && { squadId: null }), ...(squadId && { assistantId: null }) };
}
