import type { CallsEnv } from "../env.ts";
import { roomName } from "./state/ids.ts";
import type { CallRoomApi, CallWatchApi, OrgFeedApi, RecordingKeeperApi } from "./api.ts";

type Namespaces = Pick<CallsEnv, "CALL_ROOM" | "ORG_FEED">;

/** The room of a call. */
export const roomOf = (env: Namespaces, { orgId, callId }: { orgId: string; callId: string }) =>
  asRoom(env.CALL_ROOM.getByName(roomName(orgId, callId)));

/** The feed of an organization. */
export const feedOf = (env: Namespaces, orgId: string) => asFeed(env.ORG_FEED.getByName(orgId));

/** The keeper of an organization's recordings. */
export const keeperOf = (env: Pick<CallsEnv, "RECORDING_KEEPER">, orgId: string) =>
  asKeeper(env.RECORDING_KEEPER.getByName(orgId));

/** The one watch over the calls of all organizations. */
export const watchOf = (env: Pick<CallsEnv, "CALL_WATCH">) => asWatch(env.CALL_WATCH.getByName("all"));

// The classes behind these bindings implement the types; importing the classes would pull the runtime's modules into
// code that also runs in Node.
const asRoom = (stub: unknown) => stub as CallRoomApi;
const asFeed = (stub: unknown) => stub as OrgFeedApi;
const asKeeper = (stub: unknown) => stub as RecordingKeeperApi;
const asWatch = (stub: unknown) => stub as CallWatchApi;
