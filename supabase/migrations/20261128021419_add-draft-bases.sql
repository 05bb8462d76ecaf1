-- A draft keeps what was published when it was begun: a revision also rises when a thing is only sent to Vapi again.
ALTER TABLE "drafts" ADD COLUMN "base" jsonb;
-- What was published at the time: the version of the assistant; of a squad or a workflow what was replaced first since then,
-- or what is still published.
alter table drafts disable trigger touch;
update drafts set base = coalesce(
  (select snapshot from assistant_versions v
    where kind = 'assistant' and v.org_id = drafts.org_id and v.assistant_id = resource_id
    order by (v.created_at <= drafts.created_at) desc, abs(extract(epoch from v.created_at - drafts.created_at)) limit 1),
  (select settings || jsonb_build_object('name', name) from replaced_settings r
    where r.org_id = drafts.org_id and r.kind = drafts.kind and r.resource_id = drafts.resource_id
      and r.created_at >= drafts.created_at
    order by r.version limit 1),
  (select settings || jsonb_build_object('name', name) from squads s
    where kind = 'squad' and s.org_id = drafts.org_id and s.id = resource_id),
  (select settings || jsonb_build_object('name', name) from workflows w
    where kind = 'workflow' and w.org_id = drafts.org_id and w.id = resource_id),
  '{"name": null}'
);
alter table drafts enable trigger touch;
ALTER TABLE "drafts" ALTER COLUMN "base" SET NOT NULL;
ALTER TABLE "drafts" DROP COLUMN "based_on";
grant update (base) on drafts to allokoli_member;
