/** A family of reasons, for the API's description. */
export const EXAMPLE_END_REASON = {
  family: "no_answer",
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
};
