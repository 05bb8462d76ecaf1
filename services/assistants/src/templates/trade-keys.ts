/** The trades that there are templates of, by the name that they have in addresses. */
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
