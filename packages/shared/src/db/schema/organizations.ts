import { index, pgEnum, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { MEMBER_ROLES } from "../../identity/identity.ts";
import { createdAt, id, length, oneOf, revision, updatedAt } from "./columns.ts";

export const LOCALES = ["fr", "en"] as const;
export type Locale = (typeof LOCALES)[number];

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
    revision: revision(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    length("organizations_name_length", t.name, 1, 80),
    length("organizations_slug_length", t.slug, 1, 63),
    oneOf("organizations_locale", t.locale, LOCALES),
    length("organizations_time_zone_length", t.timeZone, 1, 64),
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

/** A person, beside what Supabase Auth knows; made with the account. */
export const profiles = pgTable(
  "profiles",
  {
    userId: uuid("user_id").primaryKey(),
    fullName: text("full_name"),
    /** Follows auth.users. */
    email: text("email"),
    locale: text("locale", { enum: LOCALES }).notNull().default("fr"),
    revision: revision(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [length("profiles_full_name_length", t.fullName, 1, 120), oneOf("profiles_locale", t.locale, LOCALES)],
).enableRLS();
