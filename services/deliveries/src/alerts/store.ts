import type { AlertChannel, AlertTopic, Locale, SmsRefusal } from "@allokoli/shared/db/schema/index";
import type { Tx } from "@allokoli/shared/db/tenant";
import type { EventType } from "@allokoli/shared/events/event-types";
import { sql } from "drizzle-orm";
import { wantedByChannel } from "./alert-members.ts";
import type { SentMail, WaitingAlert } from "./plan.ts";
import type { Figures } from "./story.ts";

/** As the system: whether a mail is to be sent, or a digest to be made. */
export async function hasDueAlerts(tx: Tx, orgId: string): Promise<boolean> {
  // By the clock that queued it: ours may be behind.
  const soon = sql`now() + interval '1 second'`;
  const { rows } = await tx.execute<{ due: boolean }>(sql`
    select exists (select from alerts where org_id = ${orgId} and state = 'waiting' and next_attempt_at <= ${soon})
      or exists (select from alerts where org_id = ${orgId} and state = 'sending' and sent_at <= now() - interval '10 minutes')
      or exists (select from alert_settings where org_id = ${orgId} and digest_at <= ${soon}) as due`);
  return rows[0]?.due ?? false;
}

/**
 * As the system: queue the digests that are due, one a member and day on the organization's clock; drop what is not
 * wanted any more; and give up what was begun ten minutes ago and never settled, because nobody knows whether it was sent.
 */
export async function prepareAlerts(tx: Tx, orgId: string): Promise<void> {
  await tx.execute(sql`
    with due as (
      select settings.user_id, settings.digest_hour, organization.time_zone,
        (now() at time zone organization.time_zone)::date as day
      from alert_settings settings join organizations organization on organization.id = settings.org_id
      where settings.org_id = ${orgId} and settings.digest_at <= now() + interval '1 second'
      for update of settings skip locked
    ), queued as (
      insert into alerts (org_id, user_id, topic, cause_id, day)
      select ${orgId}::uuid, user_id, 'digest', md5(concat_ws(' ', 'digest', user_id, day))::uuid, day from due
      on conflict do nothing
    ), planned as (
      update alert_settings settings
      set digest_at = app.next_hour(due.time_zone, due.digest_hour, now() + interval '1 second')
      from due where settings.org_id = ${orgId} and settings.user_id = due.user_id
    ), dropped as (
      update alerts set state = 'dropped' where org_id = ${orgId} and state = 'waiting' and not exists (
        select from alert_settings settings
          cross join lateral (select kinds from ${wantedByChannel} where channel = alerts.channel) wanted
        where settings.org_id = ${orgId} and settings.user_id = alerts.user_id
          and case alerts.topic
            when 'digest' then settings.digest_hour is not null
            when 'urgent-message' then wanted.kinds && array['urgent-message', 'message']
            else alerts.topic = any (wanted.kinds) end
      )
    )
    update alerts set state = 'unknown'
    where org_id = ${orgId} and state = 'sending' and sent_at <= now() - interval '10 minutes'`);
}

/** As the system: what waits to go by that channel, the oldest first. */
export async function listWaiting(
  tx: Tx,
  orgId: string,
  channel: AlertChannel,
  atMost: number,
): Promise<WaitingAlert[]> {
  const { rows } = await tx.execute<WaitingAlert>(sql`
    select id, user_id as "userId", topic = 'digest' as "isDigest" from alerts
    where org_id = ${orgId} and channel = ${channel} and state = 'waiting'
      and next_attempt_at <= now() + interval '1 second'
    order by created_at, id limit ${atMost}`);
  return rows;
}

/** As the system: what went out by that channel lately. */
export async function listSent(tx: Tx, orgId: string, channel: AlertChannel, withinMs: number): Promise<SentMail[]> {
  const { rows } = await tx.execute<{ userId: string; at: number }>(sql`
    select user_id as "userId", (extract(epoch from max(sent_at)) * 1000)::float8 as at from alerts
    where org_id = ${orgId} and channel = ${channel} and mail_id is not null
      and sent_at > now() - make_interval(secs => ${withinMs / 1000}::float8)
    group by user_id, mail_id`);
  return rows;
}

/** As the system: when the next that waits for another try may be sent. */
export async function nextTryAt(tx: Tx, orgId: string): Promise<Date | undefined> {
  const { rows } = await tx.execute<{ at: number | null }>(sql`
    select (extract(epoch from min(next_attempt_at)) * 1000)::float8 as at from alerts
    where org_id = ${orgId} and state = 'waiting' and next_attempt_at > now() + interval '1 second'`);
  const at = rows[0]?.at;
  return at == null ? undefined : new Date(at);
}

export type Recipient = {
  email: string;
  /** Verified; null for none. */
  mobile: string | null;
  locale: Locale;
  includesWords: boolean;
  linkId: string;
};

/** As the system: to whom a member's alerts go; undefined without a confirmed address. */
export async function findRecipient(tx: Tx, orgId: string, userId: string): Promise<Recipient | undefined> {
  const { rows } = await tx.execute<Recipient>(sql`
    select recipient.email, recipient.locale, settings.includes_words as "includesWords", settings.link_id as "linkId",
      case when settings.mobile_verified_at is not null then settings.mobile end as mobile
    from app.alert_recipients(array[${userId}::uuid]) recipient
      join alert_settings settings on settings.org_id = ${orgId} and settings.user_id = recipient.user_id`);
  return rows[0];
}

