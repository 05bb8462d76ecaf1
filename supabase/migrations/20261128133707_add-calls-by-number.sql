DROP INDEX "calls_of_customer";
CREATE INDEX "calls_of_line" ON "calls" USING btree ("org_id","phone_number" text_pattern_ops,"created_at","id");
CREATE INDEX "calls_of_customer" ON "calls" USING btree ("org_id","customer_number" text_pattern_ops,"created_at","id");
