import type { Attention } from "./api/types.ts";
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
    | "account";
  label: () => string;
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
export const WORKSHOP: NavEntry[] = [{ href: "/workflows", icon: "workflows", label: m.nav_workflows }];

/** What is set once, and the person's own page. */
export const SETTINGS: NavEntry[] = [
  { href: "/settings/organization", icon: "organization", label: m.nav_organization },
  { href: "/settings/members", icon: "members", label: m.nav_members },
  { href: "/settings/telephony", icon: "telephony", label: m.nav_telephony },
  { href: "/account", icon: "account", label: m.nav_account },
];

/** Whether an address belongs to a section: its own page or one below it. Files belong to the knowledge. */
export const isIn = (path: string, section: string): boolean =>
  section === "/"
    ? path === "/"
    : path === section || path.startsWith(`${section}/`) || (section === "/knowledge" && isIn(path, "/files"));
