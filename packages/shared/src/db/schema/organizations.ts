import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { MEMBER_ROLES } from "../../identity/identity.ts";
import { PLANS } from "../../identity/plans.ts";
import { createdAt, id, length, moment, oneOf, range, revision, updatedAt } from "./columns.ts";

export const LOCALES = ["fr", "en"] as const;
export type Locale = (typeof LOCALES)[number];

/** How many days calls and messages may be kept: a month is needed to work with them. */
export const KEPT_DAYS = { least: 30, most: 3650 };
/** The CNIL recommends six months to a year for logs. */
export const KEPT_LOG_DAYS = { least: 180, most: 365 };

/** Whether the mail of an invitation has gone out. */
export const MAIL_STATES = ["pending", "sent", "failed"] as const;

/** In the order of power, lowest first: policies compare roles with `>=`. */
export const memberRole = pgEnum("member_role", MEMBER_ROLES);

export const organizations = pgTable(
  "organizations",
  {
    id: id(),
    name: text("name").notNull(),
    slug: text("slug").unique(),
    locale: text("locale", { enum: LOCALES }).notNull().default("fr"),
    timeZone: text("time_zone").notNull().default("Europe/Paris"),
    /** Whose way of writing telephone numbers is understood (ISO 3166-1). */
    country: text("country").notNull().default("FR"),
    /** Whether its calls may go to numbers that cost extra. */
    allowsPremiumNumbers: boolean("allows_premium_numbers").notNull().default(false),
    plan: text("plan", { enum: PLANS }).notNull().default("starter"),
    /** After how many days its calls, and what callers left, are deleted; null: when somebody deletes them. */
    keepsCallsDays: integer("keeps_calls_days").default(365),
    keepsMessagesDays: integer("keeps_messages_days").default(365),
    /** After how many days recordings are deleted; null: with their calls. */
    keepsRecordingsDays: integer("keeps_recordings_days").default(90),
    keepsLogsDays: integer("keeps_logs_days").notNull().default(365),
    /** Since when it is being erased: it has no members any more (docs/organization.md). */
    closedAt: moment("closed_at"),
    revision: revision(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    index("organizations_closed")
      .on(t.closedAt)
      .where(sql`${t.closedAt} is not null`),
    length("organizations_name_length", t.name, 1, 80),
    length("organizations_slug_length", t.slug, 1, 63),
    oneOf("organizations_locale", t.locale, LOCALES),
    oneOf("organizations_plan", t.plan, PLANS),
    range("organizations_keeps_calls_days", t.keepsCallsDays, KEPT_DAYS.least, KEPT_DAYS.most),
    range("organizations_keeps_messages_days", t.keepsMessagesDays, KEPT_DAYS.least, KEPT_DAYS.most),
    range("organizations_keeps_recordings_days", t.keepsRecordingsDays, KEPT_DAYS.least, KEPT_DAYS.most),
    range("organizations_keeps_logs_days", t.keepsLogsDays, KEPT_LOG_DAYS.least, KEPT_LOG_DAYS.most),
    length("organizations_time_zone_length", t.timeZone, 1, 64),
    check("organizations_country", sql`${t.country} ~ '^[A-Z]{2}$'`),
  ],
).enableRLS();

/** `user_id` refers to auth.users, whose rows Supabase keeps; the reference is in the migrations. */
export const memberships = pgTable(
  "memberships",
  {
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    userId: uuid("user_id").notNull(),
    role: memberRole("role").notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.userId] }), index("memberships_user").on(t.userId, t.orgId)],
).enableRLS();

/** Somebody asked to join. The address is kept in lower case. */
export const invitations = pgTable(
  "invitations",
  {
    id: id(),
    orgId: uuid("org_id")
      .notNull()
      .references(() => organizations.id, { onDelete: "cascade" }),
    email: text("email").notNull(),
    role: memberRole("role").notNull(),
    invitedBy: uuid("invited_by"),
    mail: text("mail", { enum: MAIL_STATES }).notNull().default("pending"),
    createdAt: createdAt(),
    expiresAt: moment("expires_at").notNull(),
    acceptedAt: moment("accepted_at"),
  },
  (t) => [
    uniqueIndex("invitations_open")
      .on(t.orgId, t.email)
      .where(sql`${t.acceptedAt} is null`),
    index("invitations_newest").on(t.orgId, t.createdAt, t.id),
    index("invitations_of_address").on(t.email),
    index("invitations_expiry").on(t.expiresAt),
    length("invitations_email_length", t.email, 3, 320),
    oneOf("invitations_mail", t.mail, MAIL_STATES),
  ],
).enableRLS();

/** A person, beside what Supabase Auth knows; made with the account. */
export const THEMES = ["system", "light", "dark"] as const;

export const profiles = pgTable(
  "profiles",
  {
    userId: uuid("user_id").primaryKey(),
    fullName: text("full_name"),
    /** Follows auth.users. */
    email: text("email"),
    locale: text("locale", { enum: LOCALES }).notNull().default("fr"),
    /** How the site looks for them on every device. */
    theme: text("theme", { enum: THEMES }).notNull().default("system"),
    /** When they made organizations, of the last thirty days; kept by app.create_organization, whatever became of those. */
    organizationsMade: moment("organizations_made").array().notNull().default([]),
    revision: revision(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    length("profiles_full_name_length", t.fullName, 1, 120),
    oneOf("profiles_locale", t.locale, LOCALES),
    oneOf("profiles_theme", t.theme, THEMES),
  ],
).enableRLS();
