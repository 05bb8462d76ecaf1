import type { EventType } from "@allokoli/shared/events/event-types";
import type { EventData } from "./schemas.ts";

type Described = { [Type in EventType]: { fr: string; en: string; example: EventData<Type> } };

const ID = "0199a1f0-0000-7000-8000-00000000000";
const call = {
  id: `${ID}1`,
  status: "in-progress",
  direction: "inbound",
  assistant: { id: `${ID}2`, name: "Accueil" },
  customer: { number: "+33639981234", name: null },
  phoneNumber: { id: `${ID}3`, number: "+33199001000" },
  startedAt: "2026-11-23T08:00:04.000Z",
  createdAt: "2026-11-23T08:00:00.000Z",
} as const;
const ended = { ...call, status: "ended" } as const;
const about = (seq: number, at: string) => ({ callId: call.id, seq, at });
const assistant = { id: `${ID}2`, name: "Accueil", version: 3 };
const number = { id: `${ID}3`, number: "+33199001000", name: "Standard" };
const named = (last: number, name: string) => ({ id: `${ID}${last}`, name });

/** What each event means, in plain French and English, and what its data looks like. */
export const EVENT_TYPE_WORDS: Described = {
  "call.started": {
    fr: "Un appel a commencé : quelqu’un a décroché.",
    en: "A call began: somebody picked up.",
    example: { ...about(2, "2026-11-23T08:00:04.000Z"), type: "call.started", status: "in-progress", call },
  },
  "call.ended": {
    fr: "Un appel est terminé. Son compte rendu suit, avec call.report.",
    en: "A call is over. Its report follows, as call.report.",
    example: {
      ...about(31, "2026-11-23T08:02:10.000Z"),
      type: "call.ended",
      status: "ended",
      endedReason: "customer-ended-call",
      call: ended,
    },
  },
  "call.report": {
    fr: "Le compte rendu d’un appel : résumé, réussite, coût, durée, données relevées.",
    en: "The report of a call: summary, success, cost, duration, data collected.",
    example: {
      ...about(32, "2026-11-23T08:02:16.000Z"),
      type: "call.report",
      summary: "Mme Fontaine prend rendez-vous lundi à neuf heures.",
      success: true,
      costUsd: 0.14,
      durationMs: 126_000,
      structuredData: { motif: "rendez-vous", jour: "lundi" },
      endedReason: "customer-ended-call",
      call: ended,
    },
  },
  "call.failed": {
    fr: "Un appel s’est terminé par une panne, en plus de call.ended.",
    en: "A call ended with a fault, beside call.ended.",
    example: {
      ...about(3, "2026-11-23T08:00:09.000Z"),
      type: "call.failed",
      status: "ended",
      endedReason: "call.start.error-unconfirmed",
      call: ended,
    },
  },
  "transcript.final": {
    fr: "Une phrase a été dite au téléphone, par l’assistant ou par la personne.",
    en: "A sentence was said on the telephone, by the assistant or by the person.",
    example: {
      ...about(5, "2026-11-23T08:00:12.000Z"),
      type: "transcript.final",
      role: "user",
      text: "Bonjour, c’est pour un rendez-vous.",
      final: true,
      call,
    },
  },
  "tool.called": {
    fr: "L’assistant s’est servi d’une fonction pendant un appel.",
    en: "The assistant used a function in a call.",
    example: {
      ...about(9, "2026-11-23T08:00:30.000Z"),
      type: "tool.called",
      toolCallId: "call_8Jq1",
      name: "prendre_rdv",
      arguments: { jour: "lundi" },
      call,
    },
  },
  "caller-message.taken": {
    fr: "Une personne a laissé un message à l’assistant.",
    en: "A caller left a message with the assistant.",
    example: {
      id: `${ID}c`,
      callId: call.id,
      assistantId: call.assistant.id,
      callerName: "Hugo Lefèvre",
      callerNumber: "+33639981234",
      subject: "Renouvellement d’ordonnance",
      body: "Il me reste trois jours de traitement. Pouvez-vous me rappeler avant mercredi ?",
      isUrgent: false,
    },
  },
  "assistant.created": {
    fr: "Un assistant a été créé et peut répondre.",
    en: "An assistant was made and can answer.",
    example: { ...assistant, version: 1 },
  },
  "assistant.updated": {
    fr: "Un assistant a changé : la nouvelle version répond.",
    en: "An assistant changed: the new version answers.",
    example: assistant,
  },
  "assistant.deleted": { fr: "Un assistant a été supprimé.", en: "An assistant was deleted.", example: assistant },
  "function.created": {
    fr: "Une fonction a été créée et peut servir.",
    en: "A function was made and can be used.",
    example: named(4, "prendre_rdv"),
  },
  "function.updated": { fr: "Une fonction a changé.", en: "A function changed.", example: named(4, "prendre_rdv") },
  "function.deleted": {
    fr: "Une fonction a été supprimée.",
    en: "A function was deleted.",
    example: named(4, "prendre_rdv"),
  },
  "squad.created": {
    fr: "Une équipe d’assistants a été créée.",
    en: "A squad was made.",
    example: named(5, "Accueil et rendez-vous"),
  },
  "squad.updated": {
    fr: "Une équipe d’assistants a changé.",
    en: "A squad changed.",
    example: named(5, "Accueil et rendez-vous"),
  },
  "squad.deleted": {
    fr: "Une équipe d’assistants a été supprimée.",
    en: "A squad was deleted.",
    example: named(5, "Accueil et rendez-vous"),
  },
  "workflow.created": {
    fr: "Un scénario d’appel a été créé et peut servir.",
    en: "A workflow was made and can be used.",
    example: named(6, "Prise de rendez-vous"),
  },
  "workflow.updated": {
    fr: "Un scénario d’appel a changé.",
    en: "A workflow changed.",
    example: named(6, "Prise de rendez-vous"),
  },
  "workflow.deleted": {
    fr: "Un scénario d’appel a été supprimé.",
    en: "A workflow was deleted.",
    example: named(6, "Prise de rendez-vous"),
  },
  "draft.failed": {
    fr: "Un brouillon n’a pas été publié comme prévu. Ce qui répond au téléphone n’a pas changé ; code dit pourquoi.",
    en: "A draft was not published as planned. What answers the telephone has not changed; code says why.",
    example: {
      kind: "assistant",
      id: `${ID}2`,
      name: "Accueil",
      code: "tests_not_passed",
      detail: "Its tests did not pass with this draft: change it, and run them again.",
    },
  },
  "phone-number.created": {
    fr: "Un numéro est à vous et répond.",
    en: "A number is yours and answers.",
    example: number,
  },
  "phone-number.updated": {
    fr: "Un numéro a changé, par exemple qui y répond.",
    en: "A number changed, such as who answers it.",
    example: number,
  },
  "phone-number.deleted": { fr: "Un numéro a été rendu.", en: "A number was released.", example: number },
  "phone-number.failed": {
    fr: "Un numéro n’est pas en service : sa commande ou son réglage a échoué.",
    en: "A number is not in service: its order or its setting failed.",
    example: { ...number, reason: "This number is gone at the voice provider, and with it for good." },
  },
  "telephony-credential.created": {
    fr: "Un compte chez un opérateur a été ajouté.",
    en: "An account at a telephone provider was added.",
    example: named(7, "Twilio du cabinet"),
  },
  "telephony-credential.updated": {
    fr: "Un compte chez un opérateur a changé.",
    en: "An account at a telephone provider changed.",
    example: named(7, "Twilio du cabinet"),
  },
  "file.ready": {
    fr: "Un fichier a été lu : les assistants peuvent s’en servir.",
    en: "A file was read: assistants can use it.",
    example: { ...named(8, "tarifs.pdf"), state: "ready", failureCode: null, passageCount: 12 },
  },
  "file.failed": {
    fr: "Un fichier n’a pas pu être lu ; failureCode dit pourquoi.",
    en: "A file could not be read; failureCode says why.",
    example: { ...named(8, "tarifs.pdf"), state: "failed", failureCode: "password_protected", passageCount: 0 },
  },
  "test-run.ended": {
    fr: "Une série d’essais est terminée.",
    en: "A test run is over.",
    example: {
      id: `${ID}9`,
      suiteId: `${ID}a`,
      endedReason: "completed",
      passed: false,
      attempts: { total: 4, queued: 0, running: 0, passed: 3, failed: 1, skipped: 0, canceled: 0 },
    },
  },
  "journal.day-closed": {
    fr: "Le journal d’un jour est clos : son empreinte, à garder ailleurs, prouve ce que les appels de ce jour contenaient.",
    en: "The journal of a day is closed: its hash, kept elsewhere, proves what the calls of that day contained.",
    example: {
      id: `${ID}d`,
      since: "2026-11-22T23:00:00.000Z",
      until: "2026-11-23T23:00:00.000Z",
      calls: 42,
      previousHash: "0e4b1c7d9a3f5e8b2c6d0a4f7e1b5c9d3a6f0e4b8c2d7a1f5e9b3c6d0a4f8e2b",
      hash: "5d5a0d5e4d8a9f4be9cb8b6f3c0b6f1a7a9d6b2e8c1f4a3b5d7e9f0a1b2c3d4e",
    },
  },
  "test-suite.red": {
    fr: "Des essais prévus ne réussissent plus, alors qu’ils réussissaient, ou n’ont pas pu être lancés.",
    en: "Scheduled tests do not pass any more, though they did before, or could not be begun.",
    example: { id: `${ID}a`, name: "Prise de rendez-vous", runId: `${ID}9`, code: null },
  },
  "limit.near": {
    fr: "Les quatre cinquièmes d’une limite de votre offre sont utilisés, dit une fois par période.",
    en: "Four fifths of a limit of your plan are used, told once a period.",
    example: { limit: { name: "minutesPerMonth", allowed: 1000, used: 812 }, period: "2026-11" },
  },
  "limit.reached": {
    fr: "Une limite de votre offre est atteinte, dite une fois par période.",
    en: "A limit of your plan is reached, told once a period.",
    example: { limit: { name: "minutesPerMonth", allowed: 1000, used: 1000 }, period: "2026-11" },
  },
  "webhook.disabled": {
    fr: "Une adresse à laquelle on ne peut plus rien livrer a été désactivée.",
    en: "An address to which nothing can be delivered any more was disabled.",
    example: { id: `${ID}b`, reason: "The address answered 410: it is gone." },
  },
  ping: {
    fr: "Un essai, demandé par quelqu’un.",
    en: "A try that somebody asked for.",
    example: { id: `${ID}b` },
  },
};
