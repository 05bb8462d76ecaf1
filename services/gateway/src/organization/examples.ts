import { EXAMPLE_IDS, EXAMPLE_TIMES } from "@allokoli/shared/http/examples";

/** An organization, for the API's description. */
export const EXAMPLE_ORGANIZATION = {
  id: EXAMPLE_IDS.organization,
  name: "Cabinet des Tilleuls",
  locale: "fr",
  timeZone: "Europe/Paris",
  country: "FR",
  allowsPremiumNumbers: false,
  keepsCallsDays: 365,
  keepsMessagesDays: 365,
  keepsRecordingsDays: 90,
  keepsLogsDays: 365,
  role: "owner",
  ...EXAMPLE_TIMES,
};

/** The beginning of an export. */
export const EXAMPLE_EXPORT = `{"kind":"organization","data":{"id":"${EXAMPLE_IDS.organization}","name":"Cabinet des Tilleuls"}}
{"kind":"assistant","data":{"id":"${EXAMPLE_IDS.assistant}","name":"Secrétariat du cabinet"}}
`;
