export * from "./organizations.ts";
export * from "./assistants.ts";
export * from "./calls.ts";
export * from "./events.ts";
export * from "./knowledge.ts";
export * from "./requests.ts";
export * from "./telephony.ts";
export { SYNC_ACTIONS, SYNC_STATES, type SyncAction, type SyncState } from "./columns.ts";
