import { roomName } from "./ids.ts";
import type { CallRoomApi, OrgFeedApi } from "./api.ts";

type Namespaces = { CALL_ROOM: DurableObjectNamespace; ORG_FEED: DurableObjectNamespace };

/** The room of a call. */
export const roomOf = (env: Namespaces, { orgId, callId }: { orgId: string; callId: string }) =>
  asRoom(env.CALL_ROOM.get(env.CALL_ROOM.idFromName(roomName(orgId, callId))));

/** The feed of an organization. */
export const feedOf = (env: Namespaces, orgId: string) => asFeed(env.ORG_FEED.get(env.ORG_FEED.idFromName(orgId)));

// The classes behind these bindings implement the types; naming the classes here would pull the runtime's modules
// into code that also runs in Node.
const asRoom = (stub: unknown) => stub as CallRoomApi;
const asFeed = (stub: unknown) => stub as OrgFeedApi;
