import { calls } from "@allokoli/shared/db/schema/index";
import { sql } from "drizzle-orm";
import { validate } from "uuid";

/**
 * The call in a message of Vapi's: Vapi's id, and ours if we began the call. Neither is trusted to be one of the
 * organization's.
 */
export type NamedCall = { vapiCallId: string | undefined; callId: string | undefined };

/**
 * Our id of the named call as a subquery: null unless the organization has it. A call that we began has no id of Vapi's
 * in the database for a moment; once it has one, only that one counts.
 */
export const callOf = (orgId: string, { vapiCallId, callId }: NamedCall) => {
  const ours = callId !== undefined && validate(callId) ? callId : null;
  return sql<string | null>`(
    select of_call.id from ${calls} of_call
    where of_call.org_id = ${orgId}
      and (of_call.vapi_call_id = ${vapiCallId ?? null} or (of_call.id = ${ours}::uuid and of_call.vapi_call_id is null))
    order by of_call.vapi_call_id is null limit 1)`;
};
