import { inPairs } from "@allokoli/shared/phone/in-pairs";
import { toDialledShort } from "@allokoli/shared/phone/short-plans";
import { dayOf } from "./time-zone.ts";
import { m } from "../paraglide/messages.js";
import { getLocale } from "../paraglide/runtime.js";

const SECOND_MS = 1_000;
const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;

const tag = () => (getLocale() === "fr" ? "fr-FR" : "en-GB");

const NARROW_SPACE = "\u202F";

/** A time as it is written in the language: `14:30` is `14 h 30` in French, and `9:00` is `9 h`. */
const asWritten = (told: string) =>
  getLocale() === "fr"
    ? told.replace(/(\d\d):(\d\d)$/, (_time, hour: string, minute: string) =>
        [Number(hour), "h", ...(minute === "00" ? [] : [minute])].join(NARROW_SPACE),
      )
    : told;

/** `22 nov. 2026, 14 h 30`. */
export const dateTime = (iso: string, timeZone?: string) =>
  asWritten(
    new Intl.DateTimeFormat(tag(), { dateStyle: "medium", timeStyle: "short", ...(timeZone && { timeZone }) }).format(
      new Date(iso),
    ),
  );

/** `14:30` in every language, as a spreadsheet reads it. */
export const plainTime = (iso: string, timeZone: string) =>
  new Intl.DateTimeFormat(tag(), { timeZone, hour: "2-digit", minute: "2-digit" }).format(new Date(iso));

/** `14 h 30`. */
export const timeOfDay = (iso: string, timeZone: string) => asWritten(plainTime(iso, timeZone));

/** `14 h 30` today, `22 nov.` this year, else with the year: short enough for a list. */
export function shortMoment(iso: string, timeZone: string, now = new Date()): string {
  const at = new Date(iso);
  const day = (date: Date) => dayOf(date, timeZone);
  const time = timeOfDay(iso, timeZone);
  if (day(at) === day(now)) return time;
  const sameYear = day(at).slice(0, 4) === day(now).slice(0, 4);
  const date = new Intl.DateTimeFormat(tag(), {
    timeZone,
    day: "numeric",
    month: "short",
    ...(!sameYear && { year: "numeric" }),
  });
  return `${date.format(at)}, ${time}`;
}

/** `22 novembre 2026`; the first of a month is `1er`, which Intl does not know. */
export const day = (iso: string, timeZone: string) =>
  new Intl.DateTimeFormat(tag(), { dateStyle: "long", timeZone })
    .format(new Date(iso))
    .replace(/^1(?= )/, getLocale() === "fr" ? "1er" : "1");

/** `lundi 14 juillet` for `2026-07-14`, with the year where it is asked for; the first of a month is `1er`. */
export function tellDate(date: string, hasYear = false): string {
  const told = new Intl.DateTimeFormat(tag(), {
    timeZone: "UTC",
    weekday: "long",
    day: "numeric",
    month: "long",
    ...(hasYear && { year: "numeric" }),
  }).format(new Date(`${date}T00:00:00Z`));
  return getLocale() === "fr" ? told.replace(/ 1 (?=\p{L})/u, " 1er ") : told;
}

/** `1:05`, or `1:02:09` from an hour on: a running clock. */
export function clock(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / SECOND_MS));
  const pad = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor((total % HOUR_SECONDS) / MINUTE_SECONDS);
  const hours = Math.floor(total / HOUR_SECONDS);
  const seconds = pad(total % MINUTE_SECONDS);
  return hours > 0 ? `${hours}:${pad(minutes)}:${seconds}` : `${minutes}:${seconds}`;
}

/** `1 min 5 s`: a duration that is over. */
export function duration(milliseconds: number): string {
  const total = Math.round(milliseconds / SECOND_MS);
  const minutes = Math.floor(total / MINUTE_SECONDS);
  const seconds = total % MINUTE_SECONDS;
  if (minutes === 0) return m.duration_seconds({ seconds });
  return seconds === 0 ? m.duration_minutes({ minutes }) : m.duration_minutes_seconds({ minutes, seconds });
}

/** Vapi bills in dollars; a call costs cents, so hundredths of cents are shown below ten. */
export const dollars = (amount: number) =>
  new Intl.NumberFormat(tag(), {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: amount < 0.1 ? 4 : 2,
    maximumFractionDigits: amount < 0.1 ? 4 : 2,
  }).format(amount);

/** `1,15 €`: a price as a provider tells it, a decimal in text. */
export const money = (amount: string, currency: string) =>
  new Intl.NumberFormat(tag(), { style: "currency", currency, currencyDisplay: "narrowSymbol" }).format(Number(amount));

/** Whole euros, or with cents where there are some. */
export const euros = (amount: number) =>
  new Intl.NumberFormat(tag(), { style: "currency", currency: "EUR", trailingZeroDisplay: "stripIfInteger" }).format(
    amount,
  );

export const count = (value: number) => new Intl.NumberFormat(tag()).format(value);

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const KIB = 1024;

/** `1 Go`, `12,5 Mo`, `3 ko`: a size for people. Nothing is `0 Mo`, and the least that is something `1 ko`. */
export function bytes(value: number): string {
  if (value > 0 && value < MIB) return kilobytes(Math.max(1, Math.round(value / KIB)));
  const [unit, size] = value >= GIB ? (["gigabyte", GIB] as const) : (["megabyte", MIB] as const);
  return new Intl.NumberFormat(tag(), { style: "unit", unit, maximumFractionDigits: 1 }).format(value / size);
}

const kilobytes = (value: number) => new Intl.NumberFormat(tag(), { style: "unit", unit: "kilobyte" }).format(value);

export const milliseconds = (value: number) => m.milliseconds({ value: count(Math.round(value)) });

/**
 * A number for people: a French one in pairs, an American one in its groups, a short one as dialled in its country, an
 * extension in words. Others are not changed: the rules of every country would be larger than the pages that show them.
 */
export function phoneNumber(kept: string): string {
  const [number = "", extension] = kept.split(";ext=");
  if (extension !== undefined) return m.number_with_extension({ number: phoneNumber(number), extension });
  const short = toDialledShort(number);
  if (short !== undefined) return short;
  return inPairs(number);
}

/** A link that dials the number; undefined for what no telephone dials, such as an extension or words of a caller. */
export const telHref = (kept: string | null | undefined) =>
  kept != null && /^\+\d+$/.test(kept) ? `tel:${kept}` : undefined;
