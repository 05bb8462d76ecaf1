import { ADMINS, EVERYBODY, MEMBERS, SYSTEM } from "../actors.ts";
import { IDS, type Case } from "./case.ts";

const { ROW } = IDS;

export const TELEPHONY: Record<string, Case> = {
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
  blocked_numbers: {
    row: ({ orgId }, self) => ({ id: ROW, org_id: orgId, number: "+33612345678", created_by: self }),
    key: ["id"],
    updates: "note",
    select: [...EVERYBODY, ...SYSTEM],
    insert: MEMBERS,
    update: MEMBERS,
    delete: MEMBERS,
  },
};
