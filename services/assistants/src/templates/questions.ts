import type { WeeklyHours } from "@allokoli/shared/hours/contract";
import { DEFAULT_NOTICE, RECORDING_NOTICE } from "./notice.ts";
import type { Question, TemplateLanguage, Trade, Wording } from "./trades/trade.ts";

const WEEK: WeeklyHours = {
  timeZone: "Europe/Paris",
  weekly: [{ days: ["monday", "tuesday", "wednesday", "thursday", "friday"], from: "09:00", to: "18:00" }],
  publicHolidays: "FR",
  exceptions: [],
};

const COMMON: Record<TemplateLanguage, (wording: Wording) => Question[]> = {
  fr: ({ emergency, example }) => [
    {
      key: "name",
      kind: "text",
      label: "Nom de l’établissement",
      help: "Tel que l’assistant doit le dire au téléphone.",
      isRequired: true,
      example: example.name,
    },
    {
      key: "hours",
      kind: "hours",
      label: "Horaires d’ouverture",
      help: "L’assistant les donne, et sait si vous êtes ouverts au moment de l’appel.",
      isRequired: false,
      example: WEEK,
    },
    {
      key: "address",
      kind: "text",
      label: "Adresse et accès",
      help: "Avec ce qui aide à venir : étage, code, parking, arrêt de bus.",
      isRequired: false,
      example: "12 rue des Tilleuls à Lyon, deuxième étage, métro Bellecour",
    },
    {
      key: "services",
      kind: "list",
      label: "Services proposés",
      help: "Un par ligne.",
      isRequired: false,
      example: example.services,
    },
    {
      key: "emergency",
      kind: "longText",
      label: "En cas d’urgence",
      help: "Ce que l’assistant fait et dit quand un appelant est en danger ou ne peut pas attendre. Hors de France, adaptez les numéros.",
      isRequired: false,
      default: emergency,
      example: emergency,
    },
    {
      key: "transferNumber",
      kind: "phone",
      label: "Numéro où passer un appel",
      help: "L’assistant y transfère les appelants qui doivent parler à une personne. Sans numéro, il prend un message. Un numéro court (15, 112) n’aboutit que si l’opérateur de la ligne l’accepte : essayez le transfert une fois.",
      isRequired: false,
      example: "+33123456789",
    },
    {
      key: "aiNotice",
      kind: "text",
      label: "Annonce au début de l’appel",
      help: "Vos mots, tant qu’ils disent à l’appelant qu’il parle à une intelligence artificielle.",
      isRequired: false,
      default: DEFAULT_NOTICE.fr,
      example: DEFAULT_NOTICE.fr,
    },
    {
      key: "recordingNotice",
      kind: "text",
      label: "Annonce de l’enregistrement",
      help: "Remplissez-la pour que les appels soient enregistrés : elle est dite au début, et dit que l’appel est enregistré, à quoi cela sert et comment s’y opposer. Vide, rien n’est enregistré.",
      isRequired: false,
      example: RECORDING_NOTICE.fr,
    },
    {
      key: "more",
      kind: "longText",
      label: "Autre chose à savoir",
      help: "Tarifs, consignes, questions fréquentes : ce que vous diriez à un remplaçant le premier jour.",
      isRequired: false,
      example: "Nous sommes fermés pour travaux la première semaine d’août.",
    },
  ],
  en: ({ emergency, example }) => [
    {
      key: "name",
      kind: "text",
      label: "Name of the business",
      help: "As the assistant should say it on the phone.",
      isRequired: true,
      example: example.name,
    },
    {
      key: "hours",
      kind: "hours",
      label: "Opening hours",
      help: "The assistant gives them, and knows whether you are open at the time of the call.",
      isRequired: false,
      example: WEEK,
    },
    {
      key: "address",
      kind: "text",
      label: "Address and how to get there",
      help: "With anything that helps people find you: floor, door code, parking, bus stop.",
      isRequired: false,
      example: "12 Lime Street, second floor, opposite the station",
    },
    {
      key: "services",
      kind: "list",
      label: "What you offer",
      help: "One per line.",
      isRequired: false,
      example: example.services,
    },
    {
      key: "emergency",
      kind: "longText",
      label: "In an emergency",
      help: "What the assistant does and says when a caller is in danger or cannot wait. Where 112 is not the number to call, put in your own.",
      isRequired: false,
      default: emergency,
      example: emergency,
    },
    {
      key: "transferNumber",
      kind: "phone",
      label: "Number to pass calls on to",
      help: "Where the assistant transfers callers who need to speak to a person. Without a number, it takes a message. A short number (15, 112) connects only if the line’s carrier allows it: try the transfer once.",
      isRequired: false,
      example: "+33123456789",
    },
    {
      key: "aiNotice",
      kind: "text",
      label: "Announcement at the start of a call",
      help: "In your own words, as long as they tell callers that they are speaking to an artificial intelligence.",
      isRequired: false,
      default: DEFAULT_NOTICE.en,
      example: DEFAULT_NOTICE.en,
    },
    {
      key: "recordingNotice",
      kind: "text",
      label: "Announcement of the recording",
      help: "Fill it in to have calls recorded: it is said at the start, and tells callers that the call is recorded, what for, and how to object. Left empty, nothing is recorded.",
      isRequired: false,
      example: RECORDING_NOTICE.en,
    },
    {
      key: "more",
      kind: "longText",
      label: "Anything else to know",
      help: "Prices, rules, frequent questions: what you would tell a temp on their first day.",
      isRequired: false,
      example: "We are closed for building works in the first week of August.",
    },
  ],
};

/** All questions to a business of a trade, in order: the common ones, with the trade's own in the middle. */
export function questionsOf(trade: Trade, language: TemplateLanguage): Question[] {
  const wording = trade[language];
  const common = COMMON[language](wording);
  const ownPlace = common.findIndex(({ key }) => key === "emergency");
  return [...common.slice(0, ownPlace), ...wording.questions, ...common.slice(ownPlace)];
}
