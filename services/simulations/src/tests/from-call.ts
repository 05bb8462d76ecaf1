import { callerMessages, calls, messages, organizations } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { Problem } from "@allokoli/shared/http/problem";
import { and, asc, eq, isNull } from "drizzle-orm";
import { detailAskedFor, redact, PLACEHOLDERS, namesIn, type PersonalDetail, type Spoken } from "./redact.ts";
import type { TestSettings } from "./contract.ts";

const MAX_LINES = 500;
const MAX_SCRIPT = 8000;
const MAX_NAME = 80;

const WORDS = {
  fr: {
    script:
      "Vous rejouez un appel qui a eu lieu. Vous dites ceci, dans cet ordre, en répondant à ce qu'on vous demande ;",
    blanks: "à la place de ce qui est entre crochets, vous inventez quelque chose de plausible et vous vous y tenez.",
    rubric: "L'appelant a obtenu ce qu'il demandait, ou sait qui s'en occupe et quand il aura une réponse.",
    name: "Appel du",
    dates: "fr",
  },
  en: {
    script: "You play a call again that took place. You say this, in this order, while answering what you are asked;",
    blanks: "in place of what stands in square brackets you make up something likely, and keep to it.",
    rubric: "The caller got what they asked for, or knows who takes care of it and when they will hear.",
    name: "Call of",
    dates: "en-GB",
  },
} as const;

/** `timeZone` is the organization's: the day of the call is that of its people. */
export type RealCall = { lines: Spoken[]; names: (string | null)[]; at: Date; timeZone: string };

/**
 * A call that is over, with its transcript and the names that are known from it.
 * @throws {Problem} `validation_failed` at `callId`
 */
export async function requireRealCall(tx: Tx, orgId: string, callId: string): Promise<RealCall> {
  const isOfCall = and(eq(messages.orgId, orgId), eq(messages.callId, callId));
  const [[call], said, left] = await Promise.all([
    tx
      .select({
        status: calls.status,
        customerName: calls.customerName,
        data: calls.structuredData,
        at: calls.createdAt,
        timeZone: organizations.timeZone,
      })
      .from(calls)
      .innerJoin(organizations, eq(organizations.id, calls.orgId))
      .where(and(eq(calls.orgId, orgId), eq(calls.id, callId), isNull(calls.deletedAt))),
    tx
      .select({ role: messages.role, text: messages.text })
      .from(messages)
      .where(isOfCall)
      .orderBy(asc(messages.position))
      .limit(MAX_LINES),
    tx
      .select({ name: callerMessages.callerName })
      .from(callerMessages)
      .where(and(eq(callerMessages.orgId, orgId), eq(callerMessages.callId, callId)))
      .limit(MAX_LINES),
  ]);
  const wrong = (message: string) => new Problem("validation_failed", { errors: [{ path: "callId", message }] });
  if (call === undefined) throw wrong("is not a call of yours");
  if (call.status !== "ended") throw wrong("is not over yet");
  const lines = said.flatMap(({ role, text }) => (text === null || text.trim() === "" ? [] : [{ role, text }]));
  if (!lines.some(({ role }) => role === "user")) throw wrong("is one in which the caller said nothing");
  return {
    lines,
    names: [call.customerName, ...left.map(({ name }) => name), ...namesOf(call.data)],
    at: call.at,
    timeZone: call.timeZone,
  };
}

/** The values that the analysis of the call has found in fields for names, at any depth. */
function namesOf(data: unknown, isName = false): string[] {
  if (typeof data === "string") return isName ? [data] : [];
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(data).flatMap(([field, value]) => namesOf(value, isName || /name|nom/i.test(field)));
}

/** The lines of the caller, each with what the assistant had asked for. */
function answersIn(lines: Spoken[]): { text: string; asked: PersonalDetail[] }[] {
  let asked: PersonalDetail[] = [];
  return lines.flatMap(({ role, text }) => {
    if (role === "assistant") asked = detailAskedFor(text);
    return role === "user" ? [{ text, asked }] : [];
  });
}

/** The script that plays the call again, without anything that identifies a person. */
export function toTest({ lines, names: known, at, timeZone }: RealCall, language: TestSettings["language"]) {
  const words = WORDS[language];
  const day = new Intl.DateTimeFormat(words.dates, { dateStyle: "long", timeZone }).format(at);
  const names = namesIn(lines, known);
  const said = answersIn(lines).map(
    ({ text, asked }) => `- ${redact(text, names, PLACEHOLDERS[language], asked).replaceAll(/\s+/g, " ").trim()}`,
  );
  const script = [`${words.script} ${words.blanks}`, "", ...said].join("\n");
  return {
    name: `${words.name} ${day}`.slice(0, MAX_NAME),
    script: script.length > MAX_SCRIPT ? `${script.slice(0, MAX_SCRIPT - 1)}…` : script,
    rubrics: [{ text: words.rubric, required: true }],
  };
}
