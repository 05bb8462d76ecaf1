import type { AuditAction } from "@allokoli/shared/audit/actions";
import { timingSafeEqual } from "@allokoli/shared/crypto/hmac";
import { entry, type Author } from "@allokoli/shared/db/audit-entry";
import { alertSettings, auditLog, profiles, type Locale, type SmsRefusal } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { notFound, Problem } from "@allokoli/shared/http/problem";
import { eq, sql } from "drizzle-orm";
import { CODE_FOR_MS, CODES_A_DAY, CODES_AN_HOUR, MOST_TRIES } from "./mobile-code.ts";
import { COLUMNS, isOf, lockSettings, type SettingsRow } from "./settings-store.ts";

const ASKED: AuditAction = "alerts.code-sent";
const VERIFIED: AuditAction = "alerts.mobile-verified";
const REMOVED: AuditAction = "alerts.mobile-removed";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** What is asked for: a code for a number, of which only its HMAC is kept. */
export type AskedCode = { number: string; mac: string };

/**
 * Keep a member's mobile number, which is not theirs before it is verified, and the code that is about to be sent to it. The log
 * bounds how many: it stays when the settings go, so leaving and joining again gives nobody more.
 * @throws {Problem} `rate_limited`
 */
export async function keepCode(
  tx: Tx,
  orgId: string,
  { number, mac }: AskedCode,
  { author, now }: { author: Author; now: Date },
): Promise<SettingsRow> {
  // Sent at once, in this order: what is counted includes whoever had the lock before.
  const [, before, { rows }] = await Promise.all([
    tx
      .execute(sql`select pg_advisory_xact_lock(hashtextextended(${`mobile codes ${orgId}`}, 0))`)
      .then(() => undefined),
    lockSettings(tx, orgId, author.userId),
    tx
      .execute<{ own: number; all: number }>(
        sql`select app.count_own_actions(${orgId}, ${ASKED}, ${since(now, HOUR_MS)}::timestamptz)::int as own,
          app.count_actions(${orgId}, ${ASKED}, ${since(now, DAY_MS)}::timestamptz)::int as all`,
      )
      .execute(),
  ]);
  if (before === undefined) throw notFound("settings");
  const [asked] = rows;
  if ((asked?.own ?? 0) >= CODES_AN_HOUR)
    throw tooMany(HOUR_MS, `You have asked for ${CODES_AN_HOUR} codes within an hour.`);
  if ((asked?.all ?? 0) >= CODES_A_DAY)
    throw tooMany(HOUR_MS, `The organization has had ${CODES_A_DAY} codes within a day.`);
  const row = await change(tx, orgId, author, {
    mobile: number,
    mobileVerifiedAt: null,
    mobileCode: mac,
    mobileCodeExpiresAt: new Date(now.getTime() + CODE_FOR_MS),
    mobileCodeTries: 0,
    smsRefusal: null,
    revision: before.revision + 1,
  });
  await log(tx, orgId, author, { action: ASKED, number });
  return row;
}

/** The language of one's own mails and text messages. */
export async function findLocale(tx: Tx, userId: string): Promise<Locale> {
  const [profile] = await tx.select({ locale: profiles.locale }).from(profiles).where(eq(profiles.userId, userId));
  return profile?.locale ?? "fr";
}

/** The code's text message was not sent, and if the provider refused it for good, why: the code is good no more. */
export const dropCode = (tx: Tx, orgId: string, author: Author, smsRefusal: SmsRefusal | null): Promise<SettingsRow> =>
  change(tx, orgId, author, { smsRefusal, mobileCode: null, revision: sql`${alertSettings.revision} + 1` });

/**
 * Hold a code against the one that was sent. A wrong one takes a try, which stays taken: nothing is thrown here.
 * @returns the settings when it is right; `wrong`; `over` when there is no code that could be right any more
 */
export async function tryCode(
  tx: Tx,
  orgId: string,
  toMac: (number: string) => Promise<string>,
  { author, now }: { author: Author; now: Date },
): Promise<SettingsRow | "wrong" | "over"> {
  const settings = await lockSettings(tx, orgId, author.userId);
  const [row] = await tx
    .select({ mac: alertSettings.mobileCode, tries: alertSettings.mobileCodeTries })
    .from(alertSettings)
    .where(isOf(orgId, author.userId));
  const { mobile = null, mobileCodeExpiresAt: expiresAt = null } = settings ?? {};
  if (settings === undefined || row === undefined || mobile === null || row.mac === null) return "over";
  if (expiresAt === null || expiresAt <= now || row.tries >= MOST_TRIES) return "over";
  const revision = settings.revision + 1;
  if (!(await timingSafeEqual(row.mac, await toMac(mobile)))) {
    const tries = row.tries + 1;
    await change(tx, orgId, author, {
      mobileCodeTries: tries,
      ...(tries >= MOST_TRIES && { mobileCode: null }),
      revision,
    });
    return "wrong";
  }
  const verified = await change(tx, orgId, author, { mobileVerifiedAt: now, mobileCode: null, revision });
  await log(tx, orgId, author, { action: VERIFIED, number: mobile });
  return verified;
}

/** Forget the number, and with it what was wanted by SMS. @throws {Problem} `not_found` when there is none */
export async function removeMobile(tx: Tx, orgId: string, author: Author): Promise<void> {
  const before = await lockSettings(tx, orgId, author.userId);
  if (before === undefined || before.mobile === null) throw notFound("mobile number");
  await change(tx, orgId, author, {
    sms: [],
    mobile: null,
    mobileVerifiedAt: null,
    mobileCode: null,
    smsRefusal: null,
    revision: before.revision + 1,
  });
  await log(tx, orgId, author, { action: REMOVED, number: before.mobile });
}

async function change(
  tx: Tx,
  orgId: string,
  { userId }: Author,
  values: Parameters<ReturnType<typeof tx.update<typeof alertSettings>>["set"]>[0],
): Promise<SettingsRow> {
  const [row] = await tx.update(alertSettings).set(values).where(isOf(orgId, userId)).returning(COLUMNS);
  if (row === undefined) throw new Error("the locked settings are gone");
  return row;
}

/** The log is read by admins: it has the last two digits. */
const log = (tx: Tx, orgId: string, author: Author, { action, number }: { action: AuditAction; number: string }) =>
  tx
    .insert(auditLog)
    .values(entry(orgId, author, action, { type: "alerts", id: author.userId }, { endsIn: number.slice(-2) }));

const since = (now: Date, ms: number) => new Date(now.getTime() - ms).toISOString();
const tooMany = (ms: number, detail: string) => new Problem("rate_limited", { detail, retryAfterSeconds: ms / 1000 });
