ALTER TABLE "caller_messages" DROP CONSTRAINT "caller_messages_once_a_call";
ALTER TABLE "caller_messages" DROP CONSTRAINT "caller_messages_body_length";
ALTER TABLE "caller_messages" ADD CONSTRAINT "caller_messages_body_length" CHECK (char_length("caller_messages"."body") between 1 and 20000);
