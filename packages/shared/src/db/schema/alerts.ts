import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAt, id, length, moment, oneOf, range, revision, updatedAt } from "./columns.ts";
import { memberships } from "./organizations.ts";

/**
 * What a member may be alerted to; `missed-call` also when a call failed, `tests-red` when the tests of a schedule fail that
 * passed before, `draft-trouble` when a draft was not published as planned.
 */
export const ALERT_KINDS = [
  "urgent-message",
  "message",
  "missed-call",
  "number-trouble",
  "limit-near",
  "tests-red",
  "draft-trouble",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];
/** What the site says at once to who never chose. */
export const PAGE_KINDS_AT_FIRST: AlertKind[] = ["urgent-message", "missed-call"];
const KIND_LIST = sql.raw(`array[${ALERT_KINDS.map((kind) => `'${kind}'`).join(", ")}]::text[]`);
/** What a mail is about: one of those, or the day before. */
export const ALERT_TOPICS = [...ALERT_KINDS, "digest"] as const;
export type AlertTopic = (typeof ALERT_TOPICS)[number];
/** How an alert reaches a member, besides the site. */
export const ALERT_CHANNELS = ["mail", "sms"] as const;
export type AlertChannel = (typeof ALERT_CHANNELS)[number];
/**
 * Why a provider refused a text message for good: the member answered STOP; the number takes none; no number of the
 * organization's can send one; or it is about the account, such as its credit.
 */
export const SMS_REFUSALS = ["stopped", "recipient", "sender", "account"] as const;
export type SmsRefusal = (typeof SMS_REFUSALS)[number];
/**
 * `sending` is claimed, before the mail or the text message is handed over; `unknown` when nobody can tell whether it was: it is not sent
 * again. `dropped` was not wanted any more, or there was nothing to say.
 */
export const ALERT_STATES = ["waiting", "sending", "sent", "unknown", "failed", "dropped"] as const;

/** What a member wants to be alerted to in one organization. Goes with the membership; absent for who never chose. */
export const alertSettings = pgTable(
  "alert_settings",
  {
    orgId: uuid("org_id").notNull(),
    userId: uuid("user_id").notNull(),
    /** Names the settings in links to unsubscribe: whoever joins again has other ones. */
    linkId: uuid("link_id")
      .notNull()
      .default(sql`gen_random_uuid()`),
    /** What comes by mail, besides the digest. */
    mail: text("mail", { enum: ALERT_KINDS })
      .array()
      .notNull()
      .default(sql`'{}'::text[]`),
    /** What the site says at once, in whatever page is open. */
    page: text("page", { enum: ALERT_KINDS })
      .array()
      .notNull()
      .default(sql.raw(`'{${PAGE_KINDS_AT_FIRST.join(",")}}'::text[]`)),
    /** What comes by SMS, to the mobile number below. */
    sms: text("sms", { enum: ALERT_KINDS })
      .array()
      .notNull()
      .default(sql`'{}'::text[]`),
    /** E.164. Nothing but a code goes to it before it is verified. */
    mobile: text("mobile"),
    mobileVerifiedAt: moment("mobile_verified_at"),
    /** HMAC of the code that was sent last, with the member and the number; null when it is used, or good no more. */
    mobileCode: text("mobile_code"),
    mobileCodeExpiresAt: moment("mobile_code_expires_at"),
    mobileCodeTries: integer("mobile_code_tries").notNull().default(0),
    /** Why the last text message was refused for good; null when it was not. */
    smsRefusal: text("sms_refusal", { enum: SMS_REFUSALS }),
    /** Whether mails and notifications have what the caller said. */
    includesWords: boolean("includes_words").notNull().default(false),
    /** The hour of the daily digest on the organization's clock; null for none. */
    digestHour: integer("digest_hour"),
    /** When the next digest is due; kept by triggers. */
    digestAt: moment("digest_at"),
    revision: revision(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.userId] }),
    unique("alert_settings_link").on(t.linkId),
    index("alert_settings_digest").on(t.digestAt),
    range("alert_settings_digest_hour", t.digestHour, 0, 23),
    check("alert_settings_mail", sql`${t.mail} <@ ${KIND_LIST}`),
    check("alert_settings_sms", sql`${t.sms} <@ ${KIND_LIST}`),
    check("alert_settings_verified", sql`${t.mobileVerifiedAt} is null or ${t.mobile} is not null`),
    length("alert_settings_mobile_length", t.mobile, 3, 20),
    oneOf("alert_settings_sms_refusal", t.smsRefusal, SMS_REFUSALS),
    check("alert_settings_page", sql`${t.page} <@ ${KIND_LIST}`),
    foreignKey({
      name: "alert_settings_membership",
      columns: [t.orgId, t.userId],
      foreignColumns: [memberships.orgId, memberships.userId],
    }).onDelete("cascade"),
  ],
).enableRLS();

/** One thing that one member is alerted to: the queue of mails and text messages, and afterwards what became of each. */
export const alerts = pgTable(
  "alerts",
  {
    id: id(),
    orgId: uuid("org_id").notNull(),
    userId: uuid("user_id").notNull(),
    channel: text("channel", { enum: ALERT_CHANNELS }).notNull().default("mail"),
    topic: text("topic", { enum: ALERT_TOPICS }).notNull(),
    /** The message, the call, the event or the day: each is told once to a member by each channel. */
    causeId: uuid("cause_id").notNull(),
    /** The event that says it; null for a digest. */
    eventId: uuid("event_id"),
    /** Of a digest: the day on which it is sent, on the organization's clock. */
    day: date("day", { mode: "string" }),
    state: text("state", { enum: ALERT_STATES }).notNull().default("waiting"),
    attempts: integer("attempts").notNull().default(0),
    nextAttemptAt: moment("next_attempt_at").notNull().defaultNow(),
    /** The mail or text message that has it, alone or with others. */
    mailId: uuid("mail_id"),
    /** When that was handed over, or was about to be. */
    sentAt: moment("sent_at"),
    createdAt: createdAt(),
  },
  (t) => [
    unique("alerts_once").on(t.orgId, t.userId, t.causeId, t.channel),
    index("alerts_due")
      .on(t.orgId, t.nextAttemptAt)
      .where(sql`${t.state} = 'waiting'`),
    index("alerts_under_way")
      .on(t.orgId, t.sentAt)
      .where(sql`${t.state} = 'sending'`),
    index("alerts_sent")
      .on(t.orgId, t.sentAt)
      .where(sql`${t.mailId} is not null`),
    index("alerts_age").using("brin", t.createdAt),
    oneOf("alerts_channel", t.channel, ALERT_CHANNELS),
    oneOf("alerts_topic", t.topic, ALERT_TOPICS),
    oneOf("alerts_state", t.state, ALERT_STATES),
    foreignKey({
      name: "alerts_membership",
      columns: [t.orgId, t.userId],
      foreignColumns: [memberships.orgId, memberships.userId],
    }).onDelete("cascade"),
  ],
).enableRLS();
