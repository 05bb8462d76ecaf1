import { vi } from "vitest";
import { makeFixtures, type Fixtures } from "../../fixtures.ts";
import type { Organization, Stack } from "../../stack.ts";

/** 300 letters without a place to break: names and words of callers may be that. */
const UNBROKEN = "Anticonstitutionnellement".repeat(12);
const FAMILIES = [
  "caller_hung_up",
  "assistant_hung_up",
  "transferred",
  "transfer_failed",
  "no_answer",
  "voicemail",
  "plan_limit",
  "voice_service",
  "blocked",
];

/** One of each resource, as it is when it was just made, and a live call that says nothing yet. */
export async function openBare(stack: Stack, owner: Organization): Promise<Fixtures> {
  const fixtures = await makeFixtures(stack, owner);
  return addLiveCall(stack, owner, fixtures, [{ stay: true }]);
}

/** A year of a busy practice: long lists, every state, and words that do not fit. */
export async function openPlenty(stack: Stack, owner: Organization): Promise<Fixtures> {
  const { organizationId } = owner;
  await stack.sql("update organizations set plan = 'business', name = $2 where id = $1", [
    organizationId,
    "Maison de santé pluriprofessionnelle des Deux-Rives et du Val",
  ]);
  const made = await makeFixtures(stack, owner);
  const words = Array.from({ length: 30 }, (_, n) => ({
    caller: n === 7 ? UNBROKEN : `Phrase ${n} d’une longue histoire.`,
  }));
  const fixtures = await addLiveCall(stack, owner, made, [...words, { stay: true }]);
  await addCalls(stack, organizationId, fixtures.get("assistants"));
  await addWords(stack, organizationId, fixtures.get("calls"));
  await addMessages(stack, organizationId, fixtures.get("calls"));
  await addResources(stack, owner);
  await addForDevelopers(stack, organizationId, fixtures);
  await addTries(stack, owner, fixtures);
  for (let n = 0; n < 8; n += 1) await stack.newMember(organizationId, n < 2 ? "admin" : "viewer");
  return fixtures;
}

async function addLiveCall(stack: Stack, owner: Organization, fixtures: Fixtures, script: object[]): Promise<Fixtures> {
  const [assistant] = await stack.sql<{ vapi_assistant_id: string }>(
    "select vapi_assistant_id from assistants where id = $1",
    [fixtures.get("assistants")],
  );
  await stack.vapi.ring({ assistantId: assistant?.vapi_assistant_id, script, from: "+33612345678" });
  const id = await vi.waitFor(
    async () => {
      const [call] = await stack.sql<{ id: string }>(
        "select id from calls where org_id = $1 and status = 'in-progress'",
        [owner.organizationId],
      );
      if (call === undefined) throw new Error("the live call is not there yet");
      return call.id;
    },
    { timeout: 60_000, interval: 200 },
  );
  return new Map([...fixtures, ["live", id]]);
}

const addCalls = (stack: Stack, orgId: string, assistantId: string | undefined) =>
  stack.sql(
    `insert into calls (org_id, assistant_id, assistant_name, direction, status, customer_number, customer_name,
       phone_number, created_at, started_at, ended_at, ended_reason, ended_family, duration_ms, summary, success, structured_data)
     select $1, $2, 'Accueil', (array['inbound', 'inbound', 'outbound', 'web'])[1 + n % 4], 'ended',
       '+3361234' || lpad((n % 40)::text, 4, '0'), case n % 7 when 0 then $3 when 1 then 'Camille Durand' end,
       '+33140000000', began, case when family not in ('no_answer', 'plan_limit', 'blocked') then began end, began + interval '2 minutes',
       'customer-ended-call', family, case when family not in ('no_answer', 'plan_limit', 'blocked') then 1000 * (n * 37 % 900) end,
       case n % 5 when 0 then $3 when 1 then 'Demande un rendez-vous pour sa fille, plutôt le matin.' end, n % 3 <> 0,
       case when n % 11 = 0 then '{"isUrgent": true, "reason": "Forte fièvre depuis hier soir"}'::jsonb end
     from (select n, now() - n * interval '97 minutes' as began, ($4::text[])[1 + n % 9] family
           from generate_series(1, 400) n) numbered`,
    [orgId, assistantId, UNBROKEN, FAMILIES],
  );

/** A long conversation in the call whose page is walked. */
async function addWords(stack: Stack, orgId: string, callId: string | undefined): Promise<void> {
  await stack.sql(
    `insert into messages (org_id, call_id, position, role, text, at, seconds_from_start)
     select $1, $2, 1000 + n, case n % 2 when 0 then 'user' else 'assistant' end,
       case n when 9 then $3 else 'Je vous écoute, et je note ce que vous me dites. ' || n end,
       now() - interval '1 hour' + n * interval '4 seconds', n * 4
     from generate_series(1, 250) n`,
    [orgId, callId, UNBROKEN],
  );
  await stack.sql(`update calls set customer_name = $2, summary = $3, structured_data = $4 where id = $1`, [
    callId,
    UNBROKEN,
    "Madame Durand demande un rendez-vous pour sa fille, qui a de la fièvre depuis hier soir. ".repeat(8),
    JSON.stringify({ isUrgent: true, patient: { name: UNBROKEN, born: "2019-03-12" }, symptoms: ["fièvre", "toux"] }),
  ]);
}

