ALTER TABLE "audit_log" ADD COLUMN "outcome" text GENERATED ALWAYS AS (case when action like '%.refused' then 'refused' when action like '%.failed' then 'failed' else 'done' end) STORED NOT NULL;
CREATE INDEX "audit_log_of_outcome" ON "audit_log" USING btree ("org_id","outcome","created_at","id");
CREATE INDEX "audit_log_of_actor" ON "audit_log" USING btree ("org_id","actor_id","created_at","id");
