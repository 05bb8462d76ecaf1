import type { AlertSettings, UpdateAlertSettings } from "../api/types.ts";
import { m } from "../../paraglide/messages.js";
import { getLocale } from "../../paraglide/runtime.js";
import { textIn } from "../form.ts";

type Kind = AlertSettings["mail"][number];

/** What a member may be alerted to, in the order of the page. */
export const KINDS: { kind: Kind; label: () => string; hint: () => string }[] = [
  { kind: "urgent-message", label: m.alert_urgent_message, hint: m.alert_urgent_message_hint },
  { kind: "message", label: m.alert_message, hint: m.alert_message_hint },
  { kind: "missed-call", label: m.alert_missed_call, hint: m.alert_missed_call_hint },
  { kind: "number-trouble", label: m.alert_number_trouble, hint: m.alert_number_trouble_hint },
  { kind: "limit-near", label: m.alert_limit_near, hint: m.alert_limit_near_hint },
  { kind: "tests-red", label: m.alert_tests_red, hint: m.alert_tests_red_hint },
  { kind: "draft-trouble", label: m.alert_draft_trouble, hint: m.alert_draft_trouble_hint },
];

/** What a mail was about, in words. */
export const topicLabel = (topic: Kind | "digest") =>
  topic === "digest" ? m.alerts_digest() : (KINDS.find(({ kind }) => kind === topic)?.label() ?? topic);

/** Of the choice of an hour: no digest. */
export const NEVER = "never";

const HOURS = 24;
/** `Chaque jour à 8 h`, as people say it there. */
export const hourOptions = () =>
  Array.from({ length: HOURS }, (_, hour) => ({
    value: String(hour),
    label: m.alerts_digest_hour({ hour: getLocale() === "fr" ? `${hour}\u00A0h` : `${hour}:00` }),
  }));

/** What the form says. A box that is not ticked is not sent. */
export function readSettings(form: FormData): Required<Omit<UpdateAlertSettings, "sms">> {
  const hour = textIn(form, "digestHour");
  const kinds = KINDS.map(({ kind }) => kind);
  return {
    mail: kinds.filter((kind) => form.has(`mail.${kind}`)),
    page: kinds.filter((kind) => form.has(`page.${kind}`)),
    includesWords: form.has("includesWords"),
    digestHour: /^\d{1,2}$/.test(hour) ? Number(hour) : null,
  };
}
