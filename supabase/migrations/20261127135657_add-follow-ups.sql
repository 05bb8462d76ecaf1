ALTER TABLE "calls" ADD COLUMN "followed_up_at" timestamp (3) with time zone;
CREATE INDEX "calls_received" ON "calls" USING btree ("org_id","created_at","id") WHERE "calls"."direction" = 'inbound' and "calls"."status" = 'ended' and "calls"."followed_up_at" is null;
