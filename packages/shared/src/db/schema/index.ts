export * from "./organizations.ts";
export * from "./assistants.ts";
export * from "./calls.ts";
export * from "./events.ts";
export * from "./requests.ts";
export { SYNC_ACTIONS, SYNC_STATES, type SyncAction, type SyncState } from "./columns.ts";
