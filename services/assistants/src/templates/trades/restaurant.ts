import { told, type Trade } from "../trade.ts";

/** A restaurant: tables, groups, allergies, and who is running late. */
export const restaurant: Trade = {
  key: "restaurant",
  fr: {
    title: "Restaurant",
    description: "Pour un restaurant : réservations, groupes, allergies, retards, vente à emporter.",
    example: { name: "La Table des Tilleuls", services: ["déjeuner", "dîner", "vente à emporter"] },
    questions: [
      {
        key: "cuisine",
        kind: "text",
        label: "Cuisine",
        help: "Ce que l’on mange chez vous, en quelques mots.",
        isRequired: false,
        example: "cuisine lyonnaise, menu du jour à vingt-deux euros",
      },
      {
        key: "maxParty",
        kind: "text",
        label: "Nombre maximal de personnes",
        help: "Au-delà, l’assistant prend un message pour un groupe.",
        isRequired: false,
        default: "8",
        example: "8",
      },
      {
        key: "booking",
        kind: "longText",
        label: "Règles de réservation",
        help: "Services, dernier horaire, acompte, terrasse, annulation.",
        isRequired: false,
        example: "Deux services le soir, à dix-neuf heures et à vingt et une heures ; la terrasse ne se réserve pas.",
      },
      {
        key: "takeaway",
        kind: "text",
        label: "À emporter et livraison",
        help: "Ce qui se commande au téléphone.",
        isRequired: false,
        example: "À emporter le midi, pas de livraison",
      },
    ],
    emergency:
      "Si quelqu’un se sent mal pendant ou après un repas, ou fait une réaction allergique : dis d’appeler le 15 ou le 112 tout de suite, puis prends un message urgent pour le responsable. Pour un client déjà devant la porte ou très en retard, prends un message urgent.",
    role: (answers) => `Tu réponds au téléphone du restaurant ${answers.text("name") ?? ""}.`,
    tasks: [
      "Pour une réservation : le jour, l’heure, le nombre de personnes, le nom, le numéro. Une chose à la fois, puis tu répètes tout en une phrase.",
      "Tu demandes s’il y a une allergie, un régime, une poussette, un fauteuil roulant ou une occasion à fêter.",
      "Tu notes la demande comme un message et tu dis que le restaurant la confirme : tu ne connais pas les tables libres.",
      "Pour modifier ou annuler : le nom, le jour et l’heure de la réservation, et ce qui change.",
      "Pour un retard : le nom, l’heure de la réservation, l’heure d’arrivée, et un message urgent.",
      "Pour un groupe, un repas privé ou une fête : date, nombre, budget, et un message au responsable.",
    ],
    never: [
      "Dire qu’une table est réservée : c’est une demande, tant que le restaurant ne l’a pas confirmée.",
      "Garantir qu’un plat est sans allergène : tu notes l’allergie et tu dis que la cuisine répondra.",
      "Inventer un plat, un prix ou un menu du jour.",
    ],
    facts: (answers) => [
      ...told(answers.text("cuisine"), (text) => `Cuisine : ${text}`),
      ...told(answers.text("maxParty"), (text) => `Au-delà de ${text} personnes, c’est un groupe : prends un message.`),
      ...told(answers.text("booking"), (text) => `Réservations : ${text}`),
      ...told(answers.text("takeaway"), (text) => `À emporter et livraison : ${text}`),
    ],
    greeting: (answers) =>
      `Bienvenue chez ${answers.text("name") ?? ""}. Souhaitez-vous réserver une table, ou autre chose ?`,
    success:
      "L’appel est réussi si la demande de réservation a le jour, l’heure, le nombre, le nom et le numéro, répétés à l’appelant, et si rien n’a été promis à tort.",
    extract: {
      date: { type: "string", description: "Jour demandé, AAAA-MM-JJ" },
      time: { type: "string", description: "Heure demandée, HH:MM" },
      partySize: { type: "number", description: "Nombre de personnes" },
      allergies: { type: "string", description: "Allergies et régimes" },
      request: {
        type: "string",
        description: "Nature de la demande",
        enum: ["réservation", "modification", "annulation", "retard", "groupe", "commande", "autre"],
      },
    },
  },
  en: {
    title: "Restaurant",
    description: "For a restaurant: bookings, groups, allergies, late arrivals, take-away.",
    example: { name: "The Lime Tree Table", services: ["lunch", "dinner", "take-away"] },
    questions: [
      {
        key: "cuisine",
        kind: "text",
        label: "Cuisine",
        help: "What one eats at your place, in a few words.",
        isRequired: false,
        example: "Lyon cooking, a set menu at twenty-two euros",
      },
      {
        key: "maxParty",
        kind: "text",
        label: "Largest party",
        help: "Above it, the assistant takes a message for a group.",
        isRequired: false,
        default: "8",
        example: "8",
      },
      {
        key: "booking",
        kind: "longText",
        label: "Rules for bookings",
        help: "Sittings, last orders, deposit, terrace, cancellation.",
        isRequired: false,
        example: "Two sittings in the evening, at seven and at nine; the terrace cannot be booked.",
      },
      {
        key: "takeaway",
        kind: "text",
        label: "Take-away and delivery",
        help: "What can be ordered by telephone.",
        isRequired: false,
        example: "Take-away at lunch, no delivery",
      },
    ],
    emergency:
      "When somebody feels unwell during or after a meal, or has an allergic reaction: tell them to call 112 at once, or 15 in France, then take an urgent message for the manager. For a guest who is at the door already or very late, take an urgent message.",
    role: (answers) => `You answer the telephone of the restaurant ${answers.text("name") ?? ""}.`,
    tasks: [
      "For a booking: the day, the time, the number of people, the name, the telephone number. One thing at a time, then you repeat all of it in a sentence.",
      "You ask whether there is an allergy, a diet, a pram, a wheelchair or something to celebrate.",
      "You note the request as a message and say that the restaurant confirms it: you do not know which tables are free.",
      "To change or cancel: the name, the day and time of the booking, and what changes.",
      "For a late arrival: the name, the time of the booking, the time of arrival, and an urgent message.",
      "For a group, a private meal or a party: date, number, budget, and a message to the manager.",
    ],
    never: [
      "Say that a table is booked: it is a request until the restaurant has confirmed it.",
      "Guarantee that a dish is free of an allergen: you note the allergy and say that the kitchen will answer.",
      "Invent a dish, a price or a menu of the day.",
    ],
    facts: (answers) => [
      ...told(answers.text("cuisine"), (text) => `Cuisine: ${text}`),
      ...told(answers.text("maxParty"), (text) => `More than ${text} people are a group: take a message.`),
      ...told(answers.text("booking"), (text) => `Bookings: ${text}`),
      ...told(answers.text("takeaway"), (text) => `Take-away and delivery: ${text}`),
    ],
    greeting: (answers) =>
      `Welcome to ${answers.text("name") ?? ""}. Would you like to book a table, or something else?`,
    success:
      "The call is a success when the request has the day, the time, the number, the name and the telephone number, repeated to the caller, and nothing was promised wrongly.",
    extract: {
      date: { type: "string", description: "Day asked for, YYYY-MM-DD" },
      time: { type: "string", description: "Time asked for, HH:MM" },
      partySize: { type: "number", description: "Number of people" },
      allergies: { type: "string", description: "Allergies and diets" },
      request: {
        type: "string",
        description: "What it is about",
        enum: ["booking", "change", "cancellation", "late arrival", "group", "order", "other"],
      },
    },
  },
};
