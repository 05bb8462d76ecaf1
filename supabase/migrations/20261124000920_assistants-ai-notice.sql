ALTER TABLE "assistants" ADD COLUMN "ai_notice" text;
ALTER TABLE "assistants" ADD CONSTRAINT "assistants_ai_notice_length" CHECK (char_length("assistants"."ai_notice") between 1 and 300);

-- A squad tells its members how to greet when a call is handed to them: without the notice, which was heard already.
drop trigger squads_follow on assistants;
create trigger squads_follow after update of name, vapi_assistant_id, first_message, ai_notice on assistants for each row
  when (old.name <> new.name or old.vapi_assistant_id is distinct from new.vapi_assistant_id
    or old.ai_notice is distinct from new.ai_notice
    or (new.ai_notice is not null and old.first_message is distinct from new.first_message))
  execute function app.squads_follow_assistant();
