import type { AlertChannel } from "@allokoli/shared/db/schema/index";
import type { Tenant } from "@allokoli/shared/db/tenant";
import { v7 as uuidv7 } from "uuid";
import { handOverMail, handOverSms, type HandOverDeps } from "./hand-over.ts";
import { waitAfter } from "./outcome.ts";
import { LIMITS, planMails, type PlannedMail } from "./plan.ts";
import * as store from "./store.ts";
import type { Told } from "./story.ts";

/** Alerts that are looked at in one run, and mails that it sends: other work of the organization's gets a turn between. */
const WAITING_AT_ONCE = 1000;
const MAILS_AT_ONCE = 50;

export type SendDeps = HandOverDeps & { tenant: Tenant; now(): number };

/** What the telephone provider refuses goes by mail: so SMS come first. */
const CHANNELS = ["sms", "mail"] as const satisfies AlertChannel[];
const HAND_OVER = { mail: handOverMail, sms: handOverSms } satisfies Record<AlertChannel, unknown>;

/** Send the mails and text messages that are due in an organization; resolves with the moment at which more will be. */
export async function sendAlerts(deps: SendDeps): Promise<Date | undefined> {
  const { tenant } = deps;
  const { orgId } = tenant;
  await tenant.write("member", (tx) => store.prepareAlerts(tx, orgId));
  const organization = await tenant.read((tx) => store.findOrganization(tx, orgId));
  if (organization === undefined) return undefined;
  const moments: number[] = [];
  for (const channel of CHANNELS) {
    const lookAgainAt = await sendBy(channel, deps, organization);
    if (lookAgainAt !== undefined) moments.push(lookAgainAt);
  }
  // Asked after the mails: one of them may have to wait.
  const nextTryAt = await tenant.read((tx) => store.nextTryAt(tx, orgId));
  if (nextTryAt !== undefined) moments.push(nextTryAt.getTime());
  return moments.length === 0 ? undefined : new Date(Math.min(...moments));
}

async function sendBy(channel: AlertChannel, deps: SendDeps, organization: store.Organization) {
  const { tenant, now } = deps;
  const limits = LIMITS[channel];
  const [waiting, sent] = await tenant.read((tx) =>
    Promise.all([
      store.listWaiting(tx, tenant.orgId, channel, WAITING_AT_ONCE),
      store.listSent(tx, tenant.orgId, channel, limits.organization.withinMs),
    ]),
  );
  const { mails, lookAgainAt } = planMails(waiting, sent, now(), limits);
  for (const mail of mails.slice(0, MAILS_AT_ONCE)) await sendOne(channel, deps, organization, mail);
  const isMore = mails.length > MAILS_AT_ONCE || (waiting.length === WAITING_AT_ONCE && mails.length > 0);
  return isMore ? now() : lookAgainAt;
}

async function sendOne(
  channel: AlertChannel,
  deps: SendDeps,
  organization: store.Organization,
  { userId, alertIds }: PlannedMail,
): Promise<unknown> {
  const { tenant } = deps;
  const { orgId } = tenant;
  const mailId = uuidv7();
  const [claimed, recipient] = await tenant.write("member", (tx) =>
    Promise.all([store.claimMail(tx, orgId, mailId, alertIds), store.findRecipient(tx, orgId, userId)]),
  );
  const [first] = claimed;
  // Another run has it, or the member has left.
  if (first === undefined) return undefined;
  const settle = (state: Parameters<typeof store.settleMail>[3]) =>
    tenant.write("member", (tx) => store.settleMail(tx, orgId, mailId, state));
  if (recipient === undefined) return settle("failed");
  const told = await toTold(tenant, claimed);
  if (told.length === 0) return settle("dropped");
  const letter = { mailId, told, recipient, organization: { ...organization, id: orgId } };
  const handed = await HAND_OVER[channel](deps, letter);
  if (handed.state === "refused")
    return tenant.write("member", (tx) => store.fallBackToMail(tx, orgId, mailId, { userId, why: handed.why }));
  if (handed.state !== "later") return settle(handed.state);
  const waitMs = waitAfter(first.attempts);
  if (waitMs === undefined) return settle("failed");
  return tenant.write("member", (tx) => store.postponeMail(tx, orgId, mailId, waitMs));
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
