import type { Database } from "@allokoli/shared/db/connect";
import { systemTenant, type Tenant } from "@allokoli/shared/db/tenant";
import { answererAt } from "@allokoli/shared/hours/schedule";
import type { Log } from "@allokoli/shared/log/log";
import type { NumberAnswer } from "@allokoli/shared/rpc/telephony";
import type { Answerer } from "./hours/contract.ts";
import { findAnswerers, findByVapiId, toSettings } from "./numbers/store.ts";
import { toDestination } from "./numbers/to-vapi.ts";

/** The only thing that the caller hears. */
const NOBODY = "Bonjour. Personne ne peut prendre votre appel pour le moment. Merci de rappeler plus tard. Au revoir.";

type Call = { orgId: string; vapiPhoneNumberId: string };

/**
 * Who answers a call on a number at an instant: by its opening hours, else its assistant or squad. Undefined when the
 * number is not the organization's, or has none of these and no fallback. The fallback replaces an answerer that is not
 * available.
 */
export async function answerOnNumber(
  database: Database,
  call: Call,
  at: Date,
  log: Log,
): Promise<NumberAnswer | undefined> {
  const { orgId, vapiPhoneNumberId } = call;
  const system = systemTenant(database, orgId);
  const row = await system.read((tx) => findByVapiId(tx, orgId, vapiPhoneNumberId));
  if (row === undefined) return undefined;
  const { assistantId, squadId, fallback, hours } = toSettings(row);
  const always: Answerer | undefined =
    assistantId !== null
      ? { type: "assistant", assistantId }
      : squadId === null
        ? undefined
        : { type: "squad", squadId };
  const answerer = hours === null ? always : answererAt(hours, at);
  if (answerer === undefined) return fallback === null ? undefined : { destination: toDestination(fallback) };
  const answer = await toAnswer(system, answerer);
  if (answer !== undefined) return answer;
  log.warn("nobody answers a number", { orgId, phoneNumberId: row.id });
  return fallback === null ? { error: NOBODY } : { destination: toDestination(fallback) };
}

async function toAnswer(system: Tenant, answerer: Answerer): Promise<NumberAnswer | undefined> {
  switch (answerer.type) {
    case "message":
      return { error: answerer.text };
    case "transfer":
      return { destination: toDestination({ ...answerer, type: "number" }) };
    case "assistant": {
      const { assistantId } = answerer;
      const known = await system.read((tx) => findAnswerers(tx, system.orgId, "assistant", [assistantId]));
      const vapiId = known.get(assistantId);
      return typeof vapiId === "string" ? { assistantId: vapiId } : undefined;
    }
    case "squad": {
      const { squadId } = answerer;
      const known = await system.read((tx) => findAnswerers(tx, system.orgId, "squad", [squadId]));
      const vapiId = known.get(squadId);
      return typeof vapiId === "string" ? { squadId: vapiId } : undefined;
    }
  }
}