const addMessages = (stack: Stack, orgId: string, callId: string | undefined) =>
  stack.sql(
    `insert into caller_messages (org_id, call_id, tool_call_id, caller_name, caller_number, subject, body, is_urgent,
       handled_at, note, created_at)
     select $1, case n % 3 when 0 then $2::uuid end, 'walk_' || n, case n % 4 when 0 then $3 when 1 then 'Hugo Petit' end,
       case when n % 5 <> 0 then '+3361234' || lpad(n::text, 4, '0') end, case n % 2 when 0 then 'Rendez-vous' end,
       case n % 6 when 0 then repeat('Rappelez-moi demain matin, s’il vous plaît. ', 30) when 1 then $3
         else 'Rappelez-moi.' end,
       n % 9 = 0, case when n % 2 = 1 then now() end, case n % 8 when 0 then 'Rappelée, revient mardi.' end,
       now() - n * interval '3 hours'
     from generate_series(1, 150) n`,
    [orgId, callId, UNBROKEN],
  );

/** Numbers, files and assistants in every state, several pages of some. */
async function addResources(stack: Stack, owner: Organization): Promise<void> {
  const { organizationId: orgId } = owner;
  for (let n = 1; n <= 24; n += 1) {
    const json = { name: n === 3 ? UNBROKEN.slice(0, 40) : `Accueil du cabinet n° ${n}` };
    const answer = await stack.api("/v1/assistants", { ...owner, method: "POST", json });
    if (answer.status !== 201) throw new Error(`an assistant: ${answer.status} ${await answer.text()}`);
  }
  await stack.sql(
    `insert into phone_numbers (org_id, name, number, country, provider, order_state, order_error)
     select $1, case n when 2 then $2 else 'Ligne ' || n end, '+3319900110' || n, 'FR', 'vapi',
       (array['failed', 'held', 'done', 'asked'])[n], case n when 1 then 'number_taken' end
     from generate_series(1, 4) n`,
    [orgId, UNBROKEN.slice(0, 40)],
  );
  await stack.sql(
    `insert into blocked_numbers (org_id, number, note, answer, created_by)
     select $1, case when n > 1 then '+3394812' || lpad(n::text, 4, '0') end,
       case n % 3 when 0 then $2 when 1 then 'Publicité pour des panneaux solaires' end,
       case n % 2 when 0 then 'Bonjour. Ce numéro n’est pas accepté. Au revoir.' when 1 then $3 end,
       (select user_id from memberships where org_id = $1 limit 1)
     from generate_series(1, 40) n`,
    [orgId, UNBROKEN.slice(0, 200), UNBROKEN],
  );
  await stack.sql(
    `insert into files (org_id, name, size_bytes, media_type, state, failure_code, passage_count)
     select $1, case n % 6 when 0 then $2 else 'Horaires ' || n || '.pdf' end, n * 81234, 'application/pdf',
       case n % 5 when 0 then 'failed' else 'ready' end, case n % 5 when 0 then 'unreadable' end, n
     from generate_series(1, 40) n`,
    [orgId, `${UNBROKEN.slice(0, 200)}.pdf`],
  );
  await stack.sql(
    `insert into knowledge_bases (org_id, name, description)
     select $1, case n when 1 then $2 else 'Questions ' || n end, 'Ce que demandent les patients.' from generate_series(1, 12) n`,
    [orgId, UNBROKEN.slice(0, 40)],
  );
  await stack.sql(
    `insert into invitations (org_id, email, role, mail, expires_at)
     select $1, 'invitee-' || n || '@un-tres-long-nom-de-domaine-de-cabinet.example', 'member', 'sent', now() + interval '3 days'
     from generate_series(1, 6) n`,
    [orgId],
  );
}

