import { ADMINS, EVERYBODY, MEMBERS, SYSTEM } from "../actors.ts";
import { IDS, type Case } from "./case.ts";

const { CALL, ROW, ENDPOINT, EVENT, DELIVERY } = IDS;

export const EVENTS: Record<string, Case> = {
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
      resource_id: CALL,
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
};
