CREATE INDEX "phone_numbers_in_order" ON "phone_numbers" USING btree ("updated_at") WHERE "phone_numbers"."order_state" not in ('done', 'failed');

-- Orders that nobody has carried on since the given moment: each look at one is written down.
create function app.orders_left(since timestamptz, at_most integer)
returns table (org_id uuid, id uuid)
language sql stable security definer set search_path = '' as $$
  select n.org_id, n.id from public.phone_numbers n
  where n.order_state not in ('done', 'failed') and n.updated_at <= since
  order by n.updated_at
  limit at_most
$$;
revoke all on function app.orders_left(timestamptz, integer) from public;
grant execute on function app.orders_left(timestamptz, integer) to allokoli_system;
