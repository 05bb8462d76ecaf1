ALTER TABLE "profiles" ADD COLUMN "theme" text DEFAULT 'system' NOT NULL;
ALTER TABLE "profiles" ADD CONSTRAINT "profiles_theme" CHECK ("profiles"."theme" in ('system', 'light', 'dark'));
grant update (theme) on profiles to allokoli_member;
