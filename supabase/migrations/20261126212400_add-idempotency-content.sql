ALTER TABLE "idempotency_keys" ADD COLUMN "content_hash" text;
