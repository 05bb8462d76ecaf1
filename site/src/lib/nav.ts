import { m } from "../paraglide/messages.js";

/** The pages of the main navigation, in order; a telephone shows the first four at the bottom, the others under « Plus ». */
export const SECTIONS = [
  { href: "/", icon: "home", label: m.nav_home },
  { href: "/messages", icon: "messages", label: m.nav_messages },
  { href: "/calls", icon: "calls", label: m.nav_calls },
  { href: "/assistants", icon: "assistants", label: m.nav_assistants },
  { href: "/numbers", icon: "numbers", label: m.nav_numbers },
  { href: "/knowledge", icon: "knowledge", label: m.nav_knowledge },
] as const;

/** What is set once, and the person's own page. */
export const SETTINGS = [
  { href: "/organization", icon: "organization", label: m.nav_organization },
  { href: "/account", icon: "account", label: m.nav_account },
] as const;

/** Whether an address belongs to a section: its own page or one below it. Files belong to the knowledge. */
export const isIn = (path: string, section: string): boolean =>
  section === "/"
    ? path === "/"
    : path === section || path.startsWith(`${section}/`) || (section === "/knowledge" && isIn(path, "/files"));
