ALTER TABLE "api_keys" ADD COLUMN "kept_by" uuid;
