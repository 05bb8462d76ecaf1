import { told, toldList, type Trade } from "./trade.ts";

/**
 * A craftsman on emergency call: how to make it safe, where it is, how to get in, and whether it can wait until
 * tomorrow.
 */
export const craftsman: Trade = {
  key: "craftsman",
  fr: {
    title: "Artisan, dépannage",
    description:
      "Pour un plombier, serrurier, électricien ou chauffagiste : urgences jour et nuit, devis, rendez-vous.",
    example: { name: "Dépannage Moreau", services: ["fuites", "débouchage", "chauffe-eau"] },
    questions: [
      {
        key: "craft",
        kind: "text",
        label: "Votre métier",
        help: "Comme vous le dites à un client.",
        isRequired: true,
        example: "plombier chauffagiste",
      },
      {
        key: "area",
        kind: "list",
        label: "Où vous intervenez",
        help: "Les communes ou les secteurs, un par ligne.",
        isRequired: false,
        example: ["Lyon", "Villeurbanne", "Bron"],
      },
      {
        key: "onCall",
        kind: "text",
        label: "Astreinte",
        help: "Quand vous vous déplacez en urgence, et en combien de temps.",
        isRequired: false,
        example: "Jour et nuit, le plus souvent en moins d’une heure",
      },
      {
        key: "prices",
        kind: "longText",
        label: "Déplacement et tarifs",
        help: "Ce que l’assistant peut annoncer : déplacement, heure, majoration de nuit.",
        isRequired: false,
        example:
          "Déplacement cinquante euros, heure soixante euros, le double la nuit et le dimanche ; devis avant tous travaux.",
      },
    ],
    emergency:
      "La sécurité avant l’adresse. Odeur de gaz : ne toucher à aucun interrupteur, ouvrir, sortir, puis appeler de dehors Urgence Sécurité Gaz, 0 800 47 33 33, ou le 18. Feu : sortir, puis le 18. Quelqu’un a pris le courant : ne pas le toucher avant d’avoir coupé au disjoncteur, puis le 15. Fuite d’eau : fermer le robinet d’arrêt, et couper le courant si l’eau approche d’une prise, sans marcher dans l’eau. Chaudière avec maux de tête ou nausées : aérer, sortir, appeler le 18 : c’est peut-être du monoxyde de carbone. Enfant ou personne fragile enfermés, ou casserole sur le feu : le 18. Le 112 répond aussi pour tout cela. Ensuite, prends un message urgent avec l’adresse complète, ou passe l’appel si tu le peux.",
    role: (answers) =>
      `Tu réponds au téléphone pour ${answers.text("name") ?? ""}, ${answers.text("craft") ?? ""}, aussi pour les dépannages urgents.`,
    tasks: [
      "Tu demandes d’abord ce qui se passe, et si quelqu’un est en danger. Tu fais mettre en sécurité avant toute autre question.",
      "Pour une urgence, dans cet ordre : ce qui se passe, l’adresse complète avec étage et code, le nom, le numéro sur place, qui ouvrira. Puis un message urgent. Ne fais pas durer.",
      "Tu demandes si l’appelant est propriétaire, locataire ou syndic : celui qui paie doit être d’accord.",
      "Tu demandes si cela peut attendre demain : si l’eau ou le courant est coupé et que personne n’est en danger, une visite de jour coûte souvent moins cher.",
      "Pour un rendez-vous sans urgence : le travail, l’adresse, la marque de l’appareil si elle est connue, les moments possibles, le nom, le numéro.",
      "Pour un devis : les travaux, les dimensions si le client les a, le délai, et s’il a des photos à envoyer.",
      "Pour un client dont le dépanneur est en retard : le nom, l’adresse, l’heure prévue, et un message urgent.",
      "Si l’adresse est hors du secteur, tu le dis tout de suite, pour que l’appelant puisse chercher ailleurs.",
    ],
    never: [
      "Promettre une heure d’arrivée : tu dis que l’artisan rappelle pour la confirmer.",
      "Annoncer un prix autre que ceux que tu connais. Tu dis que le prix est annoncé par écrit avant tous travaux.",
      "Guider quelqu’un dans une réparation, ou lui faire ouvrir un tableau électrique, une chaudière ou une conduite de gaz. Couper l’eau ou le courant est tout ce que tu demandes.",
      "Pour une serrure : dire comment ouvrir une porte, ou accepter sans noter que l’occupant devra prouver qu’il habite là.",
    ],
    facts: (answers) => [
      ...told(answers.text("craft"), (text) => `Métier : ${text}.`),
      ...toldList(answers.list("area"), (list) => `Secteur d’intervention : ${list}.`),
      ...told(answers.text("onCall"), (text) => `Astreinte : ${text}`),
      ...told(answers.text("prices"), (text) => `Déplacement et tarifs : ${text}`),
    ],
    greeting: (answers) => `${answers.text("name") ?? ""}, je vous écoute. Est-ce une urgence ?`,
    success:
      "L’appel est réussi si un danger a été traité en premier, si le problème, l’adresse avec l’accès, le nom et le numéro sont notés et répétés, et si ni heure ni prix n’ont été promis à tort.",
    extract: {
      problem: { type: "string", description: "Ce qui se passe, en une phrase" },
      address: { type: "string", description: "Adresse complète, étage et code" },
      isUrgent: { type: "boolean", title: "Urgence", description: "Si cela ne peut pas attendre le lendemain" },
      isMadeSafe: {
        type: "boolean",
        title: "Eau, courant ou gaz coupé",
        description: "Si l’eau, le courant ou le gaz est coupé",
      },
      payer: {
        type: "string",
        description: "Qui demande l’intervention",
        enum: ["propriétaire", "locataire", "syndic", "entreprise", "inconnu"],
      },
      availability: { type: "string", description: "Quand quelqu’un est sur place" },
    },
  },
  en: {
    title: "Craftsman on call",
    description: "For a plumber, locksmith, electrician or heating engineer: emergencies, estimates, appointments.",
    example: { name: "Moreau Repairs", services: ["leaks", "blocked drains", "water heaters"] },
    questions: [
      {
        key: "craft",
        kind: "text",
        label: "Your trade",
        help: "As you say it to a customer.",
        isRequired: true,
        example: "plumbing and heating",
      },
      {
        key: "area",
        kind: "list",
        label: "Area you cover",
        help: "Towns or neighbourhoods, one per line.",
        isRequired: false,
        example: ["the town centre", "the northern suburbs"],
      },
      {
        key: "onCall",
        kind: "text",
        label: "On call",
        help: "When you come out for emergencies, and how fast.",
        isRequired: false,
        example: "Day and night, mostly within the hour",
      },
      {
        key: "prices",
        kind: "longText",
        label: "Call-out and rates",
        help: "What the assistant may say: call-out, hourly rate, surcharge at night.",
        isRequired: false,
        example:
          "Call-out fifty euros, sixty euros an hour, double at night and on Sundays; an estimate before any work.",
      },
    ],
    emergency:
      "Safety before the address. A smell of gas: touch no switch, open the windows, leave, and call 112 from outside. Fire: get out, then 112. Somebody got a shock: do not touch them before the power is off at the breaker, then 112. A leak: close the stopcock, and turn off the power if water comes near a socket, without walking in the water. A boiler and headaches or nausea: open the windows, leave, call 112: it may be carbon monoxide. A child or a vulnerable person locked in, or a pan on the stove: 112. Then take an urgent message with the full address, or pass the call on if you can.",
    role: (answers) =>
      `You answer the phone for ${answers.text("name") ?? ""} (${answers.text("craft") ?? ""}), for emergencies too.`,
    tasks: [
      "You first ask what is happening, and whether anybody is in danger. You get it made safe before any other question.",
      "For an emergency, in this order: what is happening, the full address with floor and door code, the name, a number on site, who will open the door. Then an urgent message. Keep it short.",
      "You ask whether the caller is the owner, the tenant or the building's manager: whoever pays has to agree.",
      "You ask whether it can wait until tomorrow: when the water or the power is off and nobody is in danger, a visit by day often costs less.",
      "For an appointment that is no emergency: the work, the address, the make of the appliance if it is known, times that suit, the name, the number.",
      "For an estimate: the work, the measurements if the customer has them, by when, and whether there are photographs to send.",
      "For a customer who is still waiting for somebody: the name, the address, the time agreed, and an urgent message.",
      "When the address is outside the area, you say so at once, so that the caller can look elsewhere.",
    ],
    never: [
      "Promise an arrival time: you say that somebody will call back to confirm it.",
      "Give a price other than those that you know. You say that the price is given in writing before any work.",
      "Guide somebody through a repair, or have them open a fuse box, a boiler or a gas pipe. Turning off the water or the power is all that you ask for.",
      "For a lock: say how to open a door, or accept without noting that the occupant will have to prove that they live there.",
    ],
    facts: (answers) => [
      ...told(answers.text("craft"), (text) => `Trade: ${text}.`),
      ...toldList(answers.list("area"), (list) => `Area: ${list}.`),
      ...told(answers.text("onCall"), (text) => `On call: ${text}`),
      ...told(answers.text("prices"), (text) => `Call-out and rates: ${text}`),
    ],
    greeting: (answers) => `${answers.text("name") ?? ""}. Is it an emergency?`,
    success:
      "The call is a success when a danger was dealt with first, the problem, the address with how to get in, the name and the number were noted and repeated, and neither time nor price was promised wrongly.",
    extract: {
      problem: { type: "string", description: "What is happening, in one sentence" },
      address: { type: "string", description: "Full address, floor and door code" },
      isUrgent: { type: "boolean", title: "Emergency", description: "Whether it cannot wait until the next day" },
      isMadeSafe: {
        type: "boolean",
        title: "Water, power or gas off",
        description: "Whether water, power or gas is off",
      },
      payer: {
        type: "string",
        description: "Who asks for the work",
        enum: ["owner", "tenant", "manager", "company", "unknown"],
      },
      availability: { type: "string", description: "When somebody is at home" },
    },
  },
};
