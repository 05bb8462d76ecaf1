import type { Pool } from "pg";
import { newAssistant, newPerson, type Person } from "./people.ts";

const BATCH = 2_000;
const ASSISTANTS = 2;
/** Of each caller; the callers take turns. */
export const CALLS_OF_A_CALLER = 20;
export const OWN_NUMBERS = ["+33187650000", "+33187650001"] as const;

/**
 * Generates each call of October from its index: few and many calls have the same shares of days, ends and latencies. They
 * were created in the order of their index, evenly over the month. Every tenth has a transcript: half of these say
 * "rendez-vous", each says its own number.
 */
const INSERT = `
  insert into calls (org_id, assistant_id, phone_number, customer_number, direction, status, created_at, started_at,
    duration_ms, cost_usd, success, ended_family, turn_latencies, transcript)
  select $1, (select id from assistants where org_id = $1 order by name limit 1 offset (h % 2)::int),
    '+3318765000' || (h % 2), '+336' || lpad((n % $4)::text, 8, '0'),
    case when h / 2 % 4 = 0 then 'outbound' else 'inbound' end, 'ended',
    timestamptz '2026-10-01 00:00Z' + n * (interval '31 days' / $5),
    timestamptz '2026-10-01 06:00Z' + (n % 31) * interval '1 day' + (h % 36000) * interval '1 second',
    20000 + h % 300000, (h % 900) / 1000.0, case h / 8 % 5 when 0 then null when 1 then false else true end,
    (array['caller_hung_up', 'assistant_hung_up', 'transferred', 'silence'])[1 + h / 40 % 4],
    (select jsonb_agg(jsonb_build_object('turnMs', 600 + (h * t) % 1400)) from generate_series(1, 3) t),
    case when n % 10 = 0 then 'Bonjour, je voudrais ' || case when n % 20 = 0 then 'un rendez-vous' else 'un conseil' end
      || ', mon dossier est le ' || n || '. Merci, au revoir.' end
  from (select n, abs(hashint8(n))::bigint as h from generate_series($2::bigint, $3::bigint) n) numbered`;

/**
 * A new person, whose organization has so many ended calls in October 2026.
 * @param counted whether analytics count them, which takes far longer than to store them
 */
export async function newPersonWithCalls(superuser: Pool, calls: number, counted = true): Promise<Person> {
  const person = await newPerson(superuser);
  for (let index = 0; index < ASSISTANTS; index += 1) await newAssistant(superuser, person.orgId, `Accueil ${index}`);
  const started = performance.now();
  const callers = Math.ceil(calls / CALLS_OF_A_CALLER);
  // One batch after the other: transactions of many calls count in the same rows, and would wait for each other.
  const client = await superuser.connect();
  // Without triggers.
  if (!counted) await client.query("set session_replication_role = replica");
  for (let from = 0; from < calls; from += BATCH)
    await client.query(INSERT, [person.orgId, from, Math.min(from + BATCH, calls) - 1, callers, calls]);
  await client.query("reset session_replication_role");
  client.release();
  console.log(
    `${calls} calls ${counted ? "counted" : "stored"} in ${((performance.now() - started) / 1000).toFixed(0)} s`,
  );
  return person;
}
