import { m } from "../../paraglide/messages.js";
import type { IconName } from "../icon-paths.ts";
import type { Organization } from "../api/types.ts";
import { leastFor, may } from "../least.ts";
import { SECTIONS, SETTINGS, WORKSHOP, type NavEntry } from "../nav.ts";

type Role = Organization["role"];
/** What can be chosen: a page to go to, or a form that is sent. */
export type Choice = {
  id: string;
  icon: IconName;
  label: string;
  detail?: string;
  /** Further words by which it is found. */
  words?: string;
  href: string;
  /** The fields of a form that is posted to `href`. */
  post?: Record<string, string>;
};

type Place = Pick<NavEntry, "href" | "label"> & { icon: IconName; words?: () => string };

/** Pages that the navigation does not name. */
const FURTHER: Place[] = [
  { href: "/calls?view=live", icon: "calls", label: m.calls_live },
  { href: "/calls?view=to-call-back", icon: "calls", label: m.calls_to_call_back },
  { href: "/calls?view=scheduled", icon: "calls", label: m.calls_scheduled },
  { href: "/numbers/blocked", icon: "numbers", label: m.blocked_title },
  { href: "/settings/api-keys", icon: "developers", label: m.apikeys_title },
  { href: "/settings/events", icon: "developers", label: m.events_title },
  { href: "/settings/connect", icon: "developers", label: m.connect_title },
  { href: "/settings/privacy", icon: "organization", label: m.privacy_data, words: m.find_words_privacy },
  { href: "/settings/organization#limits-title", icon: "organization", label: m.find_plan },
  { href: "/account#password-title", icon: "account", label: m.account_password },
  { href: "/account/alerts", icon: "account", label: m.alerts_title },
  { href: "/organizations", icon: "organization", label: m.organizations_all },
  { href: "/help", icon: "more", label: m.outside_help },
];

const ACTIONS: (Omit<Place, "icon"> & { least: Role })[] = [
  { href: "/calls/new", label: m.find_call, least: "member" },
  { href: "/assistants/new", label: m.assistants_new, least: "member" },
  { href: "/numbers/new", label: m.numbers_new, least: "admin" },
  { href: "/knowledge", label: m.find_add_file, least: "member" },
  { href: "/workflows/new", label: m.workflows_new, least: "member" },
  { href: "/squads/new", label: m.squads_new, least: "member" },
  { href: "/functions/new", label: m.functions_new, least: "member" },
  { href: "/tests/new", label: m.tests_new_suite, least: "member" },
  { href: "/settings/members", label: m.find_invite, least: "admin" },
  { href: "/settings/webhooks/new", label: m.webhooks_new, least: "admin" },
  { href: "/settings/api-keys/new", label: m.apikeys_new, least: "admin" },
];

const pathOf = (href: string) => /^[^?#]*/.exec(href)?.[0] ?? href;

/** The navigation calls this page by what it is for. */
const withWords = (entry: NavEntry) =>
  entry.href === "/settings/webhooks" ? { ...entry, words: m.find_words_webhooks } : entry;

/** The pages that somebody of this role may see. */
export const pagesFor = (role: Role | undefined): Choice[] =>
  [...SECTIONS, ...WORKSHOP, ...SETTINGS.map(withWords), ...FURTHER]
    .filter((place: Place & { least?: Role }) => may(role, place.least ?? leastFor(pathOf(place.href))))
    .map(({ href, icon, label, words }: Place) => ({
      id: `page-${href}`,
      href,
      icon,
      label: label(),
      ...(words !== undefined && { words: words() }),
    }));

/** What somebody of this role may do. `here` is the page to come back to. */
export function actionsFor(role: Role | undefined, { here, language }: { here: string; language: "fr" | "en" }) {
  const other = language === "fr" ? "en" : "fr";
  const actions: Choice[] = ACTIONS.filter(({ least }) => may(role, least)).map(({ href, label }) => ({
    id: `do-${href}`,
    href,
    icon: "plus",
    label: label(),
    words: m.find_words_new(),
  }));
  return [
    ...actions,
    {
      id: "do-language",
      href: "/language",
      icon: "account",
      label: m.find_language(),
      post: { language: other, next: here },
    },
    { id: "do-signout", href: "/signout", icon: "arrow", label: m.action_sign_out(), post: {} },
  ] satisfies Choice[];
}
