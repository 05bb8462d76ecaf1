import { ADMINS, EVERYBODY, OWNER, people, SYSTEM } from "../actors.ts";
import { IDS, type Case } from "./case.ts";

const { ROW } = IDS;

export const ORGANIZATIONS: Record<string, Case> = {
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
};
