import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { unstorableFields } from "@allokoli/shared/http/storable";
import type { NumberSettings } from "./store.ts";
import { findAssistants } from "./store.ts";

type Wanted = Partial<NumberSettings>;

/** What the contract cannot say. @throws {Problem} `validation_failed` */
export function requireStorable(wanted: Wanted): void {
  const errors = unstorableFields(wanted);
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
}

/**
 * Every assistant that is named must be one of the organization's.
 * @throws {Problem} `validation_failed` naming each field
 */
export async function requireOwnAssistants(tx: Tx, orgId: string, wanted: Wanted): Promise<void> {
  const named = namedAssistants(wanted);
  const known = await findAssistants(tx, orgId, [...new Set(named.map(({ id }) => id))]);
  const errors = named
    .filter(({ id }) => !known.has(id))
    .map(({ path }) => ({ path, message: "is not an assistant of this organization" }));
  if (errors.length > 0) throw new Problem("validation_failed", { errors });
}

function namedAssistants({ assistantId, hours }: Wanted): { path: string; id: string }[] {
  const answerers = (["open", "closed"] as const).flatMap((when) => {
    const answerer = hours?.[when];
    return answerer?.type === "assistant" ? [{ path: `hours.${when}.assistantId`, id: answerer.assistantId }] : [];
  });
  return [...(assistantId ? [{ path: "assistantId", id: assistantId }] : []), ...answerers];
}
