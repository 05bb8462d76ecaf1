import { EXAMPLE_IDS, EXAMPLE_SYNC, EXAMPLE_TIMES, EXAMPLE_VAPI_IDS } from "@allokoli/shared/http/examples";

/** A member of a squad, for the API's description. */
export const EXAMPLE_MEMBER = {
  assistantId: EXAMPLE_IDS.assistant,
  name: "Accueil",
  handoffs: [
    {
      to: EXAMPLE_IDS.secondAssistant,
      when: "L'appelant veut prendre, déplacer ou annuler un rendez-vous.",
      message: "Je vous passe l'agenda.",
    },
  ],
};

export const EXAMPLE_SQUAD = {
  id: EXAMPLE_IDS.squad,
  name: "Accueil et rendez-vous",
  members: [EXAMPLE_MEMBER, { assistantId: EXAMPLE_IDS.secondAssistant, name: "Rendez-vous", handoffs: [] }],
  vapiSquadId: EXAMPLE_VAPI_IDS.squad,
  sync: EXAMPLE_SYNC,
  ...EXAMPLE_TIMES,
};
