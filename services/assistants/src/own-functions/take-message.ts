import { callerMessages, events } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { FieldError } from "@allokoli/shared/http/problem";
import { toCallerNumber } from "@allokoli/shared/phone/caller";
import { findPhoneNumber } from "@allokoli/shared/phone/read-number";
import { and, eq } from "drizzle-orm";
import { v5 as uuidv5 } from "uuid";
import { callOf, type NamedCall } from "./call-of.ts";
import { saysNoNumber } from "./no-number.ts";
import { SENTENCES } from "./sentences.ts";
import type { AnswerLanguage } from "../tools/language.ts";

/** The limit of the column, less a line for the number that was said. */
const MAX_BODY = 18_000;
const MAX_FIELD = 1000;

/** A message that a caller left. */
export type TakenMessage = {
  body: string;
  callerName: string | null;
  callerNumber: string | null;
  subject: string | null;
  isUrgent: boolean;
};

/** The calling number, the country for the format of numbers, and the language of the message. */
type Caller = { customerNumber?: string | undefined; country?: string | undefined; language: AnswerLanguage };

/** The message in the arguments of `takeMessage`; undefined when it has no words. */
export function toTakenMessage(
  values: Record<string, unknown>,
  { customerNumber, country, language }: Caller,
): TakenMessage | undefined {
  const said = textOf(values["message"], MAX_BODY);
  if (said === null) return undefined;
  const calling = textOf(customerNumber, MAX_FIELD);
  const given = numberSaid(values["callerNumber"]);
  const number = given === null ? null : findCallerNumber(given, country);
  // A text that is not a number may still help a person, but must not replace the calling number.
  const isBeside = given !== null && number === null && calling !== null;
  return {
    body: isBeside ? `${said}\n\n${SENTENCES[language].numberSaid(given)}` : said,
    callerName: textOf(values["callerName"], MAX_FIELD),
    callerNumber: number ?? calling ?? given,
    subject: textOf(values["subject"], MAX_FIELD),
    isUrgent: values["isUrgent"] === true,
  };
}

const FIELDS = { message: MAX_BODY, callerName: MAX_FIELD, callerNumber: MAX_FIELD, subject: MAX_FIELD, isUrgent: 5 };

/** The arguments that would not be kept, by their paths: the model is told, so that it puts them into the message. */
export function messageFaults(values: Record<string, unknown>, path: string): FieldError[] {
  const bounds = new Map<string, number>(Object.entries(FIELDS));
  return Object.entries(values).flatMap(([name, value]) => {
    const max = bounds.get(name);
    const at = `${path}.${name.slice(0, MAX_SHOWN_NAME).toWellFormed()}`;
    if (max === undefined)
      return isNothing(value) ? [] : [{ path: at, message: "is no parameter: what it says belongs into message" }];
    return typeof value === "string" && value.trim().length > max
      ? [{ path: at, message: `may have up to ${max} characters` }]
      : [];
  });
}

const MAX_SHOWN_NAME = 64;
const isNothing = (value: unknown) => value === null || value === "";

/** A text that Postgres can store, cut to `max`; null when it is empty. */
function textOf(value: unknown, max: number): string | null {
  if (typeof value !== "string") return null;
  const text = value.toWellFormed().replaceAll("\0", "").trim().slice(0, max).toWellFormed();
  return text === "" ? null : text;
}

/** The number that the caller said, in any form; null when it is the calling number, or unknown. */
function numberSaid(value: unknown): string | null {
  const said = textOf(value, MAX_FIELD);
  return said === null || saysNoNumber(said) ? null : said;
}

/** The stored form; null when it is not a number. */
function findCallerNumber(said: string, country: string | undefined): string | null {
  const number = toCallerNumber(said, country);
  return number !== undefined && findPhoneNumber(number, country) !== undefined ? number : null;
}

type Taking = NamedCall & {
  toolCallId: string;
  assistantId: string | undefined;
  chatId: string | undefined;
  now: Date;
};

const MAX_ID = 200;
/** The namespace of the messages' ids, each made of the conversation and the words. */
const NAMESPACE = "7d0a4b1e-52c9-5c0f-8a37-94f1b6e2d0c3";
/**
 * The period in which repeats of a tool call are recognized when its conversation is unknown; with the one before, up
 * to twice as long.
 */
const UNKNOWN_MS = 10 * 60_000;

/**
 * Store a caller's message, once in its conversation, however often Vapi or the model repeats the same words (a model
 * does when the first try was not confirmed). Other words are another message, whatever the tool call's id: a model may
 * reuse one. A call without a row yet is found by Vapi's id when the message is read. The event of a message is written
 * with it.
 * @returns false for a repeat
 */
export async function insertMessage(tx: Tx, orgId: string, message: TakenMessage, taking: Taking): Promise<boolean> {
  const { toolCallId, assistantId, vapiCallId } = taking;
  const [id = "", before] = idsOf(orgId, message, taking);
  if (before !== undefined && (await isTaken(tx, orgId, before))) return false;
  const [taken] = await tx
    .insert(callerMessages)
    .values({
      ...message,
      id,
      orgId,
      toolCallId: toolCallId.slice(0, MAX_ID).toWellFormed(),
      assistantId: assistantId ?? null,
      callId: callOf(orgId, taking),
      vapiCallId: vapiCallId?.slice(0, MAX_ID).toWellFormed() ?? null,
    })
    // A row with this id has the same words.
    .onConflictDoNothing({ target: callerMessages.id })
    .returning({ callId: callerMessages.callId });
  if (taken === undefined) return false;
  await tx.insert(events).values({
    orgId,
    type: "caller-message.taken",
    resourceType: "caller-message",
    resourceId: id,
    data: { id, callId: taken.callId, assistantId: assistantId ?? null, ...message },
  });
  return true;
}

async function isTaken(tx: Tx, orgId: string, id: string): Promise<boolean> {
  const isIt = and(eq(callerMessages.orgId, orgId), eq(callerMessages.id, id));
  return (await tx.select({ id: callerMessages.id }).from(callerMessages).where(isIt)).length > 0;
}

/**
 * The same id for the same words in the same call or chat. If neither is known, it is by tool call and period, and the
 * second id is that of the period before.
 */
function idsOf(
  orgId: string,
  message: TakenMessage,
  { vapiCallId, callId, chatId, toolCallId, now }: Taking,
): string[] {
  const { body, callerName, callerNumber, subject, isUrgent } = message;
  const words = [body, callerName, subject].map(sameWords);
  const idIn = (conversation: unknown) =>
    uuidv5(
      JSON.stringify([orgId, conversation, ...words, callerNumber?.replaceAll(/[^\d+]/g, ""), isUrgent]),
      NAMESPACE,
    );
  const call = vapiCallId ?? callId;
  if (call !== undefined) return [idIn(call)];
  if (chatId !== undefined) return [idIn({ chatId })];
  const time = Math.floor(now.getTime() / UNKNOWN_MS);
  return [time, time - 1].map((period) => idIn({ toolCallId, period }));
}

/** Without the capitals and punctuation that may differ when a model repeats itself. */
const sameWords = (text: string | null) =>
  text
    ?.toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim() || text;
