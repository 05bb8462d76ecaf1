/** The one account that each emulated provider has; docs/telephony.md tells them to whoever develops at home. */
export const ACCOUNTS = {
  twilio: {
    accountSid: "AC00000000000000000000000000000001",
    authToken: "emulated-twilio-auth-token",
    apiKey: "SK00000000000000000000000000000001",
    apiSecret: "emulated-twilio-api-secret",
  },
  telnyx: { apiKey: "KEY_emulated_telnyx" },
  vonage: { apiKey: "abcd1234", apiSecret: "emulated-vonage-secret" },
} as const;

export type ProviderName = keyof typeof ACCOUNTS;

/** The requirement groups of the Telnyx account: one that is approved, and one that is still to be reviewed. */
export const REQUIREMENT_GROUPS = {
  approved: "7f4b1c5e-0000-4000-8000-000000000001",
  underReview: "7f4b1c5e-0000-4000-8000-000000000002",
} as const;
