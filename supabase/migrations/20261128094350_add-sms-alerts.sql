ALTER TABLE "alerts" DROP CONSTRAINT "alerts_once";
ALTER TABLE "alert_settings" ADD COLUMN "sms" text[] DEFAULT '{}'::text[] NOT NULL;
ALTER TABLE "alert_settings" ADD COLUMN "mobile" text;
ALTER TABLE "alert_settings" ADD COLUMN "mobile_verified_at" timestamp (3) with time zone;
ALTER TABLE "alert_settings" ADD COLUMN "mobile_code" text;
ALTER TABLE "alert_settings" ADD COLUMN "mobile_code_expires_at" timestamp (3) with time zone;
ALTER TABLE "alert_settings" ADD COLUMN "mobile_code_tries" integer DEFAULT 0 NOT NULL;
ALTER TABLE "alert_settings" ADD COLUMN "sms_refusal" text;
ALTER TABLE "alerts" ADD COLUMN "channel" text DEFAULT 'mail' NOT NULL;
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_once" UNIQUE("org_id","user_id","cause_id","channel");
ALTER TABLE "alert_settings" ADD CONSTRAINT "alert_settings_sms" CHECK ("alert_settings"."sms" <@ array['urgent-message', 'message', 'missed-call', 'number-trouble', 'limit-near', 'tests-red', 'draft-trouble']::text[]);
ALTER TABLE "alert_settings" ADD CONSTRAINT "alert_settings_verified" CHECK ("alert_settings"."mobile_verified_at" is null or "alert_settings"."mobile" is not null);
ALTER TABLE "alert_settings" ADD CONSTRAINT "alert_settings_mobile_length" CHECK (char_length("alert_settings"."mobile") between 3 and 20);
ALTER TABLE "alert_settings" ADD CONSTRAINT "alert_settings_sms_refusal" CHECK ("alert_settings"."sms_refusal" in ('stopped', 'recipient', 'sender', 'account'));
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_channel" CHECK ("alerts"."channel" in ('mail', 'sms'));

-- A member's own, as the rest of their settings. The system notes why a text message was refused.
grant insert (sms) on alert_settings to allokoli_member;
grant update (sms, mobile, mobile_verified_at, mobile_code, mobile_code_expires_at, mobile_code_tries, sms_refusal)
  on alert_settings to allokoli_member;
grant update (sms_refusal) on alert_settings to allokoli_system;

-- How often somebody did something in an organization since then: what bounds it outlives the row that it changes.
create function app.count_own_actions(org uuid, what text, since timestamptz) returns bigint
language sql stable security definer set search_path = '' as $$
  select count(*) from public.audit_log
  where org_id = org and actor_id = (select app.user_id()) and created_at >= since and action = what
    and app.role_in(org) is not null
$$;
revoke all on function app.count_own_actions(uuid, text, timestamptz) from public;
grant execute on function app.count_own_actions(uuid, text, timestamptz) to allokoli_member;
