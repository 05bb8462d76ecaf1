import type { AlertTopic, Locale } from "@allokoli/shared/db/schema/index";
import type { EventType } from "@allokoli/shared/events/event-types";
import { inPairs } from "@allokoli/shared/phone/in-pairs";
import { EVENT_DATA, type EventData } from "../event-types/schemas.ts";
import { WORDS } from "./words.ts";

/** What is said of the day before. */
export type Figures = {
  day: string;
  calls: number;
  minutes: number;
  missed: number;
  messages: number;
  openMessages: number;
  openUrgent: number;
};

/** One thing to tell: an event, or the day before. */
export type Told =
  | { topic: Exclude<AlertTopic, "digest">; at: Date; type: EventType; data: unknown }
  | { topic: "digest"; at: Date; figures: Figures };

/** What a mail says of it. The words are a caller's, and there only for who chose to have them. */
export type Story = {
  headline: string;
  lines: string[];
  words: string[];
  link: { path: string; label: string };
};

export type Reader = { locale: Locale; includesWords: boolean };

const MAX_WORDS = 2_000;
const MAX_FIELD = 200;

/** What a mail says of one thing, in the reader's language. */
export function toStory(told: Told, reader: Reader): Story {
  if (told.topic === "digest") return digestStory(told.figures, reader.locale);
  const { type, data } = told;
  switch (type) {
    case "caller-message.taken":
      return messageStory(EVENT_DATA[type].parse(data), reader);
    case "call.ended":
    case "call.failed":
      return callStory(EVENT_DATA[type].parse(data), reader.locale);
    case "phone-number.failed":
      return numberStory(EVENT_DATA[type].parse(data), reader.locale);
    case "limit.near":
    case "limit.reached":
      return limitStory(EVENT_DATA[type].parse(data), type, reader.locale);
    case "test-suite.red":
      return testsStory(EVENT_DATA[type].parse(data), reader.locale);
    case "draft.failed":
      return draftStory(EVENT_DATA[type].parse(data), reader.locale);
    default:
      throw new Error(`nobody is alerted to ${type}`);
  }
}

function messageStory(message: EventData<"caller-message.taken">, { locale, includesWords }: Reader): Story {
  const words = WORDS[locale];
  const { callerName, callerNumber, subject, body, isUrgent } = message;
  const from = fromNumber(callerNumber, words.from);
  return {
    headline: isUrgent ? words.urgentMessage(from) : words.message(from),
    lines: [],
    words: includesWords
      ? [
          ...(callerName === null ? [] : [words.said(shortened(callerName, MAX_FIELD))]),
          ...(subject === null ? [] : [words.subject(shortened(subject, MAX_FIELD))]),
          shortened(body, MAX_WORDS),
        ]
      : [],
    link: { path: "/messages", label: words.open[isUrgent ? "urgent-message" : "message"] },
  };
}

function callStory({ call }: EventData<"call.ended" | "call.failed">, locale: Locale): Story {
  const words = WORDS[locale];
  const { number } = call.customer;
  const isMissed = call.direction === "inbound" && call.startedAt === null;
  return {
    headline: isMissed
      ? words.missedCall(fromNumber(number, words.from))
      : words.failedCall(fromNumber(number, words.of)),
    lines: [],
    words: [],
    link: { path: `/calls/${call.id}`, label: words.open.call },
  };
}

function numberStory({ number, name }: EventData<"phone-number.failed">, locale: Locale): Story {
  const words = WORDS[locale];
  return {
    headline: words.numberTrouble(shortened(number === null ? name : inPairs(number), MAX_FIELD)),
    lines: [],
    words: [],
    link: { path: "/numbers", label: words.open["number-trouble"] },
  };
}

function limitStory({ limit }: EventData<"limit.near">, type: "limit.near" | "limit.reached", locale: Locale): Story {
  const words = WORDS[locale];
  const what = words.limits[limit.name];
  const count = (value: number) => new Intl.NumberFormat(locale).format(value);
  return {
    headline: type === "limit.near" ? words.limitNear : words.limitReached,
    lines: what === undefined ? [] : [words.used(count(limit.used), count(limit.allowed), what)],
    words: [],
    link: { path: "/settings/organization", label: words.open["limit-near"] },
  };
}

function testsStory({ id, name, runId }: EventData<"test-suite.red">, locale: Locale): Story {
  const words = WORDS[locale];
  const told = shortened(name, MAX_FIELD);
  return {
    headline: runId === null ? words.testsNotBegun(told) : words.testsRed(told),
    lines: [],
    words: [],
    link: { path: runId === null ? `/tests/${id}` : `/tests/${id}/runs/${runId}`, label: words.open["tests-red"] },
  };
}

const DRAFT_PATHS = {
  assistant: (id: string) => `/assistants/${id}/draft`,
  squad: (id: string) => `/squads/${id}/draft`,
  workflow: (id: string) => `/workflows/${id}`,
};

function draftStory({ kind, id, name }: EventData<"draft.failed">, locale: Locale): Story {
  const words = WORDS[locale];
  return {
    headline: words.draftTrouble(shortened(name, MAX_FIELD)),
    lines: [],
    words: [],
    link: { path: DRAFT_PATHS[kind](id), label: words.open["draft-trouble"] },
  };
}

function digestStory(figures: Figures, locale: Locale): Story {
  const words = WORDS[locale];
  const { calls, minutes, missed, messages, openMessages, openUrgent } = figures;
  const said = words.figures;
  const left =
    openMessages === 0
      ? words.nothingLeft
      : [said.openMessages(openMessages), ...(openUrgent === 0 ? [] : [words.urgent(openUrgent)])].join(", ");
  return {
    headline: words.digest(longDay(figures.day, locale)),
    lines: [
      [said.calls(calls), said.minutes(minutes)].join(", "),
      ...(missed === 0 ? [] : [said.missed(missed)]),
      said.messages(messages),
      openMessages === 0 ? left : `${words.left} : ${left}`,
    ],
    words: [],
    link: {
      path: openMessages === 0 ? "/" : "/messages",
      label: words.open[openMessages === 0 ? "digest" : "message"],
    },
  };
}

/** `lundi 23 novembre`. A date without a time is midnight UTC. */
const longDay = (day: string, locale: Locale) =>
  new Intl.DateTimeFormat(locale === "fr" ? "fr-FR" : "en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  }).format(new Date(`${day}T00:00:00Z`));

/** A number that a telephone dials. Anything else that a caller gave as one is words of theirs. */
const fromNumber = (number: string | null, say: (number: string) => string) =>
  number !== null && /^\+?\d{3,15}$/.test(number) ? say(inPairs(number)) : "";

const shortened = (text: string, max: number) =>
  text.length <= max ? text : `${text.slice(0, max - 1).toWellFormed()}…`;
