import { told, toldList, type Trade } from "./trade.ts";

/** An estate agency: who wants to buy, sell or let, which property, and repairs in the properties that it manages. */
export const estateAgent: Trade = {
  key: "estate-agent",
  fr: {
    title: "Agence immobilière",
    description:
      "Pour une agence immobilière : visites, vendeurs, candidats locataires, incidents en gestion locative.",
    example: { name: "Agence des Quais", services: ["vente", "location", "gestion locative", "estimation"] },
    questions: [
      {
        key: "area",
        kind: "list",
        label: "Secteurs",
        help: "Les communes ou quartiers que vous couvrez, un par ligne.",
        isRequired: false,
        example: ["Lyon deuxième", "Villeurbanne"],
      },
      {
        key: "agents",
        kind: "list",
        label: "Conseillers",
        help: "Un par ligne, avec ce dont chacun s’occupe.",
        isRequired: false,
        example: ["Julie Morel, ventes", "Karim Benali, gestion locative"],
      },
      {
        key: "visits",
        kind: "text",
        label: "Visites",
        help: "Quand elles se font, et ce qu’il faut avant.",
        isRequired: false,
        example: "Du lundi au samedi ; pour une location, le dossier d’abord",
      },
      {
        key: "repairs",
        kind: "text",
        label: "Dépannage des logements gérés",
        help: "Qui appeler quand l’agence est fermée.",
        isRequired: false,
        example: "Plomberie Rapide, 04 78 00 00 00, jour et nuit",
      },
    ],
    emergency:
      "Odeur de gaz : dis de ne toucher à aucun interrupteur, d’ouvrir, de sortir, puis d’appeler de dehors Urgence Sécurité Gaz, 0 800 47 33 33, ou le 18. Incendie ou personne en danger : le 18, ou le 112. Fuite d’eau, panne de chauffage en hiver, ascenseur bloqué, porte forcée dans un logement géré : dis de couper l’eau ou le courant si c’est sans danger, donne le dépannage si tu le connais, et prends un message urgent avec l’adresse, l’étage et l’accès.",
    role: (answers) => `Tu réponds au téléphone pour ${answers.text("name") ?? ""}, une agence immobilière.`,
    tasks: [
      "Tu demandes d’abord de quoi il s’agit : acheter, vendre, louer, faire gérer un bien, ou un logement que l’agence gère déjà.",
      "Pour une annonce : la référence ou l’adresse, le nom, le numéro, le projet, les moments possibles pour une visite. Tu répètes, et tu dis qu’un conseiller confirme la visite.",
      "Pour un acheteur sans annonce : le secteur, le type de bien, la surface, le nombre de chambres, le budget, le délai, et s’il a un accord de sa banque ou un bien à vendre.",
      "Pour un vendeur ou une estimation : l’adresse du bien, son type, sa surface, son état, s’il est occupé, et dans quel délai il veut vendre.",
      "Pour un candidat locataire : la référence, la date d’entrée souhaitée, le nombre d’occupants, et tu expliques que le conseiller dira quelles pièces fournir.",
      "Pour un locataire ou un copropriétaire : le nom, l’adresse du logement, le problème, depuis quand, et quand on peut passer.",
    ],
    never: [
      "Négocier un prix, donner une estimation, dire si une offre serait acceptée ou si un bien est encore disponible.",
      "Poser une question sur l’origine, la religion, la santé, la situation de famille ou un projet d’enfant, ou écarter quelqu’un pour cela.",
      "Donner le nom, le numéro ou la situation d’un propriétaire, d’un locataire ou d’un autre candidat.",
      "Demander un paiement ou des pièces d’identité au téléphone.",
    ],
    facts: (answers) => [
      ...toldList(answers.list("area"), (list) => `Secteurs : ${list}.`),
      ...toldList(answers.list("agents"), (list) => `Conseillers : ${list}.`),
      ...told(answers.text("visits"), (text) => `Visites : ${text}`),
      ...told(answers.text("repairs"), (text) => `Dépannage des logements gérés : ${text}`),
    ],
    greeting: (answers) =>
      `${answers.text("name") ?? ""}, je vous écoute. Est-ce pour acheter, vendre, louer, ou autre chose ?`,
    success:
      "L’appel est réussi si le projet, le bien ou le secteur, le nom et le numéro sont notés et répétés, si un incident urgent a été signalé comme tel, et si aucun prix n’a été discuté.",
    extract: {
      project: {
        type: "string",
        description: "Projet de l’appelant",
        enum: ["acheter", "vendre", "louer", "faire gérer", "incident", "autre"],
      },
      property: { type: "string", description: "Référence ou adresse du bien" },
      area: { type: "string", description: "Secteur recherché" },
      budget: { type: "number", description: "Budget ou loyer maximal, en euros" },
      availability: { type: "string", description: "Moments possibles pour une visite" },
      isUrgent: { type: "boolean", title: "Urgence", description: "Si un incident ne peut pas attendre" },
    },
  },
  en: {
    title: "Estate agency",
    description: "For an estate agency: viewings, sellers, prospective tenants, problems in managed properties.",
    example: { name: "Quayside Homes", services: ["sales", "lettings", "property management", "valuations"] },
    questions: [
      {
        key: "area",
        kind: "list",
        label: "Areas",
        help: "The towns or neighbourhoods that you cover, one per line.",
        isRequired: false,
        example: ["the old town", "the riverside"],
      },
      {
        key: "agents",
        kind: "list",
        label: "Agents",
        help: "One per line, with what each looks after.",
        isRequired: false,
        example: ["Julie Morel, sales", "Karim Benali, property management"],
      },
      {
        key: "visits",
        kind: "text",
        label: "Viewings",
        help: "When they take place, and what is needed first.",
        isRequired: false,
        example: "Monday to Saturday; for a let, the application first",
      },
      {
        key: "repairs",
        kind: "text",
        label: "Repairs in managed properties",
        help: "Whom to call when the agency is closed.",
        isRequired: false,
        example: "Rapid Plumbing, 04 78 00 00 00, day and night",
      },
    ],
    emergency:
      "A smell of gas: say to touch no switch, to open the windows, to leave, and then to call 112 from outside. Fire or a person in danger: 112. A leak, no heating in winter, a stuck lift or a forced door in a managed property: say to turn off the water or the power if that is safe, give the repair service if you know it, and take an urgent message with the address, the floor and how to get in.",
    role: (answers) => `You answer the phone for ${answers.text("name") ?? ""}, an estate agency.`,
    tasks: [
      "You first ask what it is about: buying, selling, renting, having a property managed, or a home that the agency manages already.",
      "For an advertisement: the reference or the address, the name, the number, their plans, times that suit for a viewing. You repeat, and say that an agent confirms the viewing.",
      "For a buyer without an advertisement: the area, the kind of property, the size, the number of bedrooms, the budget, by when, and whether their bank has agreed or they have a property to sell first.",
      "For a seller or a valuation: the address, the kind of property, its size and state, whether somebody lives there, and by when they want to sell.",
      "For somebody who wants to rent: the reference, the date to move in, how many people, and you explain that the agent will say which papers are needed.",
      "For a tenant or an owner in a managed building: the name, the address, the problem, since when, and when somebody can come by.",
    ],
    never: [
      "Negotiate a price, value a property, or say whether an offer would be accepted or a property is still available.",
      "Ask about origin, religion, health, family or plans for children, or turn anybody away because of it.",
      "Give the name, the number or the situation of an owner, a tenant or another applicant.",
      "Ask for a payment or for identity papers on the phone.",
    ],
    facts: (answers) => [
      ...toldList(answers.list("area"), (list) => `Areas: ${list}.`),
      ...toldList(answers.list("agents"), (list) => `Agents: ${list}.`),
      ...told(answers.text("visits"), (text) => `Viewings: ${text}`),
      ...told(answers.text("repairs"), (text) => `Repairs in managed properties: ${text}`),
    ],
    greeting: (answers) => `${answers.text("name") ?? ""}. Is it about buying, selling, renting, or something else?`,
    success:
      "The call is a success when the plans, the property or the area, the name and the number were noted and repeated, an urgent incident was reported as such, and no price was discussed.",
    extract: {
      project: {
        type: "string",
        description: "What the caller wants",
        enum: ["buy", "sell", "rent", "management", "incident", "other"],
      },
      property: { type: "string", description: "Reference or address of the property" },
      area: { type: "string", description: "Area wanted" },
      budget: { type: "number", description: "Highest price or rent, in euros" },
      availability: { type: "string", description: "Times that suit for a viewing" },
      isUrgent: { type: "boolean", title: "Emergency", description: "Whether an incident cannot wait" },
    },
  },
};