/** Keys, webhooks in every state, what they were sent, and a log with every outcome. */
async function addForDevelopers(stack: Stack, orgId: string, fixtures: Fixtures): Promise<void> {
  await stack.sql(
    `insert into api_keys (org_id, name, role, scopes, hash, start, last_four, created_by, expires_at, last_used_at)
     select $1::uuid, case n when 3 then $2 else 'Programme ' || n end, (array['viewer', 'member', 'admin'])[1 + n % 3]::member_role,
       case n % 3 when 0 then array['read'] else array['read', 'write', 'calls', 'webhooks'] end,
       md5($1::uuid::text || n) || md5(n::text), 'alk_walk', 'last', (select user_id from memberships where org_id = $1::uuid limit 1),
       case n % 4 when 0 then now() - interval '1 day' when 1 then now() + interval '90 days' end,
       case n % 2 when 0 then now() - n * interval '5 hours' end
     from generate_series(1, 30) n`,
    [orgId, UNBROKEN.slice(0, 80)],
  );
  await stack.sql(
    `insert into webhook_endpoints (org_id, url, description, state, disabled_reason, failing_since, event_types)
     select $1, 'https://crm.example/' || case n when 2 then $2 else n::text end, case n % 3 when 1 then $3 end,
       case when n > 3 then 'disabled' else 'enabled' end,
       case n when 4 then 'The address answered 410: it is gone.' when 5 then 'Nothing could be delivered.' end,
       case when n in (3, 5) then now() - interval '6 days' end, case when n <= 3 then '{squad.deleted}'::text[] end
     from generate_series(1, 6) n`,
    [orgId, UNBROKEN, UNBROKEN.slice(0, 200)],
  );
  await stack.sql(
    `with happened as (
       insert into events (id, org_id, type, resource_type, resource_id, data, created_at, delivered_at)
       select gen_random_uuid(), $1, (array['call.ended', 'call.report', 'transcript.final'])[1 + n % 3], 'call', $2, '{}',
         now() - n * interval '5 hours', now()
       from generate_series(1, 120) n returning *
     )
     insert into deliveries (org_id, endpoint_id, event_id, event_type, resource_id, position, state, attempts,
       next_attempt_at, last_status, created_at)
     select org_id, $3, id, type, resource_id, position, (array['delivered', 'failed', 'pending'])[1 + position % 3],
       (position % 10)::int, case position % 3 when 2 then now() + interval '1 day' end,
       case position % 3 when 0 then 204 when 1 then 500 end, created_at
     from happened`,
    [orgId, fixtures.get("calls"), fixtures.get("webhooks")],
  );
  await stack.sql(
    `insert into delivery_attempts (org_id, delivery_id, at, duration_ms, status, failure, answer)
     select $1, $2, now() - n * interval '1 hour', n * 37, case n % 3 when 0 then 500 end,
       case n % 3 when 1 then 'timeout' when 2 then 'network' end, case n % 3 when 0 then $3 end
     from generate_series(1, 12) n`,
    [orgId, fixtures.get("deliveries"), `<h1>Erreur</h1> ${UNBROKEN}`],
  );
  await stack.sql(
    `insert into audit_log (org_id, actor_kind, action, resource_type, resource_id, detail, created_at)
     select $1, 'system', (array['call.failed', 'assistant.updated.refused', 'assistant.updated'])[1 + n % 3],
       case n % 3 when 0 then 'call' else 'assistant' end, case n % 3 when 0 then $2 else $3 end,
       jsonb_build_object('name', $4::text, 'fields', array['voice', 'model']), now() - n * interval '7 hours'
     from generate_series(1, 80) n`,
    [orgId, fixtures.get("calls"), fixtures.get("assistants"), UNBROKEN],
  );
}

/** Squads and test suites by the page, and a run whose every word is too long for its place. */
async function addTries(stack: Stack, owner: Organization, fixtures: Fixtures): Promise<void> {
  const assistantId = fixtures.get("assistants");
  for (let n = 1; n <= 24; n += 1) {
    const name = n === 24 ? UNBROKEN.slice(0, 80) : `Équipe n° ${n}`;
    for (const [path, json] of [
      ["/v1/squads", { name, members: [{ assistantId }] }],
      ["/v1/test-suites", { name, description: n === 23 ? UNBROKEN : null }],
    ] as const) {
      const answer = await stack.api(path, { ...owner, method: "POST", json });
      if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    }
  }
  const rubrics = [true, false].map((required) => ({
    text: UNBROKEN,
    required,
    verdict: required ? "failed" : "skipped",
    reason: UNBROKEN,
  }));
  const lines = ["caller", "assistant", "tool"].map((role) => ({ role, text: UNBROKEN }));
  await stack.sql(
    "update test_attempts set test_name = $2, status = 'failed', reason = $3, rubrics = $4, transcript = $5 where id = $1",
    [fixtures.get("attempts"), UNBROKEN.slice(0, 80), UNBROKEN, JSON.stringify(rubrics), JSON.stringify(lines)],
  );
  await stack.sql("update test_runs set name = $2 where id = $1", [fixtures.get("runs"), UNBROKEN.slice(0, 80)]);
  const test = `/v1/test-suites/${fixtures.get("test-suites")}/tests/${fixtures.get("tests")}`;
  const json = { name: UNBROKEN.slice(0, 80), script: UNBROKEN };
  const changed = await stack.api(test, { ...owner, method: "PATCH", json });
  if (!changed.ok) throw new Error(`the test: ${changed.status} ${await changed.text()}`);
}
