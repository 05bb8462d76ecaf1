-- An erasure reaches every answer that is kept for a repeat, not those of calls and of blocked numbers alone.
create or replace function app.erase_caller(org uuid, number text) returns public.erasures
language plpgsql volatile security definer set search_path = '' as $$
declare
  made public.erasures;
  erasure uuid := app.uuid_v7();
  of_calls uuid[];
  at_vapi text[];
  of_messages uuid[];
  gone_events integer;
  gone_questions integer;
begin
  if coalesce(app.role_in(org) < 'admin', true) then
    raise exception 'an admin erases a caller' using errcode = 'AK002';
  end if;
  with hidden as (
    update public.calls set deleted_at = now(), erasure_id = erasure, revision = revision + 1
    where org_id = org and customer_number = number and deleted_at is null and status in ('ended', 'scheduled')
    returning id, vapi_call_id
  )
  select coalesce(array_agg(id), '{}'), coalesce(array_agg(vapi_call_id) filter (where vapi_call_id is not null), '{}')
    into of_calls, at_vapi from hidden;
  with gone as (
    delete from public.caller_messages
    where org_id = org and (caller_number = number or call_id = any (of_calls) or vapi_call_id = any (at_vapi))
    returning id
  )
  select coalesce(array_agg(id), '{}') into of_messages from gone;
  delete from public.knowledge_questions where org_id = org and vapi_call_id = any (at_vapi);
  get diagnostics gone_questions = row_count;
  delete from public.events where org_id = org and resource_id = any (of_calls || of_messages);
  get diagnostics gone_events = row_count;
  delete from public.alerts where org_id = org and cause_id = any (of_calls || of_messages);
  delete from public.blocked_numbers b where b.org_id = org and b.number = erase_caller.number;
  delete from public.idempotency_keys
    where org_id = org and path = '/v1/blocked-numbers' and status = 'done' and position(number in response_body) > 0;
  -- The key stays, so that a repeat places no second call.
  update public.idempotency_keys set response_body = '{"items":[]}'
    where org_id = org and path = '/v1/calls' and status = 'done' and position(number in response_body) > 0;
  -- Any other kept answer: its key stays too, so that a repeat does nothing again.
  update public.idempotency_keys set response_status = 404,
      response_headers = '{"content-type":"application/problem+json"}',
      response_body = jsonb_build_object('type', 'urn:allokoli:problem:not_found', 'title', 'There is no such thing',
        'status', 404, 'code', 'not_found', 'detail', 'What it was about has been erased.', 'requestId', erasure)::text
    where org_id = org and path <> '/v1/calls' and status = 'done' and position(number in response_body) > 0;
  insert into public.erasures (id, org_id, ending, calls, messages, events, questions, requested_by)
    values (erasure, org, right(regexp_replace(number, '\D', '', 'g'), 2), cardinality(of_calls),
      cardinality(of_messages), gone_events, gone_questions, auth.uid())
    returning * into made;
  return made;
end
$$;
