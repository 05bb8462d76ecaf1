import type { Organization } from "../api/types.ts";
import { may } from "../may.ts";
import { m } from "../../paraglide/messages.js";

const PAGES = [
  { href: "/settings/webhooks", label: m.webhooks_title, least: "viewer" },
  { href: "/settings/api-keys", label: m.apikeys_title, least: "admin" },
  { href: "/settings/events", label: m.events_title, least: "viewer" },
  { href: "/settings/connect", label: m.connect_title, least: "viewer" },
] as const;

/** The developers' pages that somebody of this role may see; the current one is marked. */
export const developerTabs = (path: string, role: Organization["role"] | undefined) =>
  PAGES.filter(({ least }) => may(role, least)).map(({ href, label }) => ({
    href,
    label: label(),
    isCurrent: path === href || path.startsWith(`${href}/`),
  }));
