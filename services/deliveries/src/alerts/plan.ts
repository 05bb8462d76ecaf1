import type { AlertChannel } from "@allokoli/shared/db/schema/index";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How much may be sent by one channel. */
export type Limits = {
  /** So many an hour have one alert each; after that a member's are gathered. */
  singleAnHour: number;
  /** The least time between two with gathered alerts. */
  gatherEveryMs: number;
  /** So many all members of an organization have together, in a sliding window. */
  organization: { most: number; withinMs: number };
};
export const LIMITS: Record<AlertChannel, Limits> = {
  mail: { singleAnHour: 10, gatherEveryMs: 15 * MINUTE_MS, organization: { most: 200, withinMs: HOUR_MS } },
  // Six an hour at most: an SMS rings, and the organization pays for each.
  sms: { singleAnHour: 4, gatherEveryMs: 30 * MINUTE_MS, organization: { most: 50, withinMs: 24 * HOUR_MS } },
};

export type WaitingAlert = { id: string; userId: string; isDigest: boolean };
export type SentMail = { userId: string; at: number };
export type PlannedMail = { userId: string; alertIds: string[] };
/** The mails, or text messages, to send at once, and when to look again at what has to wait. */
export type Plan = { mails: PlannedMail[]; lookAgainAt: number | undefined };

/**
 * Which of a channel's waiting alerts, the oldest first, go out in which mail. A few are told one by one; a flood is gathered,
 * so that nobody has hundreds of mails.
 * @param sent the channel's mails within the organization's window
 */
export function planMails(
  waiting: readonly WaitingAlert[],
  sent: readonly SentMail[],
  now: number,
  limits: Limits,
): Plan {
  const { most, withinMs } = limits.organization;
  const recent = sent.filter(({ at }) => at > now - withinMs);
  const planned: PlannedMail[] = [];
  const moments: number[] = [];
  for (const [userId, theirs] of Map.groupBy(waiting, (alert) => alert.userId)) {
    const { mails, lookAgainAt } = planOf(userId, { theirs, recent, now, limits });
    planned.push(...mails);
    if (lookAgainAt !== undefined) moments.push(lookAgainAt);
  }
  const room = Math.max(0, most - recent.length);
  // The first that leaves the window makes room.
  if (planned.length > room) moments.push(Math.min(now, ...recent.map(({ at }) => at)) + withinMs);
  return {
    mails: planned.slice(0, room),
    lookAgainAt: moments.length === 0 ? undefined : Math.min(...moments),
  };
}

type Around = { theirs: readonly WaitingAlert[]; recent: readonly SentMail[]; now: number; limits: Limits };

function planOf(userId: string, { theirs, recent, now, limits }: Around): Plan {
  const digests = theirs.filter(({ isDigest }) => isDigest).map(({ id }) => ({ userId, alertIds: [id] }));
  const ids = theirs.filter(({ isDigest }) => !isDigest).map(({ id }) => id);
  if (ids.length === 0) return { mails: digests, lookAgainAt: undefined };
  const moments = recent.filter((mail) => mail.userId === userId && mail.at > now - HOUR_MS).map(({ at }) => at);
  const room = limits.singleAnHour - moments.length;
  if (ids.length <= room)
    return { mails: [...digests, ...ids.map((id) => ({ userId, alertIds: [id] }))], lookAgainAt: undefined };
  const nextAt = room > 0 ? now : Math.max(...moments) + limits.gatherEveryMs;
  return nextAt <= now
    ? { mails: [...digests, { userId, alertIds: ids }], lookAgainAt: undefined }
    : { mails: digests, lookAgainAt: nextAt };
}
