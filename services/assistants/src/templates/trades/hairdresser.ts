import { told, toldList, type Trade } from "./trade.ts";

/** A hairdresser's: appointments with the right person for the right length, and the test before a colour. */
export const hairdresser: Trade = {
  key: "hairdresser",
  fr: {
    title: "Salon de coiffure",
    description: "Pour un salon de coiffure ou de beauté : rendez-vous, couleurs, retards, tarifs.",
    example: { name: "Salon Camille", services: ["coupe", "couleur", "balayage", "barbe"] },
    questions: [
      {
        key: "stylists",
        kind: "list",
        label: "Coiffeurs et coiffeuses",
        help: "Un par ligne, avec les jours de présence si c’est utile.",
        isRequired: false,
        example: ["Camille", "Théo, du mercredi au samedi"],
      },
      {
        key: "prices",
        kind: "longText",
        label: "Tarifs et durées",
        help: "Ceux que l’assistant peut donner.",
        isRequired: false,
        example:
          "Coupe femme quarante euros, une heure ; coupe homme vingt-cinq euros, une demi-heure ; couleur sur devis.",
      },
      {
        key: "walkIns",
        kind: "choice",
        label: "Sans rendez-vous",
        help: "Peut-on venir sans rendez-vous ?",
        isRequired: false,
        default: "no",
        example: "no",
        options: [
          { value: "yes", label: "Oui" },
          { value: "no", label: "Non" },
        ],
      },
      {
        key: "lateness",
        kind: "text",
        label: "Retard et annulation",
        help: "Votre règle, telle que vous la dites aux clients.",
        isRequired: false,
        example: "Au-delà de quinze minutes de retard, le rendez-vous est reporté ; annulation la veille",
      },
    ],
    emergency:
      "Gonflement du visage, difficulté à respirer ou malaise après une couleur ou un soin : dis d’appeler le 15, ou le 112, tout de suite. Brûlure ou démangeaison qui dure : dis de rincer longuement à l’eau claire et de demander l’avis d’un médecin ou d’un pharmacien, puis prends un message urgent pour le salon.",
    role: (answers) => `Tu réponds au téléphone pour ${answers.text("name") ?? ""}, un salon de coiffure.`,
    tasks: [
      "Pour un rendez-vous : la prestation, avec qui, les jours et heures possibles, le nom, le numéro. Une chose à la fois, puis tu répètes tout.",
      "Tu demandes la longueur des cheveux et si le client est déjà venu : la durée en dépend.",
      "Pour une couleur ou une décoloration : la couleur actuelle et celle souhaitée, si les cheveux sont déjà colorés, et s’il y a déjà eu une allergie. Tu préviens que le salon peut demander un test sur la peau quarante-huit heures avant.",
      "Tu notes la demande comme un message et tu dis que le salon confirme : tu ne connais pas les places libres.",
      "Pour déplacer ou annuler : le nom, le jour et l’heure du rendez-vous, et ce qui conviendrait à la place.",
      "Pour un retard : le nom, l’heure du rendez-vous, de combien, et un message urgent.",
      "Pour un mariage ou une occasion : la date, le nombre de personnes, le lieu, et s’il faut un essai.",
      "Pour un client mécontent : tu écoutes, tu t’excuses que cela ne lui convienne pas, tu notes ce qui ne va pas, et tu dis que le salon rappelle.",
    ],
    never: [
      "Dire qu’un rendez-vous est pris : c’est une demande, tant que le salon ne l’a pas confirmée.",
      "Garantir un résultat de couleur, ou dire qu’un produit est sans danger pour quelqu’un.",
      "Promettre un remboursement, une retouche gratuite ou un prix que tu ne connais pas.",
    ],
    facts: (answers) => [
      ...toldList(answers.list("stylists"), (list) => `Coiffeurs et coiffeuses : ${list}.`),
      ...told(answers.text("prices"), (text) => `Tarifs et durées : ${text}`),
      ...told(answers.text("walkIns"), (choice) =>
        choice === "yes"
          ? "On peut venir sans rendez-vous, avec un peu d’attente."
          : "Le salon ne reçoit que sur rendez-vous.",
      ),
      ...told(answers.text("lateness"), (text) => `Retard et annulation : ${text}`),
    ],
    greeting: (answers) => `${answers.text("name") ?? ""}, je vous écoute. Est-ce pour un rendez-vous ?`,
    success:
      "L’appel est réussi si la prestation, la personne souhaitée, les moments possibles, le nom et le numéro sont notés et répétés, et si rien n’a été promis à tort.",
    extract: {
      service: { type: "string", description: "Prestation demandée" },
      stylist: { type: "string", description: "Coiffeur ou coiffeuse souhaité" },
      availability: { type: "string", description: "Jours et heures qui conviennent" },
      allergies: { type: "string", description: "Allergies signalées" },
      request: {
        type: "string",
        description: "Nature de la demande",
        enum: ["rendez-vous", "déplacement", "annulation", "retard", "réclamation", "autre"],
      },
    },
  },
  en: {
    title: "Hairdresser",
    description: "For a hair or beauty salon: appointments, colours, late arrivals, prices.",
    example: { name: "Camille's Salon", services: ["cut", "colour", "highlights", "beard"] },
    questions: [
      {
        key: "stylists",
        kind: "list",
        label: "Stylists",
        help: "One per line, with their days if that helps.",
        isRequired: false,
        example: ["Camille", "Theo, Wednesday to Saturday"],
      },
      {
        key: "prices",
        kind: "longText",
        label: "Prices and durations",
        help: "Those that the assistant may tell.",
        isRequired: false,
        example: "Women's cut forty euros, an hour; men's cut twenty-five euros, half an hour; colours by estimate.",
      },
      {
        key: "walkIns",
        kind: "choice",
        label: "Without an appointment",
        help: "Can people come without one?",
        isRequired: false,
        default: "no",
        example: "no",
        options: [
          { value: "yes", label: "Yes" },
          { value: "no", label: "No" },
        ],
      },
      {
        key: "lateness",
        kind: "text",
        label: "Lateness and cancellation",
        help: "Your rule, as you tell it to customers.",
        isRequired: false,
        example: "More than fifteen minutes late means another date; cancel the day before",
      },
    ],
    emergency:
      "A swelling face, trouble breathing or faintness after a colour or a treatment: say to call 112 at once. A burn or an itch that lasts: say to rinse for a long time with clean water and to ask a doctor or a pharmacist, then take an urgent message for the salon.",
    role: (answers) => `You answer the phone for ${answers.text("name") ?? ""}, a hair salon.`,
    tasks: [
      "For an appointment: the service, who with, days and times that suit, the name, the number. One thing at a time, then you repeat all of it.",
      "You ask how long the hair is and whether the customer has been before: how long it takes depends on that.",
      "For a colour or a bleach: the colour now and the one that they want, whether the hair is coloured already, and whether they have ever had an allergy. You say that the salon may ask for a skin test forty-eight hours before.",
      "You note the request as a message and say that the salon confirms it: you do not know which times are free.",
      "To move or cancel: the name, the day and time of the appointment, and what would suit instead.",
      "For a late arrival: the name, the time of the appointment, how late, and an urgent message.",
      "For a wedding or another occasion: the date, how many people, where, and whether a trial is wanted.",
      "For an unhappy customer: you listen, say sorry that they are not pleased, note what is wrong, and say that the salon calls back.",
    ],
    never: [
      "Say that an appointment is made: it is a request until the salon has confirmed it.",
      "Guarantee how a colour will turn out, or say that a product is safe for somebody.",
      "Promise a refund, a free correction or a price that you do not know.",
    ],
    facts: (answers) => [
      ...toldList(answers.list("stylists"), (list) => `Stylists: ${list}.`),
      ...told(answers.text("prices"), (text) => `Prices and durations: ${text}`),
      ...told(answers.text("walkIns"), (choice) =>
        choice === "yes"
          ? "People can come without an appointment, with a short wait."
          : "The salon sees people by appointment only.",
      ),
      ...told(answers.text("lateness"), (text) => `Lateness and cancellation: ${text}`),
    ],
    greeting: (answers) => `${answers.text("name") ?? ""}. Would you like an appointment?`,
    success:
      "The call is a success when the service, who with, the times that suit, the name and the number were noted and repeated, and nothing was promised wrongly.",
    extract: {
      service: { type: "string", description: "Service asked for" },
      stylist: { type: "string", description: "Stylist asked for" },
      availability: { type: "string", description: "Days and times that suit" },
      allergies: { type: "string", description: "Allergies that were mentioned" },
      request: {
        type: "string",
        description: "What it is about",
        enum: ["appointment", "change", "cancellation", "late arrival", "complaint", "other"],
      },
    },
  },
};
