/** What a member is alerted to, for the API's description. */
export const EXAMPLE_ALERT_SETTINGS = {
  mail: ["urgent-message" as const, "missed-call" as const],
  includesWords: false,
  digestHour: 8,
};

/** What a mail's link turns off. */
export const EXAMPLE_UNSUBSCRIPTION = {
  organizationName: "Cabinet des Tilleuls",
  topics: ["missed-call" as const],
  isOn: true,
};
