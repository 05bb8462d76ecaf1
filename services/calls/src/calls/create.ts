import type { Author } from "@allokoli/shared/db/audit-entry";
import type { Tenant } from "@allokoli/shared/db/tenant";
import { requireEnv } from "@allokoli/shared/env/require-env";
import { Problem } from "@allokoli/shared/http/problem";
import { requireDialling } from "@allokoli/shared/limits/dialling";
import { requireWithin } from "@allokoli/shared/limits/require-within";
import { createVapi } from "@allokoli/shared/vapi/client";
import { refusalProblem, unavailableProblem, VapiRefused } from "@allokoli/shared/vapi/errors";
import { z } from "zod";
import type { CallsEnv } from "../env.ts";
import { siblingId } from "../room/state/ids.ts";
import { roomOf } from "../room/rooms.ts";
import { requireCallee, type Speaking } from "./callee.ts";
import type { Call, CreateCall } from "./contract.ts";
import { needsOf } from "./needs.ts";
import { findOwnNumber, insertCalls, noteCalls, type CallRow } from "./store.ts";
import { toCall } from "./to-call.ts";
import { requireAhead } from "./schedule.ts";
import type { DialAnswer, Intent } from "../room/state/call.ts";

/**
 * Make calls: rooms first, then rows, then dial. A crash after any step leaves either nothing or a call that its room
 * resumes (invariant 4). Several calls succeed when one of them does: the others are in the answer, ended.
 */
export async function createCalls(
  env: CallsEnv,
  tenant: Tenant,
  author: Author,
  creationId: string,
  input: CreateCall,
): Promise<Call[]> {
  const phoneNumberId = await requireNumber(env, tenant, input.phoneNumberId);
  const now = new Date();
  const speaking = await requireCallee(tenant, input, now);
  const intents = toIntents(tenant.orgId, creationId, input, speaking, phoneNumberId);
  // A call that cannot be placed now is refused, not queued: it would ring when nobody expects it any more.
  await createVapi(env)
    .requireAnswering()
    .catch((err: unknown) => {
      throw unavailableProblem(err);
    });
  const lines = intents.map((intent) => ({ intent, room: roomOf(env, intent) }));
  await Promise.all(lines.map(({ intent, room }) => room.prepare(intent)));
  // Rooms whose rows are not committed notice it, and forget the call.
  const [, , rows] = await tenant.write("member", (tx) =>
    Promise.all([
      requireWithin(tx, tenant.orgId, needsOf(intents, now), now),
      requireDialling(
        tx,
        tenant.orgId,
        intents.map(({ callId }) => callId),
        now,
      ),
      insertCalls(tx, tenant.orgId, intents, input.metadata ?? {}, author),
    ]),
  );
  const dialled = await Promise.all(
    lines.map(async ({ intent, room }) => {
      // The rows are stored and the rooms know what to do: a room that cannot be reached answers later.
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

/** One of the organization's numbers or the shared number; any other id at Vapi could be another organization's. */
async function requireNumber(env: CallsEnv, tenant: Tenant, asked: string | undefined): Promise<string> {
  const { VAPI_PHONE_NUMBER_ID } = requireEnv(env, ["VAPI_PHONE_NUMBER_ID"]);
  if (asked === undefined || asked === VAPI_PHONE_NUMBER_ID) return VAPI_PHONE_NUMBER_ID;
  const wrong = (message: string) => new Problem("validation_failed", { errors: [{ path: "phoneNumberId", message }] });
  const isId = z.uuid().safeParse(asked).success;
  const own = isId ? await tenant.read((tx) => findOwnNumber(tx, tenant.orgId, asked), "member") : undefined;
  if (own === undefined) throw wrong("is not a number of this organization");
  if (own.vapiPhoneNumberId === null) throw wrong("cannot place calls yet");
  return own.vapiPhoneNumberId;
}

function toIntents(
  orgId: string,
  creationId: string,
  input: CreateCall,
  { callee, maxDurationSeconds }: Speaking,
  phoneNumberId: string,
): Intent[] {
  const customers = input.customers ?? (input.customer === undefined ? [] : [input.customer]);
  const { schedule } = input;
  requireAhead(schedule, Date.now());
  return customers.map((customer, index) => ({
    orgId,
    callId: input.customers === undefined ? creationId : siblingId(creationId, index),
    callee,
    phoneNumberId,
    customer: { number: customer.number, name: customer.name ?? null },
    name: input.name ?? null,
    variables: input.variables ?? {},
    schedule: schedule === undefined ? null : { earliestAt: schedule.earliestAt, latestAt: schedule.latestAt ?? null },
    ...(maxDurationSeconds !== undefined && { maxDurationSeconds }),
  }));
}

const NOT_CONFIRMED =
  "The voice provider has not answered: whether the call is made is being found out. It is not dialled a second time.";

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
  if (refusals.length === 0) return unavailableProblem(undefined);
  const errors = refusals.flatMap(({ reasons, index }) => {
    const field = (name: string) =>
      isSeveral ? FIELDS[name]?.replace(/^customer\./, `customers.${index}.`) : FIELDS[name];
    const told = refusalProblem(new VapiRefused(422, reasons), field).errors ?? [];
    // Vapi reports this error as a plain sentence, without a field.
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

/** The row with the outcome of dialling, which the room writes into it. */
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
    case "pending":
      return { ...row, syncError: NOT_CONFIRMED };
    default:
      return row;
  }
}
