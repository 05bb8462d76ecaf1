import type { WeeklyHours } from "@allokoli/shared/hours/contract";
import { closesAt, isOpenAt, nextOpening, wallClock, type WallClock } from "@allokoli/shared/hours/schedule";
import type { AnswerLanguage } from "./sentences.ts";

const DAY_MS = 86_400_000;

/** Whether it is open at an instant, until when, and when it opens next: a sentence for the model, on one line. */
export function hoursSentence(hours: WeeklyHours, at: Date, language: AnswerLanguage): string {
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
  },
  en: {
    alwaysOpen: "It is open at the moment, around the clock.",
    openUntil: (moment: string) => `It is open at the moment, until ${moment}.`,
    closedForLong: "It is closed at the moment, and no opening is planned.",
    closedUntil: (moment: string) => `It is closed at the moment. It opens next: ${moment}.`,
  },
} as const;

/** `aujourd'hui à 18 h`, `demain mardi 24 novembre à 9 h 30`, `lundi 30 novembre à 9 h`. */
function momentOf({ date, time }: WallClock, today: WallClock, language: AnswerLanguage): string {
  const days = Math.round((toUtc(date).getTime() - toUtc(today.date).getTime()) / DAY_MS);
  const clock = clockOf(time, language);
  if (days === 0) return language === "fr" ? `aujourd'hui à ${clock}` : `today at ${clock}`;
  const day = new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", {
    timeZone: "UTC",
    weekday: "long",
    day: "numeric",
    month: "long",
  }).format(toUtc(date));
  if (language === "fr") return `${days === 1 ? "demain " : ""}${day} à ${clock}`;
  return `${days === 1 ? "tomorrow, " : ""}${day} at ${clock}`;
}

function clockOf(time: string, language: AnswerLanguage): string {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const two = String(minute).padStart(2, "0");
  if (language === "fr") return minute === 0 ? `${hour} h` : `${hour} h ${two}`;
  return `${hour % 12 === 0 ? 12 : hour % 12}${minute === 0 ? "" : `:${two}`} ${hour < 12 ? "am" : "pm"}`;
}

// A date without a time is midnight UTC, where no clock ever changes.
const toUtc = (date: string) => new Date(`${date}T00:00:00Z`);
