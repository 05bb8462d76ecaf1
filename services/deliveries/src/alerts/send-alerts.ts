import type { AlertTopic } from "@allokoli/shared/db/schema/index";
import type { Tenant } from "@allokoli/shared/db/tenant";
import type { Log } from "@allokoli/shared/log/log";
import { v7 as uuidv7 } from "uuid";
import { composeMail, type Mail } from "./mail.ts";
import { codeOf, outcomeOf, waitAfter } from "./outcome.ts";
import { planMails, type PlannedMail } from "./plan.ts";
import * as store from "./store.ts";
import type { Told } from "./story.ts";
import type { Unsubscription } from "./unsubscribe-token.ts";

/** Alerts that are looked at in one run, and mails that it sends: other work of the organization's gets a turn between. */
const WAITING_AT_ONCE = 1000;
const MAILS_AT_ONCE = 50;

export type SendDeps = {
  tenant: Tenant;
  /** Hands a mail over. An error with a code of the mail service's says what is sure. */
  send(to: string, mail: Mail): Promise<void>;
  sign(what: Unsubscription): Promise<string>;
  siteUrl: string;
  apiUrl: string;
  now(): number;
  log: Pick<Log, "warn" | "error">;
};

/** Send the mails that are due in an organization; resolves with the moment at which more will be. */
export async function sendAlerts(deps: SendDeps): Promise<Date | undefined> {
  const { tenant, now } = deps;
  const { orgId } = tenant;
  await tenant.write("member", (tx) => store.prepareAlerts(tx, orgId));
  const [waiting, sent, organization] = await tenant.read((tx) =>
    Promise.all([
      store.listWaiting(tx, orgId, WAITING_AT_ONCE),
      store.listSent(tx, orgId),
      store.findOrganization(tx, orgId),
    ]),
  );
  if (organization === undefined) return undefined;
  const { mails, lookAgainAt } = planMails(waiting, sent, now());
  for (const mail of mails.slice(0, MAILS_AT_ONCE)) await sendOne(deps, organization, mail);
  const isMore = mails.length > MAILS_AT_ONCE || (waiting.length === WAITING_AT_ONCE && mails.length > 0);
  if (isMore) return new Date(now());
  // Asked after the mails: one of them may have to wait.
  const nextTryAt = await tenant.read((tx) => store.nextTryAt(tx, orgId));
  const moments = [lookAgainAt, nextTryAt?.getTime()].filter((moment) => moment !== undefined);
  return moments.length === 0 ? undefined : new Date(Math.min(...moments));
}

async function sendOne(deps: SendDeps, organization: store.Organization, { userId, alertIds }: PlannedMail) {
  const { tenant, log } = deps;
  const { orgId } = tenant;
  const mailId = uuidv7();
  const [claimed, recipient] = await tenant.write("member", (tx) =>
    Promise.all([store.claimMail(tx, orgId, mailId, alertIds), store.findRecipient(tx, orgId, userId)]),
  );
  const [first] = claimed;
  // Another run has it, or the member has left.
  if (first === undefined) return;
  const settle = (state: Parameters<typeof store.settleMail>[3]) =>
    tenant.write("member", (tx) => store.settleMail(tx, orgId, mailId, state));
  if (recipient === undefined) return settle("failed");
  const told = await toTold(tenant, claimed);
  if (told.length === 0) return settle("dropped");
  const mail = await compose(deps, organization, recipient, told).catch((err: unknown) => {
    log.error("alert not composed", err, { orgId, mailId });
    return undefined;
  });
  if (mail === undefined) return settle("failed");
  try {
    await deps.send(recipient.email, mail);
  } catch (err) {
    // Not the error itself: it may name the address.
    log.warn("alert not sent", { orgId, mailId, code: codeOf(err) });
    const outcome = outcomeOf(err);
    const waitMs = outcome === "later" ? waitAfter(first.attempts) : undefined;
    if (waitMs === undefined) return settle(outcome === "unknown" ? "unknown" : "failed");
    return tenant.write("member", (tx) => store.postponeMail(tx, orgId, mailId, waitMs));
  }
  return settle("sent");
}

async function compose(
  { tenant: { orgId }, sign, siteUrl, apiUrl }: SendDeps,
  organization: store.Organization,
  recipient: store.Recipient,
  told: readonly Told[],
): Promise<Mail> {
  const token = await sign({ orgId, linkId: recipient.linkId, topics: topicsToStop(told) });
  return composeMail({
    told,
    reader: recipient,
    organization: { ...organization, id: orgId },
    siteUrl,
    unsubscribe: {
      oneClickUrl: `${apiUrl}/v1/alerts/unsubscribe?token=${token}`,
      pageUrl: `${siteUrl}/alerts/unsubscribe?token=${token}`,
    },
  });
}

/** What is told: not an event that is gone, and not a day on which nothing happened. */
async function toTold(tenant: Tenant, claimed: readonly store.ClaimedAlert[]): Promise<Told[]> {
  const told = await Promise.all(
    claimed.map(async ({ topic, day, type, data, at }): Promise<Told[]> => {
      if (topic !== "digest") return type === null ? [] : [{ topic, at: new Date(at), type, data }];
      if (day === null) return [];
      const figures = await tenant.read((tx) => store.findFigures(tx, tenant.orgId, day));
      if (figures === undefined || figures.calls + figures.messages === 0) return [];
      return [{ topic, at: new Date(at), figures }];
    }),
  );
  return told.flat();
}

/** What the link in a mail turns off. Whoever has enough of urgent messages wants no messages at all. */
function topicsToStop(told: readonly Told[]): AlertTopic[] {
  const topics = told.map(({ topic }) => topic);
  return [...new Set([...topics, ...(topics.includes("urgent-message") ? (["message"] as const) : [])])];
}
