import type { CreateWebhook, EventType, Webhook } from "../api/types.ts";
import { asTyped, type ApiProblem } from "../api/client.ts";
import { CreateWebhookRules } from "../api/rules.ts";
import { textIn } from "../form.ts";
import { dateTime } from "../format.ts";
import { m } from "../../paraglide/messages.js";

export type WebhookErrors = { url?: string; description?: string; eventTypes?: string };

/** A webhook as its form has it. */
export type TypedWebhook = { url: string; description: string; isAll: boolean; eventTypes: string[] };

export const EMPTY_WEBHOOK: TypedWebhook = { url: "", description: "", isAll: true, eventTypes: [] };

export const typedWebhook = (form: FormData): TypedWebhook => ({
  url: textIn(form, "url"),
  description: textIn(form, "description"),
  isAll: textIn(form, "listens") !== "some",
  eventTypes: form.getAll("eventTypes").filter((type) => typeof type === "string"),
});

export const formOf = ({ url, description, eventTypes }: Webhook): TypedWebhook => ({
  url,
  description: description ?? "",
  isAll: eventTypes === null,
  eventTypes: eventTypes ?? [],
});

/** For a new one and for a change: both have the same fields. */
export const bodyOf = ({ url, description, isAll, eventTypes }: TypedWebhook) =>
  asTyped<CreateWebhook>({ url, description: description || null, eventTypes: isAll ? null : eventTypes });

/** What the API says of the fields, in the visitor's language. */
export function webhookErrors({ errors = [] }: ApiProblem): WebhookErrors {
  const isAt = (field: string) => errors.some(({ path }) => path === field || path.startsWith(`${field}.`));
  return {
    ...(isAt("url") && { url: m.webhooks_url_error() }),
    ...(isAt("description") && {
      description: m.webhooks_description_error({ max: CreateWebhookRules.description.maxLength }),
    }),
    ...(isAt("eventTypes") && { eventTypes: m.webhooks_types_error() }),
  };
}

/** A `ping` is sent when somebody asks for it, to any webhook: nobody chooses it, unless a program has. */
export const choosable = (types: EventType[], chosen: string[]) =>
  types.filter(({ type }) => type !== "ping" || chosen.includes(type));

type State = Pick<Webhook, "state" | "disabledReason" | "failingSince" | "pausedUntil">;

/** How a webhook is, in a badge. */
export function stateOf({ state, disabledReason, failingSince, pausedUntil }: State, now = Date.now()) {
  if (state === "disabled")
    return disabledReason === null
      ? { badge: "badge-warn", label: m.webhooks_paused() }
      : { badge: "badge-danger", label: m.webhooks_disabled() };
  if (failingSince !== null) return { badge: "badge-danger", label: m.webhooks_failing() };
  if (pausedUntil !== null && Date.parse(pausedUntil) > now)
    return { badge: "badge-warn", label: m.webhooks_waiting() };
  return { badge: "badge-good", label: m.webhooks_working() };
}

/** What is the matter with it, as a sentence; undefined while all is well. */
export function troubleOf(webhook: State, timeZone: string, now = Date.now()): string | undefined {
  const { state, disabledReason, failingSince, pausedUntil } = webhook;
  const since = failingSince === null ? undefined : dateTime(failingSince, timeZone);
  if (state === "disabled") {
    if (disabledReason === null) return m.webhooks_paused_text();
    if (disabledReason.includes("key")) return m.webhooks_disabled_revoked();
    return disabledReason.includes("410") || since === undefined
      ? m.webhooks_disabled_gone()
      : m.webhooks_disabled_text({ since });
  }
  if (since !== undefined) return m.webhooks_failing_text({ since });
  if (pausedUntil === null || Date.parse(pausedUntil) <= now) return undefined;
  return m.webhooks_waiting_text({ until: dateTime(pausedUntil, timeZone) });
}

/** What it listens to, in a line. */
export function listensTo({ eventTypes }: Pick<Webhook, "eventTypes">): string {
  if (eventTypes === null) return m.webhooks_hears_all();
  const [only] = eventTypes;
  return eventTypes.length === 1 && only !== undefined
    ? m.webhooks_hears_one({ type: only })
    : m.webhooks_hears({ count: eventTypes.length });
}
