-- A member notes what a caller said in a call: the message is one like those that an assistant takes.
grant insert (id, org_id, call_id, tool_call_id, assistant_id, caller_name, caller_number, subject, body, is_urgent)
  on caller_messages to allokoli_member;
create policy member_adds on caller_messages for insert to allokoli_member
  with check (org_id = any (array(select app.organizations_with_role('member'))));
