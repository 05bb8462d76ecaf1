const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** So many mails within an hour have one alert each; after that they are gathered. */
export const SINGLE_AN_HOUR = 10;
/** The least time between two mails with gathered alerts. */
export const GATHER_EVERY_MS = 15 * MINUTE_MS;
/** So many mails within an hour have all members of an organization together. */
export const ORGANIZATION_AN_HOUR = 200;

export type WaitingAlert = { id: string; userId: string; isDigest: boolean };
export type SentMail = { userId: string; at: number };
export type PlannedMail = { userId: string; alertIds: string[] };
/** The mails to send at once, and when to look again at what has to wait. */
export type Plan = { mails: PlannedMail[]; lookAgainAt: number | undefined };

/**
 * Which of the waiting alerts, the oldest first, go out in which mail. A few are told one by one; a flood is gathered, so
 * that nobody has hundreds of mails.
 * @param sent the mails of the last hour
 */
export function planMails(waiting: readonly WaitingAlert[], sent: readonly SentMail[], now: number): Plan {
  const recent = sent.filter(({ at }) => at > now - HOUR_MS);
  const planned: PlannedMail[] = [];
  const moments: number[] = [];
  for (const [userId, theirs] of Map.groupBy(waiting, (alert) => alert.userId)) {
    const { mails, lookAgainAt } = planOf(userId, theirs, recent, now);
    planned.push(...mails);
    if (lookAgainAt !== undefined) moments.push(lookAgainAt);
  }
  const room = Math.max(0, ORGANIZATION_AN_HOUR - recent.length);
  // The first that leaves the hour makes room.
  if (planned.length > room) moments.push(Math.min(now, ...recent.map(({ at }) => at)) + HOUR_MS);
  return {
    mails: planned.slice(0, room),
    lookAgainAt: moments.length === 0 ? undefined : Math.min(...moments),
  };
}

function planOf(userId: string, theirs: readonly WaitingAlert[], recent: readonly SentMail[], now: number): Plan {
  const digests = theirs.filter(({ isDigest }) => isDigest).map(({ id }) => ({ userId, alertIds: [id] }));
  const ids = theirs.filter(({ isDigest }) => !isDigest).map(({ id }) => id);
  if (ids.length === 0) return { mails: digests, lookAgainAt: undefined };
  const moments = recent.filter((mail) => mail.userId === userId).map(({ at }) => at);
  const room = SINGLE_AN_HOUR - moments.length;
  if (ids.length <= room)
    return { mails: [...digests, ...ids.map((id) => ({ userId, alertIds: [id] }))], lookAgainAt: undefined };
  const nextAt = room > 0 ? now : Math.max(...moments) + GATHER_EVERY_MS;
  return nextAt <= now
    ? { mails: [...digests, { userId, alertIds: ids }], lookAgainAt: undefined }
    : { mails: digests, lookAgainAt: nextAt };
}
