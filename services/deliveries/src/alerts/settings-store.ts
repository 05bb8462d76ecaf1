import type { AuditAction } from "@allokoli/shared/audit/actions";
import { entry, systemEntry, type Author } from "@allokoli/shared/db/audit-entry";
import { alertSettings, auditLog, PAGE_KINDS_AT_FIRST, type AlertTopic } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import { and, eq, sql } from "drizzle-orm";
import type { AlertSettings, Unsubscription, UpdateAlertSettings } from "./contract.ts";
import type { Unsubscription as Token } from "./unsubscribe-token.ts";

export const COLUMNS = {
  mail: alertSettings.mail,
  page: alertSettings.page,
  sms: alertSettings.sms,
  includesWords: alertSettings.includesWords,
  digestHour: alertSettings.digestHour,
  mobile: alertSettings.mobile,
  mobileVerifiedAt: alertSettings.mobileVerifiedAt,
  hasCode: sql<boolean>`${alertSettings.mobileCode} is not null`,
  mobileCodeExpiresAt: alertSettings.mobileCodeExpiresAt,
  smsRefusal: alertSettings.smsRefusal,
  revision: alertSettings.revision,
};
export type SettingsRow = Pick<typeof alertSettings.$inferSelect, Exclude<keyof typeof COLUMNS, "hasCode">> & {
  /** Whether a code was sent that may still be right. */
  hasCode: boolean;
};

/** Of who never chose, as the columns' defaults: no mail at all. They are at the revision at which settings begin. */
const UNCHOSEN: SettingsRow = {
  mail: [],
  page: PAGE_KINDS_AT_FIRST,
  sms: [],
  includesWords: false,
  digestHour: null,
  mobile: null,
  mobileVerifiedAt: null,
  hasCode: false,
  mobileCodeExpiresAt: null,
  smsRefusal: null,
  revision: 1,
};

export const isOf = (orgId: string, userId: string) =>
  and(eq(alertSettings.orgId, orgId), eq(alertSettings.userId, userId));

export const toAlertSettings = (row: SettingsRow, canSendSms: boolean): AlertSettings => ({
  mail: row.mail,
  page: row.page,
  sms: row.sms,
  includesWords: row.includesWords,
  digestHour: row.digestHour,
  mobile:
    row.mobile === null
      ? null
      : {
          number: row.mobile,
          isVerified: row.mobileVerifiedAt !== null,
          codeExpiresAt: (row.hasCode && row.mobileCodeExpiresAt?.toISOString()) || null,
        },
  smsRefusal: row.smsRefusal,
  canSendSms,
});

export async function findSettings(tx: Tx, orgId: string, userId: string): Promise<SettingsRow> {
  const [row] = await tx.select(COLUMNS).from(alertSettings).where(isOf(orgId, userId));
  return row ?? UNCHOSEN;
}

/** One's own settings, made when there are none, locked until the transaction ends. */
export async function lockSettings(tx: Tx, orgId: string, userId: string): Promise<SettingsRow | undefined> {
  const [, [row]] = await Promise.all([
    // Drizzle's insert would name every column, and some are not a member's to write. Sent at once by its `then`.
    tx
      .execute(sql`insert into alert_settings (org_id, user_id) values (${orgId}, ${userId}) on conflict do nothing`)
      .then(() => undefined),
    tx.select(COLUMNS).from(alertSettings).where(isOf(orgId, userId)).for("update").execute(),
  ]);
  return row;
}

const ABOUT = "alerts";
const UPDATED: AuditAction = "alerts.updated";
const STOPPED: AuditAction = "alerts.stopped";

/** Change the locked settings. */
export async function changeSettings(
  tx: Tx,
  orgId: string,
  before: SettingsRow,
  { change, author }: { change: Partial<UpdateAlertSettings>; author: Author },
): Promise<SettingsRow> {
  const [[row]] = await Promise.all([
    tx
      .update(alertSettings)
      .set({ ...change, revision: before.revision + 1 })
      .where(isOf(orgId, author.userId))
      .returning(COLUMNS)
      .execute(),
    tx
      .insert(auditLog)
      .values(entry(orgId, author, UPDATED, { type: ABOUT, id: author.userId }, { fields: Object.keys(change) }))
      .execute(),
  ]);
  if (row === undefined) throw new Error("the locked settings are gone");
  return row;
}

/** As the system: what a link is about; undefined when the membership is over. */
export async function findUnsubscription(
  tx: Tx,
  { orgId, linkId, topics }: Token,
): Promise<(Unsubscription & { userId: string }) | undefined> {
  const { rows } = await tx.execute<{ userId: string; name: string; on: boolean }>(sql`
    select settings.user_id as "userId", organization.name, ${isOn(topics)} as on
    from alert_settings settings join organizations organization on organization.id = settings.org_id
    where settings.org_id = ${orgId} and settings.link_id = ${linkId}
    for update of settings`);
  const [row] = rows;
  return row && { userId: row.userId, organizationName: row.name, topics, isOn: row.on };
}

/** As the system: turn off what a link is for. */
export async function stopAlerts(tx: Tx, { orgId, linkId, topics }: Token, userId: string): Promise<void> {
  await Promise.all([
    tx
      .update(alertSettings)
      .set({
        mail: sql`array(select kind from unnest(${alertSettings.mail}) kind where kind <> all (${topicList(topics)}))`,
        ...(topics.includes("digest") && { digestHour: null }),
        revision: sql`${alertSettings.revision} + 1`,
      })
      .where(and(isOf(orgId, userId), eq(alertSettings.linkId, linkId)))
      .execute(),
    tx
      .insert(auditLog)
      .values(systemEntry(orgId, STOPPED, { type: ABOUT, id: userId }, { topics }))
      .execute(),
  ]);
}

const topicList = (topics: AlertTopic[]) => sql`${sql.param(topics)}::text[]`;
const isOn = (topics: AlertTopic[]) =>
  sql`(settings.mail && ${topicList(topics)} or (settings.digest_hour is not null and 'digest' = any (${topicList(topics)})))`;
