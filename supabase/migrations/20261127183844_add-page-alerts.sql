ALTER TABLE "alert_settings" ADD COLUMN "page" text[] DEFAULT '{urgent-message,missed-call}'::text[] NOT NULL;
ALTER TABLE "alert_settings" ADD CONSTRAINT "alert_settings_page" CHECK ("alert_settings"."page" <@ array['urgent-message', 'message', 'missed-call', 'number-trouble', 'limit-near']::text[]);

grant insert (page), update (page) on alert_settings to allokoli_member;