export type Organization = { name: string; timeZone: string };

export async function findOrganization(tx: Tx, orgId: string): Promise<Organization | undefined> {
  const { rows } = await tx.execute<Organization>(
    sql`select name, time_zone as "timeZone" from organizations where id = ${orgId}`,
  );
  return rows[0];
}

export type ClaimedAlert = {
  topic: AlertTopic;
  day: string | null;
  attempts: number;
  /** Null when the event is gone. */
  type: EventType | null;
  data: unknown;
  at: number;
};

/**
 * As the system: mark the alerts as being sent in this mail. Committed before the mail is handed over: after a crash
 * between the two nobody knows whether it was sent, and it is not sent again.
 * @returns those that still waited
 */
export async function claimMail(tx: Tx, orgId: string, mailId: string, alertIds: string[]): Promise<ClaimedAlert[]> {
  const { rows } = await tx.execute<ClaimedAlert>(sql`
    with claimed as (
      update alerts set state = 'sending', mail_id = ${mailId}::uuid, sent_at = now(), attempts = attempts + 1
      where org_id = ${orgId} and id = any (${sql.param(alertIds)}::uuid[]) and state = 'waiting'
      returning id, topic, day, attempts, event_id, created_at
    )
    select claimed.topic, claimed.day::text as day, claimed.attempts, events.type, events.data,
      (extract(epoch from coalesce(events.created_at, claimed.created_at)) * 1000)::float8 as at
    from claimed left join events on events.org_id = ${orgId} and events.id = claimed.event_id
    order by claimed.created_at, claimed.id`);
  return rows;
}

/** As the system: what became of a mail, for good. */
export const settleMail = (
  tx: Tx,
  orgId: string,
  mailId: string,
  state: "sent" | "unknown" | "failed" | "dropped",
): Promise<unknown> =>
  tx.execute(sql`
    update alerts set state = ${state},
      mail_id = case when ${state} in ('sent', 'unknown') then mail_id end,
      sent_at = case when ${state} in ('sent', 'unknown') then sent_at end
    where org_id = ${orgId} and mail_id = ${mailId} and state = 'sending'`);

/** As the system: the mail was surely not sent; its alerts wait again. */
export const postponeMail = (tx: Tx, orgId: string, mailId: string, waitMs: number): Promise<unknown> =>
  tx.execute(sql`
    update alerts set state = 'waiting', mail_id = null, sent_at = null,
      next_attempt_at = now() + make_interval(secs => ${waitMs / 1000}::float8)
    where org_id = ${orgId} and mail_id = ${mailId} and state = 'sending'`);

/**
 * As the system: a text message was refused for good. SMS end for this member until they verify a mobile number again; what they
 * wanted by SMS they have by mail from now on, beginning with this and what waits.
 */
export const fallBackToMail = (
  tx: Tx,
  orgId: string,
  mailId: string,
  { userId, why }: { userId: string; why: SmsRefusal },
): Promise<unknown> =>
  tx.execute(sql`
    with refused as (
      update alerts set state = 'failed', mail_id = null, sent_at = null
      where org_id = ${orgId} and user_id = ${userId} and channel = 'sms'
        and (state = 'waiting' or (state = 'sending' and mail_id = ${mailId}))
      returning topic, cause_id, event_id
    ), ended as (
      update alert_settings set sms_refusal = ${why}, mail = array(select unnest(mail) union select unnest(sms)),
        revision = revision + 1
      where org_id = ${orgId} and user_id = ${userId}
    )
    insert into alerts (org_id, user_id, channel, topic, cause_id, event_id)
    select ${orgId}::uuid, ${userId}::uuid, 'mail', topic, cause_id, event_id from refused
    on conflict do nothing`);

/** As the system: the day before `sentOn` on the organization's clock, and what is left to do. */
export async function findFigures(tx: Tx, orgId: string, sentOn: string): Promise<Figures | undefined> {
  const { rows } = await tx.execute<Figures>(sql`
    with before as (
      select ${sentOn}::date - 1 as day, (${sentOn}::date - 1)::timestamp at time zone time_zone as starts,
        ${sentOn}::date::timestamp at time zone time_zone as ends
      from organizations where id = ${orgId}
    ), those as (
      select calls.* from calls, before where org_id = ${orgId} and deleted_at is null and direction <> 'web'
        and ended_family is distinct from 'blocked'
        and calls.created_at >= before.starts and calls.created_at < before.ends
    )
    select before.day::text as day,
      (select count(*) from those)::int as calls,
      (select ceil(coalesce(sum(duration_ms), 0) / 60000.0) from those)::int as minutes,
      (select count(*) from those where direction = 'inbound' and status = 'ended' and started_at is null)::int as missed,
      (select count(*) from caller_messages where org_id = ${orgId}
        and created_at >= before.starts and created_at < before.ends)::int as messages,
      (select count(*) from caller_messages where org_id = ${orgId} and handled_at is null)::int as "openMessages",
      (select count(*) from caller_messages where org_id = ${orgId} and handled_at is null and is_urgent)::int as "openUrgent"
    from before`);
  return rows[0];
}
