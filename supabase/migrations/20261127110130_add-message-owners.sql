ALTER TABLE "caller_messages" ADD COLUMN "assigned_to" uuid;
ALTER TABLE "caller_messages" ADD COLUMN "note" text;
ALTER TABLE "caller_messages" ADD CONSTRAINT "caller_messages_note_length" CHECK (char_length("caller_messages"."note") between 1 and 2000);
-- Only a member takes care of a message; whose membership ends has none any more.
alter table caller_messages add constraint caller_messages_assignee foreign key (org_id, assigned_to)
  references memberships (org_id, user_id) on delete set null (assigned_to);
grant update (assigned_to, note) on caller_messages to allokoli_member;
