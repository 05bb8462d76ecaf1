ALTER TABLE "deliveries" ADD COLUMN "resource_id" uuid;
update deliveries d set resource_id = e.resource_id from events e where e.org_id = d.org_id and e.id = d.event_id;
ALTER TABLE "deliveries" ALTER COLUMN "resource_id" SET NOT NULL;
CREATE INDEX "deliveries_of_thing" ON "deliveries" USING btree ("endpoint_id","resource_id","position") WHERE "deliveries"."state" = 'pending';

-- The release before does not write it, and queues until it is replaced.
create function app.delivery_of_thing() returns trigger
language plpgsql set search_path = '' as $$
begin
  select e.resource_id into new.resource_id from public.events e where e.org_id = new.org_id and e.id = new.event_id;
  return new;
end
$$;
revoke execute on function app.delivery_of_thing() from public;
create trigger of_thing before insert on deliveries for each row
  when (new.resource_id is null) execute function app.delivery_of_thing();
