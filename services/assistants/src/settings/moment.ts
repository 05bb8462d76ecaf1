import { organizations } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { eq } from "drizzle-orm";
import type { AnswerLanguage } from "../tools/language.ts";

/** The moment of the call, which Vapi fills in: without it, the model cannot know the date of “next Tuesday”. */
export const nowIn = (timeZone: string) => `{{ "now" | date: "%A %d/%m/%Y, %H:%M", "${timeZone}" }}`;

/** Whether a prompt gives the time of the call itself. */
const SAYS_NOW = /\{\{-?\s*["']now["']\s*\|\s*date\s*:/;

const SENTENCES: Record<AnswerLanguage, (now: string, timeZone: string) => string> = {
  fr: (now, timeZone) => `L’appel a commencé le ${now} (fuseau horaire ${timeZone}).`,
  en: (now, timeZone) => `The call began on ${now} (time zone ${timeZone}).`,
};

/** The prompt with the time when the call began, by the organization's clock; unchanged if it gives the time itself. */
export function withMoment(prompt: string | null, timeZone: string, language: AnswerLanguage): string {
  if (prompt !== null && SAYS_NOW.test(prompt)) return prompt;
  // At the end: what comes before is the same in every call, so the model can reuse it from its cache.
  const sentence = SENTENCES[language](nowIn(timeZone), timeZone);
  return prompt === null || prompt.trim() === "" ? sentence : `${prompt}\n\n${sentence}`;
}

export async function findTimeZone(tx: Tx, orgId: string): Promise<string> {
  const rows = await tx
    .select({ timeZone: organizations.timeZone })
    .from(organizations)
    .where(eq(organizations.id, orgId));
  const [row] = rows;
  if (row === undefined) throw new Error("The organization is not there");
  return row.timeZone;
}
