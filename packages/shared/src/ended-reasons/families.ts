/** What a person reads about a family of reasons: what happened, and what to do. */
export type FamilyWords = { title: string; sentence: string; advice: string };

/** The families of the reasons for a call's end, Vapi's and our own, in plain French and English. */
export const ENDED_FAMILIES = {
  caller_hung_up: {
    fr: {
      title: "L’appelant a raccroché",
      sentence: "La personne au bout du fil a mis fin à l’appel.",
      advice:
        "Rien à faire. Si cela arrive dès les premières secondes, écoutez l’accueil : il est peut-être trop long.",
    },
    en: {
      title: "The caller hung up",
      sentence: "The person on the line ended the call.",
      advice: "Nothing to do. When it happens within seconds, listen to the greeting: it may be too long.",
    },
  },
  assistant_hung_up: {
    fr: {
      title: "L’assistant a raccroché",
      sentence: "L’assistant a conclu la conversation et mis fin à l’appel.",
      advice:
        "Rien à faire. S’il raccroche trop tôt, revoyez ses phrases de fin et la consigne qui lui permet de raccrocher.",
    },
    en: {
      title: "The assistant hung up",
      sentence: "The assistant concluded the conversation and ended the call.",
      advice: "Nothing to do. When it hangs up too early, look at its closing phrases and at what lets it end a call.",
    },
  },
  transferred: {
    fr: {
      title: "Appel transféré",
      sentence: "L’appel a été passé à une autre personne ou à un autre numéro.",
      advice: "Rien à faire : la suite de la conversation n’est plus suivie ici.",
    },
    en: {
      title: "Call transferred",
      sentence: "The call was passed on to somebody else, or to another number.",
      advice: "Nothing to do: the rest of the conversation is not followed here.",
    },
  },
  transfer_failed: {
    fr: {
      title: "Transfert impossible",
      sentence: "L’appel devait être passé à quelqu’un qui n’a pas décroché ou n’était pas joignable.",
      advice: "Vérifiez le numéro de transfert, et prévoyez ce que l’assistant fait quand personne ne répond.",
    },
    en: {
      title: "Transfer failed",
      sentence: "The call was to be passed on to somebody who did not answer or could not be reached.",
      advice: "Check the number that it is transferred to, and say what the assistant does when nobody answers.",
    },
  },
  no_answer: {
    fr: {
      title: "Pas de réponse",
      sentence: "La personne appelée n’a pas décroché, ou sa ligne était occupée.",
      advice: "Rappelez à un autre moment.",
    },
    en: {
      title: "No answer",
      sentence: "The person called did not pick up, or the line was busy.",
      advice: "Call again at another time.",
    },
  },
  voicemail: {
    fr: {
      title: "Répondeur",
      sentence: "Un répondeur a pris l’appel.",
      advice: "Rappelez à un autre moment, ou donnez à l’assistant un message à y laisser.",
    },
    en: {
      title: "Voicemail",
      sentence: "An answering machine took the call.",
      advice: "Call again at another time, or give the assistant a message to leave.",
    },
  },
  silence: {
    fr: {
      title: "Silence",
      sentence: "Plus personne ne parlait, ou aucun son n’arrivait de l’appelant.",
      advice: "Rien à faire si c’est rare. Sinon, allongez le silence admis dans les réglages de l’assistant.",
    },
    en: {
      title: "Nobody spoke",
      sentence: "Nobody spoke any more, or no sound came from the caller.",
      advice: "Nothing to do when it is rare. Otherwise allow a longer silence in the assistant’s settings.",
    },
  },
  time_limit: {
    fr: {
      title: "Durée maximale atteinte",
      sentence: "L’appel a duré aussi longtemps que l’assistant le permet.",
      advice: "Augmentez la durée maximale si vos conversations en ont besoin.",
    },
    en: {
      title: "Longest duration reached",
      sentence: "The call lasted as long as the assistant allows.",
      advice: "Allow more time if your conversations need it.",
    },
  },
  canceled: {
    fr: {
      title: "Annulé",
      sentence: "Quelqu’un de votre organisation a annulé ou supprimé l’appel.",
      advice: "Rien à faire.",
    },
    en: {
      title: "Canceled",
      sentence: "Somebody of your organization canceled or deleted the call.",
      advice: "Nothing to do.",
    },
  },
  blocked: {
    fr: {
      title: "Numéro bloqué",
      sentence: "Votre organisation bloque ce numéro : l’appel n’a pas été pris.",
      advice: "Rien à faire. Pour laisser passer cette personne, débloquez son numéro.",
    },
    en: {
      title: "Blocked number",
      sentence: "Your organization blocks this number: the call was not taken.",
      advice: "Nothing to do. To let this person through, unblock the number.",
    },
  },
  number_refused: {
    fr: {
      title: "Numéro refusé",
      sentence: "L’opérateur a refusé ce numéro : il n’existe pas, ou ne peut pas être appelé d’ici.",
      advice: "Vérifiez le numéro, et si votre opérateur permet d’appeler ce pays.",
    },
    en: {
      title: "Number refused",
      sentence: "The carrier refused the number: it does not exist, or cannot be called from here.",
      advice: "Check the number, and whether your carrier lets you call that country.",
    },
  },
  carrier: {
    fr: {
      title: "Panne de l’opérateur",
      sentence: "La ligne n’a pas pu être établie, ou a été coupée par le réseau téléphonique.",
      advice: "Réessayez. Si cela dure, vérifiez le compte de votre opérateur et la configuration de votre ligne SIP.",
    },
    en: {
      title: "Carrier failure",
      sentence: "The line could not be set up, or the telephone network cut it.",
      advice: "Try again. If it lasts, check your carrier’s account and the settings of your SIP line.",
    },
  },
  voice: {
    fr: {
      title: "Panne de la voix",
      sentence: "Le service qui donne sa voix à l’assistant n’a pas répondu.",
      advice: "Réessayez dans quelques minutes. Si cela dure, choisissez une autre voix.",
    },
    en: {
      title: "Voice failure",
      sentence: "The service that gives the assistant its voice did not answer.",
      advice: "Try again in a few minutes. If it lasts, choose another voice.",
    },
  },
  model: {
    fr: {
      title: "Panne du modèle",
      sentence: "Le modèle de langage de l’assistant n’a pas répondu.",
      advice: "Réessayez dans quelques minutes. Si cela dure, choisissez un autre modèle.",
    },
    en: {
      title: "Model failure",
      sentence: "The assistant’s language model did not answer.",
      advice: "Try again in a few minutes. If it lasts, choose another model.",
    },
  },
  transcriber: {
    fr: {
      title: "Panne de la transcription",
      sentence: "Le service qui transcrit la parole n’a pas répondu.",
      advice: "Réessayez dans quelques minutes. Si cela dure, choisissez un autre service de transcription.",
    },
    en: {
      title: "Transcription failure",
      sentence: "The service that turns speech into text did not answer.",
      advice: "Try again in a few minutes. If it lasts, choose another transcriber.",
    },
  },
  provider_account: {
    fr: {
      title: "Compte d’un fournisseur",
      sentence: "Un fournisseur (voix, modèle ou transcription) a refusé : accès, crédit ou quota.",
      advice: "Choisissez une autre voix ou un autre modèle en attendant, et prévenez-nous.",
    },
    en: {
      title: "A provider’s account",
      sentence: "A provider (voice, model or transcription) refused: access, credit or quota.",
      advice: "Choose another voice or model for the time being, and tell us.",
    },
  },
  configuration: {
    fr: {
      title: "Réglage à corriger",
      sentence:
        "Un réglage de l’assistant n’est pas accepté : une voix, un modèle ou une fonction qui n’existe pas ou plus.",
      advice: "Ouvrez l’assistant, vérifiez sa voix, son modèle et ses fonctions, et enregistrez-le.",
    },
    en: {
      title: "A setting to mend",
      sentence:
        "One of the assistant’s settings is not accepted: a voice, a model or a function that is not there, or no longer.",
      advice: "Open the assistant, check its voice, its model and its functions, and save it.",
    },
  },
  no_assistant: {
    fr: {
      title: "Personne pour répondre",
      sentence: "Aucun assistant n’a pu être trouvé pour prendre l’appel.",
      advice: "Vérifiez que le numéro a un assistant, et que ses horaires en désignent un.",
    },
    en: {
      title: "Nobody to answer",
      sentence: "No assistant could be found to take the call.",
      advice: "Check that the number has an assistant, and that its opening hours name one.",
    },
  },
  plan_limit: {
    fr: {
      title: "Limite du service vocal",
      sentence: "Le service vocal a refusé l’appel : trop d’appels à la fois, ou crédit épuisé.",
      advice: "Réessayez dans un moment. Si cela dure, prévenez-nous.",
    },
    en: {
      title: "Limit of the voice service",
      sentence: "The voice service refused the call: too many at once, or its credit is used up.",
      advice: "Try again in a moment. If it lasts, tell us.",
    },
  },
  voice_service: {
    fr: {
      title: "Panne du service vocal",
      sentence: "Le service qui porte l’appel a eu une défaillance.",
      advice: "Réessayez. Si cela dure, prévenez-nous en donnant l’identifiant de l’appel.",
    },
    en: {
      title: "Voice service failure",
      sentence: "The service that carries the call failed.",
      advice: "Try again. If it lasts, tell us with the call’s id.",
    },
  },
  unknown: {
    fr: {
      title: "Autre raison",
      sentence: "L’appel s’est terminé pour une raison que nous ne connaissons pas encore.",
      advice: "Si cela se répète, prévenez-nous en donnant l’identifiant de l’appel.",
    },
    en: {
      title: "Another reason",
      sentence: "The call ended for a reason that we do not know yet.",
      advice: "If it happens again, tell us with the call’s id.",
    },
  },
} as const satisfies Record<string, { fr: FamilyWords; en: FamilyWords }>;

/** The key of a family, such as `caller_hung_up`. */
export type EndedFamily = keyof typeof ENDED_FAMILIES;

/** The call did not end as people ended it: something of ours, of a supplier or of the line failed. */
export const FAULTS: readonly EndedFamily[] = [
  "number_refused",
  "carrier",
  "voice",
  "model",
  "transcriber",
  "provider_account",
  "configuration",
  "no_assistant",
  "plan_limit",
  "voice_service",
];
