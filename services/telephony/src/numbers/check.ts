import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { unstorableFields } from "@allokoli/shared/http/storable";
import type { NumberSettings } from "./store.ts";
import { findAnswerers } from "./store.ts";

type Wanted = Partial<NumberSettings>;

/** What the contract cannot say. @throws {Problem} `validation_failed` */
export function requireStorable(wanted: Wanted): void {
  const errors = unstorableFields(wanted);
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
}

/**
 * Every assistant and squad that is named must be one of the organization's.
 * @throws {Problem} `validation_failed` naming each field
 */
export async function requireOwnAnswerers(tx: Tx, orgId: string, wanted: Wanted): Promise<void> {
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

function namedAnswerers({ assistantId, squadId, hours }: Wanted): Named[] {
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
 * A number has one that answers: naming an assistant puts it in the squad's place, and the other way round.
 * @throws {Problem} `validation_failed` when both are named
 */
export function withOneAnswerer<Change extends Wanted>(change: Change): Change {
  const { assistantId, squadId } = change;
  if (assistantId && squadId) {
    const message = "cannot answer beside an assistant: name one of the two";
    throw new Problem("validation_failed", { errors: [{ path: "squadId", message }] });
  }
  return { ...change, ...(assistantId && { squadId: null }), ...(squadId && { assistantId: null }) };
}
