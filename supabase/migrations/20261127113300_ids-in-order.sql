-- Ids of one transaction are in the order in which they were made: after the millisecond comes its fraction in 4096ths
-- (RFC 9562, 6.2, method 3), where random bits were. Lists and logs are sorted by them.
create or replace function app.uuid_v7() returns uuid
language sql volatile set search_path = '' as $$
  select encode(
    overlay(uuid_send(gen_random_uuid())
      placing int8send(((us / 1000) << 16) | (7 << 12) | ((us % 1000) * 4096 / 1000)) from 1 for 8),
    'hex')::uuid
  from (select (extract(epoch from clock_timestamp()) * 1000000)::bigint as us) as now
$$;
