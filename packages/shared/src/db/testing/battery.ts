import { ADMINS, EVERYBODY, MEMBERS, OWNER, people, SYSTEM, type Actor } from "./actors.ts";
import type { Practice } from "./practice.ts";

type Row = Record<string, unknown>;

/** One row of a table, and who may do what with it. Whoever is not named is denied. */
export type Case = {
  /** A row of the practice. `self` is the actor, for rows that are signed. */
  row(practice: Practice, self: string | null): Row;
  key: string[];
  /** A column that somebody may update; absent where nobody may. */
  updates?: string;
  select: Actor[];
  insert: Actor[];
  update: Actor[];
  delete: Actor[];
  /** What else a row needs to stand on. */
  parents?: string[];
};

const ASSISTANT = "0190a000-0000-7000-8000-00000000000a";
const CALL = "0190a000-0000-7000-8000-00000000000b";
const ROW = "0190a000-0000-7000-8000-00000000000c";
const BASE = "0190a000-0000-7000-8000-00000000000d";
const FILE = "0190a000-0000-7000-8000-00000000000e";
const FUNCTION = "0190a000-0000-7000-8000-00000000000f";
const SUITE = "0190a000-0000-7000-8000-000000000010";
const RUN = "0190a000-0000-7000-8000-000000000011";
const ENDPOINT = "0190a000-0000-7000-8000-000000000012";
const EVENT = "0190a000-0000-7000-8000-000000000013";
const DELIVERY = "0190a000-0000-7000-8000-000000000014";

/** A thing that Vapi mirrors: members say what is wanted, the sweep notes how it went. */
const mirrored = (columns: Row): Case => ({
  row: ({ orgId }) => ({ org_id: orgId, ...columns }),
  key: ["id"],
  updates: "sync_state",
  select: [...EVERYBODY, ...SYSTEM],
  insert: MEMBERS,
  update: [...MEMBERS, ...SYSTEM],
  delete: [...MEMBERS, ...SYSTEM],
});

