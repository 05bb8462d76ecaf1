ALTER TABLE "calls" ADD COLUMN "is_vapi_call_checked" boolean DEFAULT false NOT NULL;
