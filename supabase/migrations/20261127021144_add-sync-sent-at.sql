ALTER TABLE "assistants" ADD COLUMN "sync_sent_at" timestamp (3) with time zone;
ALTER TABLE "functions" ADD COLUMN "sync_sent_at" timestamp (3) with time zone;
ALTER TABLE "phone_numbers" ADD COLUMN "sync_sent_at" timestamp (3) with time zone;
ALTER TABLE "squads" ADD COLUMN "sync_sent_at" timestamp (3) with time zone;
ALTER TABLE "telephony_credentials" ADD COLUMN "sync_sent_at" timestamp (3) with time zone;
ALTER TABLE "workflows" ADD COLUMN "sync_sent_at" timestamp (3) with time zone;

-- The request that Vapi did not answer notes it, and so does the sweep; a refused change puts back what was there.
grant update (sync_sent_at) on functions, squads, workflows, phone_numbers, telephony_credentials to allokoli_member;
grant select (sync_sent_at) on telephony_credentials to allokoli_member;
grant update (sync_sent_at) on assistants, functions, squads, workflows, phone_numbers, telephony_credentials
  to allokoli_system;

-- What waits to be made may have been sent just before the deployment.
update assistants set sync_sent_at = now() where sync_state = 'pending' and sync_attempts > 0 and vapi_assistant_id is null;
update functions set sync_sent_at = now() where sync_state = 'pending' and sync_attempts > 0 and vapi_id is null;
update squads set sync_sent_at = now() where sync_state = 'pending' and sync_attempts > 0 and vapi_id is null;
update workflows set sync_sent_at = now() where sync_state = 'pending' and sync_attempts > 0 and vapi_id is null;
update telephony_credentials set sync_sent_at = now()
where sync_state = 'pending' and sync_attempts > 0 and vapi_credential_id is null;