/** Every table of the public schema. A table without a row here fails the tests. */
export const BATTERY: Record<string, Case> = {
  organizations: {
    row: ({ orgId }) => ({ id: orgId, name: "Cabinet" }),
    key: ["id"],
    updates: "name",
    select: [...EVERYBODY, ...SYSTEM],
    insert: [],
    update: ADMINS,
    delete: OWNER,
  },
  memberships: {
    row: ({ orgId, people }) => ({ org_id: orgId, user_id: people.removed, role: "viewer" }),
    key: ["org_id", "user_id"],
    updates: "role",
    select: [...people(EVERYBODY), "removed"],
    insert: people(ADMINS),
    update: people(ADMINS),
    delete: [...people(ADMINS), "removed"],
  },
  profiles: {
    row: ({ people }) => ({ user_id: people.member, full_name: "Camille" }),
    key: ["user_id"],
    updates: "full_name",
    select: EVERYBODY,
    insert: [],
    update: ["member"],
    delete: [],
  },
  assistants: {
    row: ({ orgId }) => ({
      id: ASSISTANT,
      org_id: orgId,
      name: "Accueil",
      language: "fr",
      model_provider: "openai",
      model: "gpt-4.1",
      temperature: 0.4,
      voice_provider: "azure",
      voice: "fr-FR-DeniseNeural",
      transcriber_provider: "deepgram",
      transcriber_language: "fr",
      max_duration_seconds: 600,
      silence_timeout_seconds: 30,
    }),
    key: ["id"],
    updates: "sync_state",
    select: [...EVERYBODY, ...SYSTEM],
    insert: MEMBERS,
    update: [...MEMBERS, ...SYSTEM],
    delete: [...MEMBERS, ...SYSTEM],
  },
  assistant_versions: {
    row: ({ orgId }, self) => ({
      id: ROW,
      org_id: orgId,
      assistant_id: ASSISTANT,
      version: 7,
      author_id: self,
      snapshot: {},
    }),
    key: ["id"],
    parents: ["assistants"],
    select: EVERYBODY,
    insert: MEMBERS,
    update: [],
    // Its author, and only while the assistant stands at an earlier version, as here.
    delete: MEMBERS,
  },
  calls: {
    row: ({ orgId }) => ({ id: CALL, org_id: orgId, direction: "inbound", status: "ringing" }),
    key: ["id"],
    updates: "status",
    select: [...EVERYBODY, ...SYSTEM],
    insert: [...MEMBERS, ...SYSTEM],
    update: [...MEMBERS, ...SYSTEM],
    delete: [...MEMBERS, ...SYSTEM],
  },
  call_events: {
    row: ({ orgId }) => ({
      org_id: orgId,
      call_id: CALL,
      seq: 1,
      type: "silence",
      at: new Date(0),
      data: {},
    }),
    key: ["call_id", "seq"],
    parents: ["calls"],
    select: [...EVERYBODY, ...SYSTEM],
    insert: SYSTEM,
    update: [],
    delete: [],
  },
  messages: {
    row: ({ orgId }) => ({
      id: ROW,
      org_id: orgId,
      call_id: CALL,
      position: 0,
      role: "user",
      text: "Bonjour",
      at: new Date(0),
    }),
    key: ["id"],
    parents: ["calls"],
    updates: "text",
    select: [...EVERYBODY, ...SYSTEM],
    insert: [...MEMBERS, ...SYSTEM],
    update: [...MEMBERS, ...SYSTEM],
    delete: [...MEMBERS, ...SYSTEM],
  },
  events: {
    row: ({ orgId }) => ({
      id: EVENT,
      org_id: orgId,
      type: "call.ended",
      resource_type: "call",
      resource_id: CALL,
      data: {},
      created_at: new Date(0),
    }),
    key: ["id"],
    updates: "delivered_at",
    select: [...EVERYBODY, ...SYSTEM],
    insert: [...MEMBERS, ...SYSTEM],
    update: SYSTEM,
    // Only what is older than thirty days, as this one.
    delete: SYSTEM,
  },
  webhook_endpoints: {
    row: ({ orgId }) => ({ id: ENDPOINT, org_id: orgId, url: "https://crm.example.fr/allokoli" }),
    key: ["id"],
    updates: "state",
    select: [...EVERYBODY, ...SYSTEM],
    insert: ADMINS,
    update: [...ADMINS, ...SYSTEM],
    // An admin hides it; the row goes when nothing hangs on it.
    delete: SYSTEM,
  },
  webhook_secrets: {
    row: ({ orgId }) => ({
      id: ROW,
      org_id: orgId,
      endpoint_id: ENDPOINT,
      sealed: "sealed",
      key_id: "k",
      expires_at: new Date(0),
    }),
    key: ["id"],
    parents: ["webhook_endpoints"],
    updates: "expires_at",
    select: [...ADMINS, ...SYSTEM],
    insert: ADMINS,
    update: ADMINS,
    // The system only one that has expired, as this one.
    delete: [...ADMINS, ...SYSTEM],
  },
  deliveries: {
    row: ({ orgId }) => ({
      id: DELIVERY,
      org_id: orgId,
      endpoint_id: ENDPOINT,
      event_id: EVENT,
      event_type: "call.ended",
      position: 1,
    }),
    key: ["id"],
    parents: ["webhook_endpoints", "events"],
    updates: "next_attempt_at",
    select: [...EVERYBODY, ...SYSTEM],
    insert: [...ADMINS, ...SYSTEM],
    update: [...ADMINS, ...SYSTEM],
    delete: SYSTEM,
  },
  delivery_attempts: {
    row: ({ orgId }) => ({ id: ROW, org_id: orgId, delivery_id: DELIVERY, at: new Date(0), duration_ms: 80 }),
    key: ["id"],
    parents: ["webhook_endpoints", "events", "deliveries"],
    select: [...ADMINS, ...SYSTEM],
    insert: SYSTEM,
    update: [],
    delete: [],
  },
  idempotency_keys: {
    row: ({ orgId }, self) => ({
      org_id: orgId,
      principal: self ?? ROW,
      key: "k",
      method: "POST",
      path: "/v1/calls",
      request_hash: "h",
      creation_id: ROW,
      locked_until: new Date(0),
      expires_at: new Date(0),
    }),
    // The system may look at no more of it than whether it can go.
    key: ["org_id", "expires_at"],
    updates: "status",
    select: [...EVERYBODY, ...SYSTEM],
    insert: EVERYBODY,
    update: EVERYBODY,
    delete: [...EVERYBODY, ...SYSTEM],
  },
  telephony_credentials: {
    row: ({ orgId }) => ({
      id: ROW,
      org_id: orgId,
      provider: "twilio",
      name: "Twilio",
      sealed: "sealed",
      key_id: "k",
      masked: {},
    }),
    key: ["id"],
    updates: "sync_state",
    select: [...EVERYBODY, ...SYSTEM],
    insert: ADMINS,
    update: [...ADMINS, ...SYSTEM],
    delete: [...ADMINS, ...SYSTEM],
  },
  phone_numbers: {
    row: ({ orgId }) => ({ id: ROW, org_id: orgId, name: "Accueil", number: "+33199001000", provider: "vapi" }),
    key: ["id"],
    updates: "sync_state",
    select: [...EVERYBODY, ...SYSTEM],
    insert: ADMINS,
    update: [...MEMBERS, ...SYSTEM],
    delete: [...ADMINS, ...SYSTEM],
  },
  knowledge_bases: {
    row: ({ orgId }) => ({ id: BASE, org_id: orgId, name: "Questions des patients" }),
    key: ["id"],
    updates: "name",
    select: [...EVERYBODY, ...SYSTEM],
    insert: MEMBERS,
    update: MEMBERS,
    delete: MEMBERS,
  },
  files: {
    row: ({ orgId }) => ({ id: FILE, org_id: orgId, name: "tarifs.pdf", size_bytes: 1 }),
    key: ["id"],
    updates: "due_at",
    select: [...EVERYBODY, ...SYSTEM],
    insert: MEMBERS,
    update: [...MEMBERS, ...SYSTEM],
    // A member hides it; the row goes with its bytes.
    delete: SYSTEM,
  },
  knowledge_base_files: {
    row: ({ orgId }) => ({ org_id: orgId, knowledge_base_id: BASE, file_id: FILE }),
    key: ["knowledge_base_id", "file_id"],
    parents: ["knowledge_bases", "files"],
    select: EVERYBODY,
    insert: MEMBERS,
    update: [],
    delete: MEMBERS,
  },
  passages: {
    row: ({ orgId }) => ({ org_id: orgId, file_id: FILE, position: 0, text: "Consultation : 30 €" }),
    key: ["file_id", "position"],
    parents: ["files"],
    select: [...EVERYBODY, ...SYSTEM],
    insert: SYSTEM,
    update: [],
    delete: SYSTEM,
  },
  file_terms: {
    row: ({ orgId }) => ({ org_id: orgId, term: "consult", file_id: FILE, positions: [0], impacts: [1000] }),
    key: ["org_id", "term", "file_id"],
    parents: ["files"],
    select: SYSTEM,
    insert: SYSTEM,
    update: [],
    delete: SYSTEM,
  },
  vocabulary: {
    row: ({ orgId }) => ({ org_id: orgId, word: "consultation", term: "consult" }),
    key: ["org_id", "word"],
    select: SYSTEM,
    insert: SYSTEM,
    update: [],
    delete: SYSTEM,
  },
  functions: mirrored({ id: FUNCTION, name: "prendre_rdv", settings: { kind: "endCall" } }),
  function_secrets: {
    row: ({ orgId }) => ({ id: ROW, org_id: orgId, function_id: FUNCTION, sealed: "sealed", key_id: "k" }),
    key: ["id"],
    parents: ["functions"],
    select: [...EVERYBODY, ...SYSTEM],
    insert: MEMBERS,
    update: [],
    delete: [...MEMBERS, ...SYSTEM],
  },
  squads: mirrored({ id: ROW, name: "Accueil et rendez-vous", settings: { members: [] } }),
  workflows: mirrored({ id: ROW, name: "Prise de rendez-vous", settings: { nodes: [], edges: [] } }),
  caller_messages: {
    row: ({ orgId }) => ({ id: ROW, org_id: orgId, tool_call_id: "call_1", body: "Rappelez-moi" }),
    key: ["id"],
    updates: "handled_by",
    select: [...EVERYBODY, ...SYSTEM],
    insert: SYSTEM,
    update: MEMBERS,
    delete: MEMBERS,
  },
  test_suites: {
    row: ({ orgId }) => ({ id: SUITE, org_id: orgId, name: "Rendez-vous" }),
    key: ["id"],
    updates: "name",
    select: EVERYBODY,
    insert: MEMBERS,
    update: MEMBERS,
    delete: MEMBERS,
  },
  tests: {
    row: ({ orgId }) => ({ id: ROW, org_id: orgId, suite_id: SUITE, name: "Annulation", settings: {} }),
    key: ["id"],
    parents: ["test_suites"],
    updates: "name",
    select: EVERYBODY,
    insert: MEMBERS,
    update: MEMBERS,
    delete: MEMBERS,
  },
  test_runs: {
    row: ({ orgId }) => ({
      id: RUN,
      org_id: orgId,
      suite_id: SUITE,
      target_type: "assistant",
      target_id: ASSISTANT,
      target_name: "Accueil",
      plan: [],
    }),
    key: ["id"],
    parents: ["test_suites"],
    updates: "error",
    select: [...EVERYBODY, ...SYSTEM],
    insert: [...MEMBERS, ...SYSTEM],
    update: SYSTEM,
    delete: MEMBERS,
  },
  test_attempts: {
    row: ({ orgId }) => ({ id: ROW, org_id: orgId, run_id: RUN, test_id: ROW, test_name: "Annulation", number: 1 }),
    key: ["id"],
    parents: ["test_suites", "test_runs"],
    updates: "reason",
    select: [...EVERYBODY, ...SYSTEM],
    insert: [...MEMBERS, ...SYSTEM],
    update: SYSTEM,
    delete: MEMBERS,
  },
  call_stats: {
    row: ({ orgId }) => ({ id: ROW, org_id: orgId, day: "2026-11-23", direction: "inbound", outcome: "success" }),
    key: ["id"],
    select: [...EVERYBODY, ...SYSTEM],
    insert: [],
    update: [],
    delete: [],
  },
  invitations: {
    row: ({ orgId }) => ({
      id: ROW,
      org_id: orgId,
      email: "camille@example.fr",
      role: "member",
      expires_at: new Date(0),
    }),
    key: ["id"],
    updates: "mail",
    select: people(ADMINS),
    insert: people(ADMINS),
    update: people(ADMINS),
    delete: people(ADMINS),
  },
  api_keys: {
    row: ({ orgId }, self) => ({
      id: ROW,
      org_id: orgId,
      name: "Zapier",
      role: "member",
      hash: "0".repeat(64),
      start: "alk_1234",
      last_four: "5678",
      created_by: self ?? ROW,
    }),
    key: ["id"],
    updates: "name",
    select: people(ADMINS),
    insert: people(ADMINS),
    update: people(ADMINS),
    // Revoked, it stays for the log's sake.
    delete: [],
  },
  audit_log: {
    row: ({ orgId, keys }, self) => ({
      id: ROW,
      org_id: orgId,
      actor_id: self,
      actor_kind: self === null ? "system" : Object.values<string>(keys).includes(self) ? "api_key" : "person",
      action: "update",
      resource_type: "assistant",
    }),
    key: ["id"],
    select: ADMINS,
    insert: [...EVERYBODY, ...SYSTEM],
    update: [],
    delete: [],
  },
};
