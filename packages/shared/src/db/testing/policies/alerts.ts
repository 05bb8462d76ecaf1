import { people, EVERYBODY, SYSTEM } from "../actors.ts";
import { IDS, type Case } from "./case.ts";

const { ROW, EVENT } = IDS;

export const ALERTS: Record<string, Case> = {
  alert_settings: {
    // Each member's own; of who is none, the member's.
    row: ({ orgId, people: { owner, admin, member, viewer } }, self) => ({
      org_id: orgId,
      user_id: [owner, admin, viewer].find((person) => person === self) ?? member,
      digest_hour: 8,
    }),
    key: ["org_id", "user_id"],
    updates: "mail",
    select: [...people(EVERYBODY), ...SYSTEM],
    insert: people(EVERYBODY),
    update: [...people(EVERYBODY), ...SYSTEM],
    // They go with the membership.
    delete: [],
  },
  alerts: {
    row: ({ orgId, people: { member } }) => ({
      id: ROW,
      org_id: orgId,
      user_id: member,
      topic: "message",
      cause_id: EVENT,
    }),
    key: ["id"],
    updates: "state",
    select: SYSTEM,
    insert: SYSTEM,
    update: SYSTEM,
    // Cleared for all organizations at once, by app.clear_expired.
    delete: [],
  },
};
