import type { GatewayBindings } from "../env.ts";

/** Which Worker owns which path: the first that fits. The gateway knows nothing else of resources. */
export const OWNERS = [
  { prefix: "/v1/workflows/:id/execute", binding: "CALLS" },
  { prefix: "/v1/assistants", binding: "ASSISTANTS" },
  { prefix: "/v1/drafts", binding: "ASSISTANTS" },
  { prefix: "/v1/functions", binding: "ASSISTANTS" },
  { prefix: "/v1/squads", binding: "ASSISTANTS" },
  { prefix: "/v1/templates", binding: "ASSISTANTS" },
  { prefix: "/v1/workflows", binding: "ASSISTANTS" },
  { prefix: "/v1/caller-messages", binding: "ASSISTANTS" },
  { prefix: "/v1/test-suites", binding: "SIMULATIONS" },
  { prefix: "/v1/calls", binding: "CALLS" },
  { prefix: "/v1/analytics", binding: "CALLS" },
  { prefix: "/v1/search", binding: "CALLS" },
  { prefix: "/v1/call-end-reasons", binding: "CALLS" },
  { prefix: "/v1/messages", binding: "CALLS" },
  { prefix: "/v1/callers", binding: "CALLS" },
  { prefix: "/v1/erasures", binding: "CALLS" },
  { prefix: "/v1/journal-days", binding: "CALLS" },
  { prefix: "/v1/knowledge-bases", binding: "KNOWLEDGE" },
  { prefix: "/v1/files", binding: "KNOWLEDGE" },
  { prefix: "/v1/phone-numbers", binding: "TELEPHONY" },
  { prefix: "/v1/blocked-numbers", binding: "TELEPHONY" },
  { prefix: "/v1/telephony-credentials", binding: "TELEPHONY" },
  { prefix: "/v1/webhooks", binding: "DELIVERIES" },
  { prefix: "/v1/events", binding: "DELIVERIES" },
  { prefix: "/v1/event-types", binding: "DELIVERIES" },
  { prefix: "/v1/me/alerts", binding: "DELIVERIES" },
  { prefix: "/v1/me/attention", binding: "DELIVERIES" },
] as const satisfies { prefix: string; binding: keyof GatewayBindings }[];

export type Owner = (typeof OWNERS)[number];
