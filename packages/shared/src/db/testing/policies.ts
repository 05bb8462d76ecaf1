import { ALERTS } from "./policies/alerts.ts";
import { ASSISTANTS } from "./policies/assistants.ts";
import { CALLS } from "./policies/calls.ts";
import type { Case } from "./policies/case.ts";
import { EVENTS } from "./policies/events.ts";
import { KNOWLEDGE } from "./policies/knowledge.ts";
import { ORGANIZATIONS } from "./policies/organizations.ts";
import { TELEPHONY } from "./policies/telephony.ts";

/** Every table of the public schema, a file a domain. A table without a row here fails the tests. */
export const POLICIES: Record<string, Case> = {
  ...ORGANIZATIONS,
  ...ASSISTANTS,
  ...CALLS,
  ...EVENTS,
  ...ALERTS,
  ...TELEPHONY,
  ...KNOWLEDGE,
};
