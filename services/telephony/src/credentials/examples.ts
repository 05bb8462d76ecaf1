import { EXAMPLE_IDS, EXAMPLE_SYNC, EXAMPLE_TIMES } from "@allokoli/shared/http/examples";

/** An account at a telephone provider as it is shown, for the API's description. */
export const EXAMPLE_CREDENTIAL = {
  id: EXAMPLE_IDS.credential,
  provider: "twilio",
  name: "Twilio du cabinet",
  masked: { accountSid: "••••0001", authToken: "••••oken" },
  sync: EXAMPLE_SYNC,
  ...EXAMPLE_TIMES,
};
