ALTER TABLE "test_runs" ADD COLUMN "cancel_asked_at" timestamp (3) with time zone;

-- Members name a run and have it stopped; how far it is, is the system's to say.
grant update (name, cancel_asked_at) on test_runs to allokoli_member;
create policy member_steers on test_runs for update to allokoli_member
  using (org_id = any (array(select app.organizations_with_role('member'))))
  with check (org_id = any (array(select app.organizations_with_role('member'))));
