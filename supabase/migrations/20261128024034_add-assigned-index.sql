CREATE INDEX "caller_messages_assigned" ON "caller_messages" USING btree ("org_id","assigned_to") WHERE "caller_messages"."assigned_to" is not null;
