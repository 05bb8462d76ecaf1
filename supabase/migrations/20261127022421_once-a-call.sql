DROP INDEX "caller_messages_once";
ALTER TABLE "caller_messages" ADD CONSTRAINT "caller_messages_once_a_call" UNIQUE NULLS NOT DISTINCT("org_id","vapi_call_id","tool_call_id");
