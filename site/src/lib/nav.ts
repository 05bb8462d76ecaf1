import { m } from "../paraglide/messages.js";

/** The pages of the main navigation, in order; on a telephone they stand at the bottom of the screen. */
export const SECTIONS = [
  { href: "/", icon: "home", label: m.nav_home },
  { href: "/messages", icon: "messages", label: m.nav_messages },
  { href: "/calls", icon: "calls", label: m.nav_calls },
  { href: "/assistants", icon: "assistants", label: m.nav_assistants },
  { href: "/account", icon: "account", label: m.nav_account },
] as const;

/** Whether an address belongs to a section: its own page or one below it. */
export const isIn = (path: string, section: string) =>
  section === "/" ? path === "/" : path === section || path.startsWith(`${section}/`);
