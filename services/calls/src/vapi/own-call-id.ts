import { nameAt, type Payload } from "./payload.ts";

/** Our id in a call as Vapi has it: in the overrides of its assistant, or of its squad. */
export const ownCallId = (call: Payload | undefined): string | undefined =>
  nameAt(call, "assistantOverrides", "metadata", "allokoliCallId") ??
  nameAt(call, "squadOverrides", "metadata", "allokoliCallId");
