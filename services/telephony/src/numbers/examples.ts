import {
  EXAMPLE_HOURS,
  EXAMPLE_IDS,
  EXAMPLE_SYNC,
  EXAMPLE_TIMES,
  EXAMPLE_VAPI_IDS,
} from "@allokoli/shared/http/examples";

/** A number in use, for the API's description. */
export const EXAMPLE_PHONE_NUMBER = {
  id: EXAMPLE_IDS.phoneNumber,
  name: "Accueil",
  assistantId: EXAMPLE_IDS.assistant,
  squadId: null,
  workflowId: null,
  fallback: { type: "number", number: "+33639981234", message: "Je vous passe le cabinet." },
  hours: {
    ...EXAMPLE_HOURS,
    open: { type: "transfer", number: "+33639981234" },
    closed: { type: "assistant", assistantId: EXAMPLE_IDS.assistant },
  },
  number: "+33199001000",
  country: "FR",
  provider: "twilio",
  credentialId: EXAMPLE_IDS.credential,
  status: "active",
  orderStep: null,
  error: null,
  isBought: true,
  vapiPhoneNumberId: EXAMPLE_VAPI_IDS.phoneNumber,
  sync: EXAMPLE_SYNC,
  ...EXAMPLE_TIMES,
};

export const EXAMPLE_SEARCH = {
  items: [
    {
      number: "+33199001037",
      provider: "twilio",
      credentialId: EXAMPLE_IDS.credential,
      country: "FR",
      type: "local",
      locality: "Paris",
      region: "Île-de-France",
      capabilities: { voice: true, sms: false },
      price: { amount: "1.15", currency: "USD" },
      comparablePrice: { amount: "1.00", currency: "EUR" },
      requirements: [
        {
          field: "addressSid",
          description: "An address in France that is kept at Twilio, and documents that prove it.",
        },
      ],
    },
  ],
  ratesOf: "2026-11-23",
  providers: [
    {
      credentialId: EXAMPLE_IDS.credential,
      provider: "twilio",
      name: "Twilio du cabinet",
      state: "answered",
      message: null,
    },
  ],
};
