import type { AlertKind, Locale } from "@allokoli/shared/db/schema/index";
import { toStory, type Told } from "./story.ts";
import { WORDS } from "./words.ts";
import { SEPTETS, septetsOf, toGsm } from "../sms/gsm.ts";

/** What an SMS tells: events, never a day's digest. */
export type ToldBySms = Exclude<Told, { topic: "digest" }>;

type TextInput = {
  /** One thing, or several that were gathered. */
  told: readonly ToldBySms[];
  locale: Locale;
  organization: { id: string; timeZone: string };
  siteUrl: string;
};

const SMS_WORDS = {
  fr: {
    at: (time: string) => ` à ${time}`,
    code: (code: string) => `Votre code AlloKoli : ${code}. Il est valable dix minutes.`,
  },
  en: {
    at: (time: string) => ` at ${time}`,
    code: (code: string) => `Your AlloKoli code: ${code}. It is valid for ten minutes.`,
  },
} satisfies Record<Locale, object>;

/** With the code that shows that a mobile number is the member's. */
export const composeCode = (code: string, locale: Locale): string => toGsm(SMS_WORDS[locale].code(code));

/**
 * The text of one SMS: what happened, the calling number, when, and a link. Never what a caller said: an SMS is read by whoever
 * holds the telephone, and by every network on its way. Names are cut so that it is one SMS.
 */
export function composeSms({ told, locale, organization, siteUrl }: TextInput): string {
  const [first] = told;
  if (first === undefined) throw new Error("an SMS about nothing");
  const isOne = told.length === 1;
  const when = isOne && IN_A_CALL.has(first.topic) ? SMS_WORDS[locale].at(timeOf(first.at, organization, locale)) : "";
  const headline = isOne ? toStory(first, { locale, includesWords: false }).headline : countsOf(told, locale);
  const path = isOne ? pathOf(first, locale) : gatheredPath(told);
  // Whoever works in several opens it in this one.
  const rest = toGsm(`${when}. ${siteUrl}${path}?organization=${organization.id}`);
  return `${cut(toGsm(headline), SEPTETS - septetsOf(rest))}${rest}`;
}

/** What has a moment that matters: of the others, that of the SMS is near enough. */
const IN_A_CALL: ReadonlySet<AlertKind> = new Set(["urgent-message", "message", "missed-call"]);

/** The pages that have it. One call's own address would not fit. */
const PATHS: Record<Exclude<AlertKind, "draft-trouble">, string> = {
  "urgent-message": "/messages",
  message: "/messages",
  "missed-call": "/calls",
  "number-trouble": "/numbers",
  "limit-near": "/settings/organization",
  "tests-red": "/tests",
};

function pathOf(one: ToldBySms, locale: Locale): string {
  if (one.topic !== "draft-trouble") return PATHS[one.topic];
  const [, list = ""] = toStory(one, { locale, includesWords: false }).link.path.split("/");
  return `/${list}`;
}

const gatheredPath = (told: readonly ToldBySms[]) =>
  told.some(({ topic }) => PATHS.message === (topic === "draft-trouble" ? "" : PATHS[topic])) ? PATHS.message : "/";

const countsOf = (told: readonly ToldBySms[], locale: Locale) =>
  [...Map.groupBy(told, ({ topic }) => topic)]
    .map(([kind, those]) => WORDS[locale].counts[kind](those.length))
    .join(", ");

/** `9 h 05` on the organization's clock. */
function timeOf(at: Date, { timeZone }: { timeZone: string }, locale: Locale): string {
  const clock = new Intl.DateTimeFormat("fr-FR", { hour: "numeric", minute: "2-digit", timeZone }).format(at);
  const [hour = "", minute = ""] = clock.split(":");
  return locale === "fr" ? `${Number(hour)} h ${minute}` : `${Number(hour)}:${minute}`;
}

/** The full stop that follows makes three. */
const DOTS = "..";
/** The beginning of a text for which there is room. */
function cut(text: string, room: number): string {
  if (septetsOf(text) <= room) return text;
  let kept = "";
  for (const character of text) {
    if (septetsOf(kept + character) + DOTS.length > room) break;
    kept += character;
  }
  return `${kept.trimEnd()}${DOTS}`;
}
