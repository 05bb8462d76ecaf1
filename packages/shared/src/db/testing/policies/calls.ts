import { ADMINS, EVERYBODY, MEMBERS, SYSTEM } from "../actors.ts";
import { IDS, type Case } from "./case.ts";

const { CALL, ROW } = IDS;

export const CALLS: Record<string, Case> = {
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
  recording_copies: {
    row: ({ orgId }) => ({ org_id: orgId, call_id: CALL }),
    key: ["call_id"],
    updates: "due_at",
    select: [...EVERYBODY, ...SYSTEM],
    insert: SYSTEM,
    update: SYSTEM,
    delete: SYSTEM,
  },
  call_journal: {
    row: ({ orgId }) => ({
      org_id: orgId,
      call_id: CALL,
      key: "event 1",
      kind: "call.answered",
      at: new Date(0),
      data: "{}",
    }),
    key: ["call_id", "key"],
    parents: ["calls"],
    select: [...EVERYBODY, ...SYSTEM],
    insert: [...MEMBERS, ...SYSTEM],
    // Nobody: it is only added to.
    update: [],
    delete: [],
  },
  journal_salts: {
    row: ({ orgId }) => ({ org_id: orgId, call_id: CALL, key: "event 1", salt: "00" }),
    key: ["call_id", "key"],
    parents: ["calls"],
    select: [...EVERYBODY, ...SYSTEM],
    insert: [...MEMBERS, ...SYSTEM],
    update: [],
    // They go with their call.
    delete: [],
  },
  journal_days: {
    row: ({ orgId }) => ({ id: ROW, org_id: orgId, until: new Date(0) }),
    key: ["id"],
    select: [...EVERYBODY, ...SYSTEM],
    // A trigger adds them.
    insert: [],
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
  call_stats: {
    row: ({ orgId }) => ({ id: ROW, org_id: orgId, day: "2026-11-23", direction: "inbound", outcome: "success" }),
    key: ["id"],
    select: [...EVERYBODY, ...SYSTEM],
    insert: [],
    update: [],
    delete: [],
  },
  erasures: {
    row: ({ orgId }) => ({ id: ROW, org_id: orgId, ending: "78", calls: 1, messages: 0, events: 0, questions: 0 }),
    key: ["id"],
    select: ADMINS,
    insert: [],
    update: [],
    delete: [],
  },
};
