-- A key that is there keeps what its role allows; a subscription of its own is for keys that are made for it.
ALTER TABLE "api_keys" ADD COLUMN "scopes" text[];
UPDATE "api_keys" SET "scopes" = CASE WHEN "role" = 'viewer' THEN array['read'] ELSE array['read', 'write', 'calls'] END;
ALTER TABLE "api_keys" ALTER COLUMN "scopes" SET NOT NULL;
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_scopes" CHECK ("api_keys"."scopes" <@ array['read', 'write', 'calls', 'webhooks'] and cardinality("api_keys"."scopes") > 0);
