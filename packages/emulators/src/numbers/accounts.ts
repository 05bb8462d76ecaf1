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
