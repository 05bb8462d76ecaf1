import { type CalleeKind, findCallee } from "@allokoli/shared/db/callees";
import type { Database } from "@allokoli/shared/db/connect";
import { systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import { answererAt } from "@allokoli/shared/hours/schedule";
import type { Log } from "@allokoli/shared/log/log";
import { toCallerNumber } from "@allokoli/shared/phone/caller";
import type { Blocked, NumberAnswer } from "@allokoli/shared/rpc/telephony";
import { findBlocked } from "./blocked/store.ts";
import type { Answerer } from "./hours/contract.ts";
import { findByVapiId, toSettings, type NumberRow } from "./numbers/store.ts";
import { toDestination } from "./numbers/to-vapi.ts";

/** The only thing that the caller hears. */
const NOBODY = "Bonjour. Personne ne peut prendre votre appel pour le moment. Merci de rappeler plus tard. Au revoir.";

type Call = {
  orgId: string;
  vapiPhoneNumberId: string;
  /** As the carrier says it. */
  caller: string | undefined;
};

/**
 * Whether the organization blocks the caller, else who answers a call on a number at an instant: by its opening hours, else its
 * assistant, squad or workflow. Undefined when the number is not the organization's, or has none of these and no fallback.
 * The fallback replaces an answerer that is not available.
 */
export async function answerOnNumber(
  database: Database,
  call: Call,
  at: Date,
  log: Log,
): Promise<NumberAnswer | Blocked | undefined> {
  const { orgId, vapiPhoneNumberId, caller } = call;
  const system = systemTenant(database, orgId);
  const { row, blocked } = await system.read(async (tx) => {
    const row = await findByVapiId(tx, orgId, vapiPhoneNumberId);
    return { row, blocked: row && (await findBlocked(tx, orgId, numberOf(caller, row))) };
  });
  if (row === undefined) return undefined;
  if (blocked !== undefined) return { isBlocked: true, sentence: blocked.answer };
  const { fallback, hours } = toSettings(row);
  const answerer = hours === null ? alwaysAnswers(row) : answererAt(hours, at);
  if (answerer === undefined) return fallback === null ? undefined : { destination: toDestination(fallback) };
  const answer = await toAnswer(system, answerer);
  if (answer !== undefined) return answer;
  log.warn("nobody answers a number", { orgId, phoneNumberId: row.id });
  return fallback === null ? { error: NOBODY } : { destination: toDestination(fallback) };
}

/** E.164 as in the country of the line; null for a caller who hides it. */
const numberOf = (caller: string | undefined, { country }: NumberRow): string | null =>
  (caller === undefined ? undefined : toCallerNumber(caller, country ?? undefined)) ?? null;

function alwaysAnswers({ assistantId, squadId, workflowId }: NumberRow): Answerer | undefined {
  if (assistantId !== null) return { type: "assistant", assistantId };
  if (squadId !== null) return { type: "squad", squadId };
  return workflowId === null ? undefined : { type: "workflow", workflowId };
}

async function toAnswer(system: Tenant, answerer: Answerer): Promise<NumberAnswer | undefined> {
  switch (answerer.type) {
    case "message":
      return { error: answerer.text };
    case "transfer":
      return { destination: toDestination({ ...answerer, type: "number" }) };
    case "assistant": {
      const assistantId = await vapiIdOf(system, "assistant", answerer.assistantId);
      return assistantId === undefined ? undefined : { assistantId };
    }
    case "squad":
    case "workflow": {
      const id = answerer.type === "squad" ? answerer.squadId : answerer.workflowId;
      const squadId = await vapiIdOf(system, answerer.type, id);
      return squadId === undefined ? undefined : { squadId };
    }
  }
}

/** Undefined for one that is gone, or that Vapi does not know yet. */
async function vapiIdOf(system: Tenant, kind: CalleeKind, id: string): Promise<string | undefined> {
  const callee = await system.read((tx) => findCallee(tx, system.orgId, kind, id));
  return callee?.vapiId ?? undefined;
}
