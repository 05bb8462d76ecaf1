/** Of the range that is kept for fiction. */
export const EXAMPLE_MOBILE = "+33639981234";
export const EXAMPLE_CODE = "012345";

/** What a member is alerted to, for the API's description. */
export const EXAMPLE_ALERT_SETTINGS = {
  mail: ["urgent-message" as const, "missed-call" as const],
  page: ["urgent-message" as const],
  sms: ["urgent-message" as const],
  includesWords: false,
  digestHour: 8,
  mobile: { number: EXAMPLE_MOBILE, isVerified: true, codeExpiresAt: null },
  smsRefusal: null,
  canSendSms: true,
};

/** What waits for somebody now, and what is new since the page looked last. */
export const EXAMPLE_ATTENTION = {
  openMessages: 3,
  urgentMessages: 1,
  toCallBack: 2,
  liveCalls: 1,
  seenUntil: "01a1f5c0-3b7e-7c22-9d41-0f6a5b8c7d10",
  news: [
    {
      id: "01a1f5c0-3b7e-7c22-9d41-0f6a5b8c7d10",
      kind: "urgent-message" as const,
      at: "2026-11-22T10:00:31.000Z",
      title: "Message urgent de +33 6 12 34 56 78",
      text: null,
      path: "/messages",
    },
  ],
};

/** What a mail's link turns off. */
export const EXAMPLE_UNSUBSCRIPTION = {
  organizationName: "Cabinet des Tilleuls",
  topics: ["missed-call" as const],
  isOn: true,
};
