import type { AlertTopic, SmsRefusal } from "@allokoli/shared/db/schema/index";
import type { Log } from "@allokoli/shared/log/log";
import type { SendSms } from "../sms/send-sms.ts";
import { composeSms, type ToldBySms } from "./sms-text.ts";
import { composeMail, type Mail } from "./mail.ts";
import { codeOf, outcomeOf } from "./outcome.ts";
import type { Organization, Recipient } from "./store.ts";
import type { Told } from "./story.ts";
import type { Unsubscription } from "./unsubscribe-token.ts";

/** What became of an alert that was handed over. */
export type Handed =
  | { state: "sent" | "later" | "unknown" | "failed" | "dropped" }
  /** The telephone provider refused, and would again. */
  | { state: "refused"; why: SmsRefusal };

export type HandOverDeps = {
  /** Hands a mail over. An error with a code of the mail service's says what is sure. */
  send(to: string, mail: Mail): Promise<void>;
  sendSms: SendSms;
  sign(what: Unsubscription): Promise<string>;
  siteUrl: string;
  apiUrl: string;
  log: Pick<Log, "warn" | "error">;
};

/** What is told to whom, and the id of the mail or text message that has it. */
export type Letter = {
  mailId: string;
  told: readonly Told[];
  recipient: Recipient;
  organization: Organization & { id: string };
};

export async function handOverMail(deps: HandOverDeps, letter: Letter): Promise<Handed> {
  const { mailId, recipient, organization } = letter;
  const mail = await orLogged(deps, letter, () => toMail(deps, letter));
  if (mail === undefined) return { state: "failed" };
  try {
    await deps.send(recipient.email, mail);
    return { state: "sent" };
  } catch (err) {
    // Not the error itself: it may name the address.
    deps.log.warn("alert not sent", { orgId: organization.id, mailId, code: codeOf(err) });
    const outcome = outcomeOf(err);
    return { state: outcome === "refused" ? "failed" : outcome };
  }
}

export async function handOverSms(deps: HandOverDeps, letter: Letter): Promise<Handed> {
  const { told, recipient, organization } = letter;
  if (recipient.mobile === null) return { state: "dropped" };
  const bySms = told.filter((one): one is ToldBySms => one.topic !== "digest");
  const { locale } = recipient;
  const text = await orLogged(deps, letter, async () =>
    composeSms({ told: bySms, locale, organization, siteUrl: deps.siteUrl }),
  );
  if (text === undefined) return { state: "failed" };
  const result = await deps.sendSms({ to: recipient.mobile, text });
  return result.outcome === "refused" ? { state: "refused", why: result.why } : { state: result.outcome };
}

async function orLogged<T>(
  { log }: HandOverDeps,
  { organization, mailId }: Letter,
  compose: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await compose();
  } catch (err) {
    log.error("alert not composed", err, { orgId: organization.id, mailId });
    return undefined;
  }
}

async function toMail({ sign, siteUrl, apiUrl }: HandOverDeps, letter: Letter): Promise<Mail> {
  const { told, recipient, organization } = letter;
  const token = await sign({ orgId: organization.id, linkId: recipient.linkId, topics: topicsToStop(told) });
  return composeMail({
    told,
    reader: recipient,
    organization,
    siteUrl,
    unsubscribe: {
      oneClickUrl: `${apiUrl}/v1/alerts/unsubscribe?token=${token}`,
      pageUrl: `${siteUrl}/alerts/unsubscribe?token=${token}`,
    },
  });
}

/** What the link in a mail turns off. Whoever has enough of urgent messages wants no messages at all. */
function topicsToStop(told: readonly Told[]): AlertTopic[] {
  const topics = told.map(({ topic }) => topic);
  return [...new Set([...topics, ...(topics.includes("urgent-message") ? (["message"] as const) : [])])];
}
