import { AUDIT_ACTIONS } from "@allokoli/shared/audit/actions";
import { SCOPES } from "@allokoli/shared/scopes/scopes";
import type { LogEntry } from "../api/types.ts";
import { dateTime } from "../format.ts";
import { ROLE_LABELS } from "../organizations.ts";
import { m } from "../../paraglide/messages.js";
import { toldScopes } from "./api-keys.ts";
import { momentsOf } from "./days.ts";
import { pageOf, tellsOfEnd } from "./event-types.ts";

const NAMES = ["actor", "action", "resourceType", "resourceId", "outcome", "from", "to"] as const;

/** The filters as the address and the form have them: days are calendar days of the organization. */
export type LogFilters = Record<(typeof NAMES)[number], string>;

export const readFilters = (query: URLSearchParams): LogFilters =>
  // One value for each of NAMES.
  Object.fromEntries(NAMES.map((name) => [name, query.get(name)?.trim() ?? ""])) as LogFilters;

export const hasFilters = (filters: LogFilters) => NAMES.some((name) => filters[name] !== "");

/** The filters in the form of the API. */
export function filterQuery(filters: LogFilters, cursor: string | null, timeZone: string) {
  const { actor, action, resourceType, resourceId, outcome } = filters;
  return {
    cursor: cursor || undefined,
    actor: actor || undefined,
    action: action || undefined,
    resourceType: resourceType || undefined,
    resourceId: resourceId || undefined,
    outcome: outcome || undefined,
    ...momentsOf(filters, timeZone),
  };
}

const KINDS: Record<string, () => string> = {
  organization: m.logs_kind_organization,
  member: m.logs_kind_member,
  invitation: m.logs_kind_invitation,
  alerts: m.logs_kind_alerts,
  "api-key": m.logs_kind_api_key,
  assistant: m.logs_kind_assistant,
  function: m.logs_kind_function,
  squad: m.logs_kind_squad,
  workflow: m.logs_kind_workflow,
  draft: m.logs_kind_draft,
  gate: m.logs_kind_gate,
  caller: m.logs_kind_caller,
  "caller-message": m.logs_kind_caller_message,
  "test-suite": m.logs_kind_test_suite,
  test: m.logs_kind_test,
  "test-run": m.logs_kind_test_run,
  call: m.logs_kind_call,
  "telephony-credential": m.logs_kind_telephony,
  "phone-number": m.logs_kind_number,
  "blocked-number": m.logs_kind_blocked_number,
  file: m.logs_kind_file,
  "knowledge-base": m.logs_kind_knowledge,
  webhook: m.logs_kind_webhook,
};
const kindOf = (action: string) => (action.startsWith("limit.") ? "organization" : (action.split(".")[0] ?? action));
const told = (kind: string) => (Object.hasOwn(KINDS, kind) ? KINDS[kind]?.() : undefined) ?? kind;

export const kindOptions = () => Object.entries(KINDS).map(([value, label]) => ({ value, label: label() }));

/** Every action under the kind of thing that it was done to, as a sentence of somebody who did it to something. */
export function actionGroups(locale: "fr" | "en") {
  const actions = Object.entries(AUDIT_ACTIONS).map(([value, words]) => ({ value, label: sentenceOf(words[locale]) }));
  const groups = Map.groupBy(actions, ({ value }) => kindOf(value));
  return [...groups].map(([kind, options]) => ({ label: told(kind), options }));
}

function sentenceOf(words: string): string {
  const sentence = words.replace("{who}", m.logs_somebody()).replace("{name}", "").replace(/\.$/, "");
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

export const OUTCOMES = {
  done: { badge: "", label: m.logs_outcome_done },
  refused: { badge: "badge-warn", label: m.logs_outcome_refused },
  failed: { badge: "badge-danger", label: m.logs_outcome_failed },
} satisfies Record<LogEntry["outcome"], object>;

/** The page of what an entry is about: for a changed assistant the version that came of it, with the one before beside it. */
export function entryPage({ action, resource, detail }: LogEntry): { href: string; label: string } | undefined {
  const page = pageOf(resource, tellsOfEnd(action));
  if (page === undefined || action === "assistant.created.refused") return undefined;
  const { version } = detail;
  const isVersion = resource.type === "assistant" && typeof version === "number" && version > 1 && !isInVain(action);
  return isVersion
    ? { href: `${page}/versions/${version}`, label: m.logs_see_change() }
    : { href: page, label: m.logs_see({ kind: told(resource.type).toLocaleLowerCase() }) };
}
const isInVain = (action: string) => /\.(refused|failed)$/.test(action);

type Row = { label: string; text: string };

const LABELS: Record<string, () => string> = {
  name: m.logs_detail_name,
  email: m.logs_detail_email,
  number: m.logs_detail_number,
  role: m.logs_detail_role,
  scopes: m.apikeys_scopes,
  fields: m.logs_detail_fields,
  eventTypes: m.logs_detail_event_types,
  expiresAt: m.logs_detail_expires,
  from: m.logs_detail_before,
  to: m.logs_detail_after,
  at: m.logs_detail_planned,
  version: m.logs_detail_version,
  error: m.logs_detail_error,
  reason: m.logs_detail_error,
  failureCode: m.logs_detail_error,
  endedReason: m.logs_detail_error,
  queued: m.logs_detail_queued,
};
/** Where the same word means something else. */
const SPECIAL: Partial<Record<string, () => string>> = {
  "webhook.replayed from": m.logs_detail_from,
  "webhook.replayed to": m.logs_detail_to,
  "api-key.kept from": m.logs_detail_member,
  "api-key.revoked from": m.logs_detail_member,
};
const ROLES_IN = new Set(["role", "from", "to"]);

/** What is known of an entry beside its sentence: what it was before and is after, where that was written down. */
export function detailRows({ action, detail }: Pick<LogEntry, "action" | "detail">, timeZone: string): Row[] {
  return Object.entries(detail).flatMap(([name, value]) => {
    const text = ROLES_IN.has(name) && isRole(value) ? ROLE_LABELS[value]() : tell(inWords(name, value), timeZone);
    return text === undefined ? [] : [{ label: labelOf(name, action), text }];
  });
}

/** What a key is for, as its page says it. */
const inWords = (name: string, value: unknown) =>
  name === "scopes" && Array.isArray(value) ? toldScopes(SCOPES.filter((scope) => value.includes(scope))) : value;

function labelOf(name: string, action: string): string {
  const special = SPECIAL[`${action} ${name}`];
  return (special ?? (Object.hasOwn(LABELS, name) ? LABELS[name] : undefined))?.() ?? name;
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;

/** A value in words; undefined for what says nothing. */
function tell(value: unknown, timeZone: string): string | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  if (typeof value === "boolean") return value ? m.logs_yes() : m.logs_no();
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.map((item) => tell(item, timeZone) ?? "").join(", ") || undefined;
  if (typeof value !== "string") return JSON.stringify(value);
  return MOMENT.test(value) && !Number.isNaN(Date.parse(value)) ? dateTime(value, timeZone) : value;
}
const isRole = (value: unknown): value is keyof typeof ROLE_LABELS =>
  typeof value === "string" && Object.hasOwn(ROLE_LABELS, value);
