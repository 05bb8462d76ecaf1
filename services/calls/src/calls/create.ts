import type { Author } from "@allokoli/shared/db/books";
import type { Tenant } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { Problem } from "@allokoli/shared/http/problem";
import { requireWithin, type Need } from "@allokoli/shared/limits/require-within";
import { refusalProblem, VapiRefused } from "@allokoli/shared/vapi/errors";
import { z } from "zod";
import type { CallsEnv } from "../env.ts";
import type { Callee, DialAnswer, Intent } from "../room/api.ts";
import { siblingId } from "../room/ids.ts";
import { roomOf } from "../room/rooms.ts";
import { requireCallee } from "./callee.ts";
import type { Call, CreateCall } from "./contract.ts";
import { findOwnNumber, insertCalls, noteCalls, type CallRow } from "./store.ts";
import { toCall } from "./to-call.ts";

/**
 * Make calls: rooms first, then rows, then dial. A crash after any step leaves either nothing or a call that its room
 * carries on (invariant 4). Several calls succeed when one of them does: the others are in the answer, ended.
 */
export async function createCalls(
  env: CallsEnv,
  tenant: Tenant,
  author: Author,
  creationId: string,
  input: CreateCall,
): Promise<Call[]> {
  const phoneNumberId = await requireNumber(env, tenant, input.phoneNumberId);
  const intents = toIntents(tenant.orgId, creationId, input, await requireCallee(tenant, input), phoneNumberId);
  const lines = intents.map((intent) => ({ intent, room: roomOf(env, intent) }));
  await Promise.all(lines.map(({ intent, room }) => room.prepare(intent)));
  // Rooms whose rows are not committed find that out, and let go of the call by themselves.
  const [, rows] = await tenant.write("member", (tx) =>
    Promise.all([
      requireWithin(tx, tenant.orgId, needsOf(intents), new Date()),
      insertCalls(tx, tenant.orgId, intents, input.metadata ?? {}, author),
    ]),
  );
  const dialled = await Promise.all(
    lines.map(async ({ intent, room }) => {
      // The rows stand and the rooms know what to do: a room that cannot be reached answers later.
      const answer = await room.dial(intent).catch((): DialAnswer => ({ outcome: "pending" }));
      return { intent, room, answer };
    }),
  );

  const refused = dialled.filter(({ answer }) => answer.outcome === "refused" || answer.outcome === "unavailable");
  const isAllRefused = refused.length === dialled.length;
  await Promise.all(refused.map(({ intent, room }) => room.settleRefusal(intent, isAllRefused ? "remove" : "keep")));
  if (isAllRefused) {
    const ids = refused.map(({ intent }) => intent.callId);
    await tenant.write("member", (tx) => noteCalls(tx, tenant.orgId, ids, "call.created.refused", author));
    throw problemOf(
      dialled.map(({ answer }) => answer),
      input.customers !== undefined,
    );
  }
  return rows.map((row, index) => toCall(withAnswer(row, dialled[index]?.answer)));
}

/** A line for each call that is dialled at once, and a minute for each: it rings only if there is some of both. */
const needsOf = (intents: Intent[]): Need[] => [
  { limit: "callsAtOnce", ids: intents.filter(({ schedule }) => schedule === null).map(({ callId }) => callId) },
  { limit: "minutesPerMonth", ids: intents.map(({ callId }) => callId) },
];

/** One of the organization's numbers, or the one that serves every organization; any other id at Vapi could be a stranger's. */
async function requireNumber(env: CallsEnv, tenant: Tenant, asked: string | undefined): Promise<string> {
  const { VAPI_PHONE_NUMBER_ID } = requireEnv(env, ["VAPI_PHONE_NUMBER_ID"]);
  if (asked === undefined || asked === VAPI_PHONE_NUMBER_ID) return VAPI_PHONE_NUMBER_ID;
  const wrong = (message: string) => new Problem("validation_failed", { errors: [{ path: "phoneNumberId", message }] });
  const isId = z.uuid().safeParse(asked).success;
  const own = isId ? await tenant.write("member", (tx) => findOwnNumber(tx, tenant.orgId, asked)) : undefined;
  if (own === undefined) throw wrong("is not a number of this organization");
  if (own.vapiPhoneNumberId === null) throw wrong("cannot place calls yet");
  return own.vapiPhoneNumberId;
}

function toIntents(
  orgId: string,
  creationId: string,
  input: CreateCall,
  callee: Callee,
  phoneNumberId: string,
): Intent[] {
  const customers = input.customers ?? (input.customer === undefined ? [] : [input.customer]);
  const { schedule } = input;
  if (schedule?.latestAt !== undefined && Date.parse(schedule.latestAt) < Date.parse(schedule.earliestAt)) {
    throw new Problem("validation_failed", {
      errors: [{ path: "schedule.latestAt", message: "is before earliestAt" }],
    });
  }
  return customers.map((customer, index) => ({
    orgId,
    callId: input.customers === undefined ? creationId : siblingId(creationId, index),
    callee,
    phoneNumberId,
    customer: { number: customer.number, name: customer.name ?? null },
    name: input.name ?? null,
    variables: input.variables ?? {},
    schedule: schedule === undefined ? null : { earliestAt: schedule.earliestAt, latestAt: schedule.latestAt ?? null },
  }));
}

const FIELDS: Record<string, string> = {
  assistantId: "assistantId",
  squadId: "squadId",
  phoneNumberId: "phoneNumberId",
  "customer.number": "customer.number",
  "customer.name": "customer.name",
  name: "name",
  "schedulePlan.earliestAt": "schedule.earliestAt",
  "schedulePlan.latestAt": "schedule.latestAt",
};

function problemOf(answers: DialAnswer[], isSeveral: boolean): Problem {
  const refusals = answers.flatMap((answer, index) =>
    answer.outcome === "refused" ? [{ reasons: answer.reasons, index }] : [],
  );
  if (refusals.length === 0) return new Problem("vapi_unavailable", { retryAfterSeconds: 30 });
  const errors = refusals.flatMap(({ reasons, index }) => {
    const field = (name: string) =>
      isSeveral ? FIELDS[name]?.replace(/^customer\./, `customers.${index}.`) : FIELDS[name];
    const told = refusalProblem(new VapiRefused(422, reasons), field).errors ?? [];
    // Vapi words this one as a sentence of its own, without a field.
    return told.map((error) =>
      error.path === "" && /phone number/i.test(error.message) ? { ...error, path: "phoneNumberId" } : error,
    );
  });
  const distinct = errors.filter(
    (error, index) =>
      errors.findIndex(({ path, message }) => path === error.path && message === error.message) === index,
  );
  return new Problem("vapi_refused", { detail: "The voice provider refused what was sent.", errors: distinct });
}

/** The row with what came of dialling, which the room writes into it. */
function withAnswer(row: CallRow, answer: DialAnswer | undefined): CallRow {
  switch (answer?.outcome) {
    case "made":
      return { ...row, vapiCallId: answer.vapiCallId, status: answer.status, syncState: "synced", syncError: null };
    case "refused":
      return { ...row, status: "ended", syncState: "failed", syncError: answer.reasons.join("; ").slice(0, 500) };
    case "unavailable":
      return {
        ...row,
        status: "ended",
        syncState: "failed",
        syncError: "The voice provider does not take calls at the moment.",
      };
    case "failed":
      return { ...row, status: "ended", syncState: "failed", syncError: answer.error };
    default:
      return row;
  }
}
