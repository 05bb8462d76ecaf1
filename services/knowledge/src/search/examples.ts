import { EXAMPLE_IDS } from "@allokoli/shared/http/examples";

/** What a question finds, for the API's description. */
export const EXAMPLE_ANSWER = {
  items: [
    {
      score: 0.92,
      text: "Le cabinet est ouvert le samedi de neuf heures à midi.",
      source: { fileId: EXAMPLE_IDS.file, fileName: "horaires.txt", page: null, headings: ["Horaires"] },
    },
  ],
};
