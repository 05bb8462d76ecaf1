/** The trades with a template, by their names in the API's addresses. */
export const TRADE_KEYS = [
  "medical-secretary",
  "doctor",
  "law-firm",
  "restaurant",
  "hotel",
  "estate-agent",
  "hairdresser",
  "garage",
  "craftsman",
  "shop",
] as const;
export type TradeKey = (typeof TRADE_KEYS)[number];
