ALTER TABLE "webhook_endpoints" ADD COLUMN "paused_until" timestamp (3) with time zone;

grant update (paused_until) on webhook_endpoints to allokoli_member;
grant update (paused_until) on webhook_endpoints to allokoli_system;
