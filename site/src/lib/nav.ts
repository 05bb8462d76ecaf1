import type { Attention, Organization } from "./api/types.ts";
import { m } from "../paraglide/messages.js";

export interface NavEntry {
  href: string;
  /** One of `components/ui/Icon.astro`. */
  icon:
    | "home"
    | "messages"
    | "calls"
    | "assistants"
    | "numbers"
    | "knowledge"
    | "organization"
    | "members"
    | "telephony"
    | "workflows"
    | "functions"
    | "squads"
    | "tests"
    | "analytics"
    | "developers"
    | "logs"
    | "account";
  label: () => string;
  /** The least role that it is for; everybody, if absent. */
  least?: Organization["role"];
  /** What waits there; `lib/browser/attention.ts` counts it. */
  count?: { of: keyof Attention & ("openMessages" | "liveCalls"); words: (values: { count: string }) => string };
}

/** The pages of the main navigation, in order; a telephone shows the first four at the bottom, the others under « Plus ». */
export const SECTIONS: NavEntry[] = [
  { href: "/", icon: "home", label: m.nav_home },
  {
    href: "/messages",
    icon: "messages",
    label: m.nav_messages,
    count: { of: "openMessages", words: m.nav_messages_open },
  },
  { href: "/calls", icon: "calls", label: m.nav_calls, count: { of: "liveCalls", words: m.nav_calls_live } },
  { href: "/assistants", icon: "assistants", label: m.nav_assistants },
  { href: "/numbers", icon: "numbers", label: m.nav_numbers },
  { href: "/knowledge", icon: "knowledge", label: m.nav_knowledge },
];

/** Where assistants are built, tried and measured. */
export const WORKSHOP: NavEntry[] = [
  { href: "/workflows", icon: "workflows", label: m.nav_workflows },
  { href: "/squads", icon: "squads", label: m.nav_squads },
  { href: "/functions", icon: "functions", label: m.functions_title },
  { href: "/tests", icon: "tests", label: m.tests_title },
  { href: "/analytics", icon: "analytics", label: m.analytics_title },
];

/** What is set once, and the person's own page. */
export const SETTINGS: NavEntry[] = [
  { href: "/settings/organization", icon: "organization", label: m.nav_organization },
  { href: "/settings/members", icon: "members", label: m.nav_members },
  { href: "/settings/telephony", icon: "telephony", label: m.nav_telephony },
  { href: "/settings/webhooks", icon: "developers", label: m.developers_title },
  { href: "/settings/logs", icon: "logs", label: m.logs_title, least: "admin" },
  { href: "/account", icon: "account", label: m.nav_account },
];

/** Pages that stand under another address than their section's. */
const ELSEWHERE: Record<string, readonly string[]> = {
  "/knowledge": ["/files"],
  "/settings/organization": ["/settings/privacy"],
  "/settings/webhooks": ["/settings/api-keys", "/settings/events", "/settings/connect"],
};

/** Whether an address belongs to a section: its own page or one below it, or one of its pages elsewhere. */
export const isIn = (path: string, section: string): boolean =>
  section === "/"
    ? path === "/"
    : [section, ...(ELSEWHERE[section] ?? [])].some((start) => path === start || path.startsWith(`${start}/`));
