/** A template, for the API's description: two of its questions. */
export const EXAMPLE_TEMPLATE = {
  key: "doctor",
  language: "fr",
  title: "Cabinet de médecin",
  description: "Pour un médecin seul : demandes de rendez-vous, visites, messages au docteur, nouveaux patients.",
  questions: [
    {
      key: "name",
      kind: "text",
      label: "Nom de l’établissement",
      help: "Tel que l’assistant doit le dire au téléphone.",
      isRequired: true,
      default: null,
      example: "Cabinet des Tilleuls",
      options: null,
    },
    {
      key: "newPatients",
      kind: "choice",
      label: "Nouveaux patients",
      help: "Acceptez-vous de nouveaux patients en ce moment ?",
      isRequired: false,
      default: "ask",
      example: "ask",
      options: [
        { value: "yes", label: "Oui" },
        { value: "no", label: "Non" },
        { value: "ask", label: "À voir au cas par cas" },
      ],
    },
  ],
  preview: {
    name: "Cabinet des Tilleuls",
    aiNotice: "Vous parlez à une intelligence artificielle.",
    firstMessage: "Cabinet des Tilleuls, bonjour. Que puis-je faire pour vous ?",
    functions: ["takeMessage", "openingHours", "endCall"],
    extracted: [{ name: "motif", type: "string", description: "Pourquoi l’appelant appelle" }],
  },
};
