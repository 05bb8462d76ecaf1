import { ASSISTANTS } from "./battery/assistants.ts";
import { CALLS } from "./battery/calls.ts";
import type { Case } from "./battery/case.ts";
import { EVENTS } from "./battery/events.ts";
import { KNOWLEDGE } from "./battery/knowledge.ts";
import { ORGANIZATIONS } from "./battery/organizations.ts";
import { TELEPHONY } from "./battery/telephony.ts";

/** Every table of the public schema, a file a domain. A table without a row here fails the tests. */
export const BATTERY: Record<string, Case> = {
  ...ORGANIZATIONS,
  ...ASSISTANTS,
  ...CALLS,
  ...EVENTS,
  ...TELEPHONY,
  ...KNOWLEDGE,
};
