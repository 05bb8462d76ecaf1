import type { WeeklyHours } from "@allokoli/shared/hours/contract";
import {
  addDays,
  closesAt,
  intervalsOf,
  isOpenAt,
  isSpecialDay,
  nextOpening,
  wallClock,
  type WallClock,
} from "@allokoli/shared/hours/schedule";
import type { AnswerLanguage } from "../tools/language.ts";

const DAY_MS = 86_400_000;

/** The hours for the model, on one line: whether it is open at an instant, and the hours of the days after it. */
export const hoursSentence = (hours: WeeklyHours, at: Date, language: AnswerLanguage): string =>
  `${nowSentence(hours, at, language)} ${comingDays(hours, at, language)}`.trim();

/** Whether it is open at an instant, until when, and when it opens next. */
function nowSentence(hours: WeeklyHours, at: Date, language: AnswerLanguage): string {
  const today = wallClock(at, hours.timeZone);
  const say = SENTENCES[language];
  if (isOpenAt(hours, at)) {
    const end = closesAt(hours, at);
    if (end === undefined) return say.alwaysOpen;
    return say.openUntil(end.date === today.date ? clockOf(end.time, language) : momentOf(end, today, language));
  }
  const next = nextOpening(hours, at);
  return next === undefined ? say.closedForLong : say.closedUntil(momentOf(next, today, language));
}

const SENTENCES = {
  fr: {
    alwaysOpen: "C'est ouvert en ce moment, sans interruption.",
    openUntil: (moment: string) => `C'est ouvert en ce moment, jusqu'à ${moment}.`,
    closedForLong: "C'est fermé en ce moment, et aucune ouverture n'est prévue.",
    closedUntil: (moment: string) => `C'est fermé en ce moment. Prochaine ouverture : ${moment}.`,
    comingDays: (days: string) => `Les jours qui viennent : ${days}.`,
    specialDays: (days: string) => `Ensuite, jours particuliers : ${days}.`,
    closed: "fermé",
    allDay: "toute la journée",
    between: (from: string, to: string) => `de ${from} à ${to}`,
    and: " et ",
    next: " ; ",
  },
  en: {
    alwaysOpen: "It is open at the moment, around the clock.",
    openUntil: (moment: string) => `It is open at the moment, until ${moment}.`,
    closedForLong: "It is closed at the moment, and no opening is planned.",
    closedUntil: (moment: string) => `It is closed at the moment. It opens next: ${moment}.`,
    comingDays: (days: string) => `The coming days: ${days}.`,
    specialDays: (days: string) => `After that, special days: ${days}.`,
    closed: "closed",
    allDay: "all day",
    between: (from: string, to: string) => `${from} to ${to}`,
    and: " and ",
    next: "; ",
  },
} as const;

const COMING_DAYS = 7;
const SPECIAL_DAYS_AHEAD = 60;
const MAX_SPECIAL_DAYS = 5;

/** The hours of each of the next days, and of later days with special hours; empty when it is never open. */
function comingDays(hours: WeeklyHours, at: Date, language: AnswerLanguage): string {
  const { date: today } = wallClock(at, hours.timeZone);
  const dates = Array.from({ length: SPECIAL_DAYS_AHEAD }, (_, days) => addDays(today, days));
  const next = dates.slice(0, COMING_DAYS);
  const special = dates.slice(COMING_DAYS).filter((date) => isSpecialDay(hours, date));
  const isEverOpen = dates.some((date) => intervalsOf(hours, date).length > 0);
  if (!isEverOpen) return "";
  const say = SENTENCES[language];
  const tell = (list: string[]) => list.map((date) => `${dayOf(date, language)}, ${openOn(hours, date, language)}`);
  return [
    say.comingDays(tell(next).join(say.next)),
    ...(special.length === 0 ? [] : [say.specialDays(tell(special.slice(0, MAX_SPECIAL_DAYS)).join(say.next))]),
  ].join(" ");
}

function openOn(hours: WeeklyHours, date: string, language: AnswerLanguage): string {
  const say = SENTENCES[language];
  const intervals = intervalsOf(hours, date).toSorted((a, b) => (a.from < b.from ? -1 : 1));
  if (intervals.length === 0) return say.closed;
  return intervals
    .map(({ from, to }) =>
      from === "00:00" && to === "24:00" ? say.allDay : say.between(clockOf(from, language), clockOf(to, language)),
    )
    .join(say.and);
}

/** `vendredi 1er janvier`: Intl has no ordinal for the first of a month. */
const dayOf = (date: string, language: AnswerLanguage) =>
  new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", {
    timeZone: "UTC",
    weekday: "long",
    day: "numeric",
    month: "long",
  })
    .format(toUtc(date))
    .replace(/ 1 /, language === "fr" ? " 1er " : " 1 ");

/** `aujourd'hui à 18 h`, `demain mardi 24 novembre à 9 h 30`, `lundi 30 novembre à 9 h`. */
function momentOf({ date, time }: WallClock, today: WallClock, language: AnswerLanguage): string {
  const days = Math.round((toUtc(date).getTime() - toUtc(today.date).getTime()) / DAY_MS);
  const clock = clockOf(time, language);
  if (days === 0) return language === "fr" ? `aujourd'hui à ${clock}` : `today at ${clock}`;
  const day = dayOf(date, language);
  if (language === "fr") return `${days === 1 ? "demain " : ""}${day} à ${clock}`;
  return `${days === 1 ? "tomorrow, " : ""}${day} at ${clock}`;
}

function clockOf(time: string, language: AnswerLanguage): string {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const two = String(minute).padStart(2, "0");
  if (hour % 24 === 0 && minute === 0) return language === "fr" ? "minuit" : "midnight";
  if (language === "fr") return minute === 0 ? `${hour} h` : `${hour} h ${two}`;
  return `${hour % 12 === 0 ? 12 : hour % 12}${minute === 0 ? "" : `:${two}`} ${hour < 12 ? "am" : "pm"}`;
}

// A date without a time is midnight UTC, which has no daylight saving time.
const toUtc = (date: string) => new Date(`${date}T00:00:00Z`);
