import type { EventType } from "../api/types.ts";
import { m } from "../../paraglide/messages.js";

type Type = EventType["type"];

/** What events are about, in the order of the page; the first part of a type tells its group. */
const GROUPS: { label: () => string; of: string[] }[] = [
  { label: m.events_group_calls, of: ["call", "transcript", "tool"] },
  { label: m.events_group_messages, of: ["caller-message"] },
  { label: m.events_group_assistants, of: ["assistant", "function", "squad", "workflow"] },
  { label: m.events_group_numbers, of: ["phone-number", "telephony-credential"] },
  { label: m.events_group_files, of: ["file"] },
  { label: m.events_group_tests, of: ["test-run"] },
];
const GROUPED = new Set(GROUPS.flatMap(({ of }) => of));
const subjectOf = (type: string) => type.split(".")[0] ?? type;

/** The types of events by what they are about; types that no group knows come last. */
export function groupTypes<Kind extends { type: string }>(types: Kind[]): { label: string; types: Kind[] }[] {
  const others = types.filter(({ type }) => !GROUPED.has(subjectOf(type)));
  return [
    ...GROUPS.map(({ label, of }) => ({
      label: label(),
      types: types.filter(({ type }) => of.includes(subjectOf(type))),
    })),
    { label: m.events_group_others(), types: others },
  ].filter((group) => group.types.length > 0);
}

/** Types to choose from in a list; their words would be too long for it. */
export const typeOptions = (types: { type: Type }[]) =>
  groupTypes(types).map(({ label, types }) => ({
    label,
    options: types.map(({ type }) => ({ value: type, label: type })),
  }));

/** What a type means, in the visitor's language; the type itself while its words cannot be read. */
export const wordsOf = (type: Type, types: EventType[], locale: "fr" | "en"): string =>
  types.find((known) => known.type === type)?.[locale] ?? type;

/** Where the thing that an event is about has a page. */
const PAGES: Record<string, (id: string) => string> = {
  assistant: (id) => `/assistants/${id}`,
  call: (id) => `/calls/${id}`,
  file: (id) => `/files/${id}`,
  "knowledge-base": (id) => `/knowledge/${id}`,
  "phone-number": (id) => `/numbers/${id}`,
  "telephony-credential": (id) => `/settings/telephony/${id}`,
  webhook: (id) => `/settings/webhooks/${id}`,
};

/** Undefined for what has no page of its own, or none any more. */
export const pageOf = ({ type, id }: { type: string; id: string | null }, isGone = false): string | undefined =>
  isGone || id === null || !Object.hasOwn(PAGES, type) ? undefined : PAGES[type]?.(id);

/** Whether it tells of something that is no more. */
export const tellsOfEnd = (type: string) => /\.(deleted|released|revoked)$/.test(type);
