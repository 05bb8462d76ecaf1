ALTER TABLE "organizations" ADD COLUMN "country" text DEFAULT 'FR' NOT NULL;
ALTER TABLE "organizations" ADD COLUMN "allows_premium_numbers" boolean DEFAULT false NOT NULL;
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_country" CHECK ("organizations"."country" ~ '^[A-Z]{2}$');

-- What an organization says about telephone numbers is an admin's, as the rest of it (admin_updates).
grant update (country, allows_premium_numbers) on organizations to allokoli_member;

-- Numbers of callers that were kept as the carrier wrote them, so that they are found under what they are. Every organization is
-- French here. The same as packages/shared/src/phone says of new ones, as far as a migration can; what is not understood stays.
create function app.as_kept(written text) returns text
language plpgsql immutable set search_path = '' as $$
declare
  plain text := regexp_replace(written, '[[:space:].()/-]|' || chr(160) || '|' || chr(8239) || '|' || chr(8201), '', 'g');
  digits text := (regexp_match(plain, '^(?:\+33|0033|0)0?([1-9][0-9]{8})$'))[1];
begin
  if lower(plain) in ('anonymous', 'restricted', 'private', 'blocked', 'unknown', 'unavailable', 'withheld', 'null')
    or ltrim(plain, '+') in ('266696687', '7378742833', '2562533', '8656696', '86282452253', '464')
  then
    return null;
  elsif digits is not null then
    return case
      when digits ~ '^(26[239]|639|69[23])' and digits !~ '^63998' then '+262'
      when digits ~ '^(590|69[01])' then '+590'
      when digits ~ '^[56]94' then '+594'
      when digits ~ '^(596|69[67])' then '+596'
      else '+33'
    end || digits;
  elsif plain ~ '^00[1-9][0-9]{6,14}$' then
    return '+' || substr(plain, 3);
  end if;
  return written;
end
$$;
update calls set customer_number = app.as_kept(customer_number)
  where customer_number is distinct from app.as_kept(customer_number);
update caller_messages set caller_number = app.as_kept(caller_number)
  where caller_number is distinct from app.as_kept(caller_number);
drop function app.as_kept(text);
