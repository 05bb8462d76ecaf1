import { m } from "../../paraglide/messages.js";

/** The pages for everybody, in the order of the foot of a page. */
export const OUTSIDE_PAGES = [
  { href: "/pricing", label: m.outside_pricing },
  { href: "/help", label: m.outside_help },
  { href: "/legal", label: m.outside_legal },
  { href: "/privacy", label: m.outside_privacy },
  { href: "/terms", label: m.outside_terms },
] as const;
