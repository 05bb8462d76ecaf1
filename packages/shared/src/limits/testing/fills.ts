import type { CountedLimit } from "../plans.ts";

/** What is counted in rows; lines, minutes and bytes are not. */
export type Kind = Exclude<CountedLimit, "callsAtOnce" | "minutesPerMonth" | "storageBytes">;
type Fill = {
  /** SQL that makes $2 rows of the organization $1. */
  fill: string;
  /** Deletes all of them in the way that a person does, when that leaves rows behind. */
  remove?: string;
};

const SUITE = "with suite as (insert into test_suites (org_id, name) values ($1, 'Série') returning id)";
const mirrored = (table: string, columns: string, values: string): Fill => ({
  fill: `insert into ${table} (org_id, name, ${columns}) select $1, left(md5(random()::text), 20), ${values} from generate_series(1, $2::int) n`,
  remove: `update ${table} set deleted_at = now() where org_id = $1`,
});

/** How an organization comes to have some of each kind, for tests that fill it up. */
export const FILLS: Record<Kind, Fill> = {
  scheduledCalls: {
    fill: `insert into calls (org_id, direction, status, scheduled_at)
      select $1, 'outbound', 'scheduled', '2099-01-01T10:00:00Z' from generate_series(1, $2::int)`,
    remove: "update calls set deleted_at = now() where org_id = $1",
  },
  assistants: mirrored(
    "assistants",
    `language, model_provider, model, temperature, voice_provider, voice, transcriber_provider, transcriber_language,
     max_duration_seconds, silence_timeout_seconds`,
    "'fr', 'openai', 'gpt-4.1', 0.4, 'azure', 'fr-FR-DeniseNeural', 'deepgram', 'fr', 600, 30",
  ),
  functions: mirrored("functions", "settings", "'{}'"),
  squads: mirrored("squads", "settings", "'{}'"),
  workflows: mirrored("workflows", "settings", "'{}'"),
  knowledgeBases: {
    fill: "insert into knowledge_bases (org_id, name) select $1, 'Base' from generate_series(1, $2::int)",
  },
  files: mirrored("files", "size_bytes", "1"),
  phoneNumbers: mirrored("phone_numbers", "number, provider", "'+33' || left(md5(random()::text), 20), 'vapi'"),
  telephonyCredentials: mirrored(
    "telephony_credentials",
    "provider, sealed, key_id, masked",
    "'twilio', 'sealed', 'k', '{}'",
  ),
  blockedNumbers: {
    fill: "insert into blocked_numbers (org_id, number) select $1, '+33' || left(md5(random()::text), 20) from generate_series(1, $2::int)",
  },
  testSuites: { fill: "insert into test_suites (org_id, name) select $1, 'Série' from generate_series(1, $2::int)" },
  tests: {
    fill: `${SUITE} insert into tests (org_id, suite_id, name, settings)
      select $1, suite.id, 'Test', '{}' from suite, generate_series(1, $2::int)`,
  },
  testRunsPerDay: {
    fill: `insert into audit_log (org_id, actor_kind, action, resource_type)
      select $1, 'person', 'test-run.created', 'test-run' from generate_series(1, $2::int)`,
  },
  webhooks: {
    fill: `insert into webhook_endpoints (org_id, url, state) select $1, 'https://cabinet.example', 'disabled' from generate_series(1, $2::int)`,
    remove: "update webhook_endpoints set deleted_at = now() where org_id = $1",
  },
  apiKeys: {
    fill: `insert into api_keys (org_id, name, role, scopes, hash, start, last_four, created_by)
      select $1, 'Zapier', 'viewer', '{read}', md5(random()::text) || md5(random()::text), 'alk_1234', '5678', $1
      from generate_series(1, $2::int)`,
    remove: "update api_keys set revoked_at = now() where org_id = $1 and name = 'Zapier'",
  },
  members: {
    fill: `insert into invitations (org_id, email, role, expires_at)
      select $1, 'p' || md5(random()::text) || '@example.fr', 'viewer', now() from generate_series(1, $2::int)`,
  },
};
