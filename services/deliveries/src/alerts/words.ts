import type { AlertKind, AlertTopic, Locale } from "@allokoli/shared/db/schema/index";

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
/** French has one form for none and one. */
const pluriel = (count: number, one: string, many: string) => `${count} ${count < 2 ? one : many}`;

type Words = {
  /** Of a caller, or of whoever was called; nothing when the number is not known. */
  urgentMessage(from: string): string;
  message(from: string): string;
  missedCall(from: string): string;
  failedCall(number: string): string;
  numberTrouble(number: string): string;
  testsRed(suite: string): string;
  testsNotBegun(suite: string): string;
  draftTrouble(name: string): string;
  limitNear: string;
  limitReached: string;
  /** What a limit counts, where people know it by a name. */
  limits: Partial<Record<string, string>>;
  used(used: string, allowed: string, what: string): string;
  from(number: string): string;
  of(number: string): string;
  said(name: string): string;
  subject(subject: string): string;
  counts: Record<AlertKind, (count: number) => string>;
  gathered(count: number): string;
  more(count: number): string;
  digest(day: string): string;
  figures: Record<"calls" | "minutes" | "missed" | "messages" | "openMessages", (count: number) => string>;
  urgent(count: number): string;
  left: string;
  nothingLeft: string;
  open: Record<AlertTopic | "call", string>;
  why: string;
  change: string;
  stop: string;
};

/** The words of the mails. Whoever reads them is busy: what happened, then the link. */
export const WORDS: Record<Locale, Words> = {
  fr: {
    urgentMessage: (from) => `Message urgent${from}`,
    message: (from) => `Nouveau message${from}`,
    missedCall: (from) => `Appel manqué${from}`,
    failedCall: (number) => `Un appel${number} a échoué`,
    numberTrouble: (number) => `Le numéro ${number} n’est pas en service`,
    testsRed: (suite) => `Les essais « ${suite} » ne réussissent plus`,
    testsNotBegun: (suite) => `Les essais « ${suite} » n’ont pas pu être lancés`,
    draftTrouble: (name) => `Le brouillon de « ${name} » n’a pas été publié`,
    limitNear: "Bientôt la limite de votre offre",
    limitReached: "La limite de votre offre est atteinte",
    limits: { minutesPerMonth: "minutes d’appel ce mois-ci", callsAtOnce: "appels en même temps" },
    used: (used, allowed, what) => `${used} ${what} sur ${allowed}.`,
    from: (number) => ` de ${number}`,
    of: (number) => ` (${number})`,
    said: (name) => `De : ${name}`,
    subject: (subject) => `Objet : ${subject}`,
    counts: {
      "urgent-message": (count) => pluriel(count, "message urgent", "messages urgents"),
      message: (count) => pluriel(count, "message", "messages"),
      "missed-call": (count) => pluriel(count, "appel manqué ou échoué", "appels manqués ou échoués"),
      "number-trouble": (count) => pluriel(count, "numéro en panne", "numéros en panne"),
      "limit-near": (count) => pluriel(count, "limite", "limites"),
      "tests-red": (count) => pluriel(count, "série d’essais en échec", "séries d’essais en échec"),
      "draft-trouble": (count) => pluriel(count, "brouillon non publié", "brouillons non publiés"),
    },
    gathered: (count) => `${count} alertes, réunies en un seul courriel parce qu’elles sont nombreuses :`,
    more: (count) => `et ${pluriel(count, "autre", "autres")}`,
    digest: (day) => `Votre résumé du ${day}`,
    figures: {
      calls: (count) => pluriel(count, "appel", "appels"),
      minutes: (count) => pluriel(count, "minute au téléphone", "minutes au téléphone"),
      missed: (count) => pluriel(count, "appel manqué", "appels manqués"),
      messages: (count) => pluriel(count, "message laissé", "messages laissés"),
      openMessages: (count) => pluriel(count, "message à traiter", "messages à traiter"),
    },
    urgent: (count) => `dont ${pluriel(count, "urgent", "urgents")}`,
    left: "À faire",
    nothingLeft: "Tous les messages sont traités.",
    open: {
      "urgent-message": "Lire le message",
      message: "Lire le message",
      "missed-call": "Voir les appels",
      call: "Voir l’appel",
      "number-trouble": "Voir les numéros",
      "limit-near": "Voir votre offre",
      "tests-red": "Voir les essais",
      "draft-trouble": "Voir le brouillon",
      digest: "Ouvrir AlloKoli",
    },
    why: "Vous recevez ce courriel parce que vous l’avez demandé sur la page « Mes alertes ».",
    change: "Modifier mes alertes",
    stop: "Ne plus recevoir ces courriels",
  },
  en: {
    urgentMessage: (from) => `Urgent message${from}`,
    message: (from) => `New message${from}`,
    missedCall: (from) => `Missed call${from}`,
    failedCall: (number) => `A call${number} failed`,
    numberTrouble: (number) => `The number ${number} is not in service`,
    testsRed: (suite) => `The tests “${suite}” do not pass any more`,
    testsNotBegun: (suite) => `The tests “${suite}” could not be begun`,
    draftTrouble: (name) => `The draft of “${name}” was not published`,
    limitNear: "Your plan’s limit is near",
    limitReached: "Your plan’s limit is reached",
    limits: { minutesPerMonth: "call minutes this month", callsAtOnce: "calls at once" },
    used: (used, allowed, what) => `${used} ${what} out of ${allowed}.`,
    from: (number) => ` from ${number}`,
    of: (number) => ` (${number})`,
    said: (name) => `From: ${name}`,
    subject: (subject) => `About: ${subject}`,
    counts: {
      "urgent-message": (count) => plural(count, "urgent message", "urgent messages"),
      message: (count) => plural(count, "message", "messages"),
      "missed-call": (count) => plural(count, "missed or failed call", "missed or failed calls"),
      "number-trouble": (count) => plural(count, "number in trouble", "numbers in trouble"),
      "limit-near": (count) => plural(count, "limit", "limits"),
      "tests-red": (count) => plural(count, "failing test suite", "failing test suites"),
      "draft-trouble": (count) => plural(count, "unpublished draft", "unpublished drafts"),
    },
    gathered: (count) => `${count} alerts, gathered in one mail because there are many:`,
    more: (count) => `and ${plural(count, "other", "others")}`,
    digest: (day) => `Your digest of ${day}`,
    figures: {
      calls: (count) => plural(count, "call", "calls"),
      minutes: (count) => plural(count, "minute on the telephone", "minutes on the telephone"),
      missed: (count) => plural(count, "missed call", "missed calls"),
      messages: (count) => plural(count, "message left", "messages left"),
      openMessages: (count) => plural(count, "message to take care of", "messages to take care of"),
    },
    urgent: (count) => `${count} of them urgent`,
    left: "To do",
    nothingLeft: "All messages are taken care of.",
    open: {
      "urgent-message": "Read the message",
      message: "Read the message",
      "missed-call": "See the calls",
      call: "See the call",
      "number-trouble": "See the numbers",
      "limit-near": "See your plan",
      "tests-red": "See the tests",
      "draft-trouble": "See the draft",
      digest: "Open AlloKoli",
    },
    why: "You get this mail because you asked for it on the page “My alerts”.",
    change: "Change my alerts",
    stop: "Stop these mails",
  },
};
