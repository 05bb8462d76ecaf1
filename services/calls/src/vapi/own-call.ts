import { nameAt, type Payload } from "./payload.ts";

/** What we wrote into a call when we made it: in its assistant's or squad's overrides. */
const ownAt = (call: Payload | undefined, key: "allokoliCallId" | "allokoliOrgId"): string | undefined =>
  nameAt(call, "assistantOverrides", "metadata", key) ?? nameAt(call, "squadOverrides", "metadata", key);

/** Our id in a call at Vapi. */
export const ownCallId = (call: Payload | undefined) => ownAt(call, "allokoliCallId")?.toLowerCase();
/** The organization that made a call, from the call at Vapi. */
export const ownOrgId = (call: Payload | undefined) => ownAt(call, "allokoliOrgId")?.toLowerCase();
