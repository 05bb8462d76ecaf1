import type { ProviderName } from "./accounts.ts";

export type NumberType = "local" | "mobile" | "toll-free";
export type StockNumber = {
  /** E.164. */
  number: string;
  country: string;
  type: NumberType;
  locality: string;
  region: string;
  areaCode: string;
  features: ("voice" | "sms")[];
  /** Sold only with an address of the buyer's. */
  needsAddress: boolean;
  monthlyUsd: string;
};

type Area = Omit<StockNumber, "number"> & { prefix: string };

const local = (country: string, prefix: string, areaCode: string, locality: string, region: string): Area => ({
  country,
  prefix,
  areaCode,
  locality,
  region,
  type: "local",
  features: country === "FR" ? ["voice"] : ["voice", "sms"],
  needsAddress: false,
  monthlyUsd: "1.15",
});
const other = (country: string, prefix: string, type: "mobile" | "toll-free"): Area => ({
  country,
  prefix,
  areaCode: "",
  locality: "",
  region: "",
  type,
  features: type === "mobile" ? ["voice", "sms"] : ["voice"],
  // As at the real ones: a French mobile number takes an address in France.
  needsAddress: country === "FR" && type === "mobile",
  monthlyUsd: type === "mobile" ? "3.00" : "25.00",
});

/** French ones are of the ranges that ARCEP keeps for fiction; four digits follow each prefix. */
const AREAS: Area[] = [
  local("FR", "+3319900", "1", "Paris", "Île-de-France"),
  local("FR", "+3326191", "2", "Rennes", "Bretagne"),
  local("FR", "+3335301", "3", "Lille", "Hauts-de-France"),
  local("FR", "+3346571", "4", "Marseille", "Provence-Alpes-Côte d'Azur"),
  local("FR", "+3353649", "5", "Bordeaux", "Nouvelle-Aquitaine"),
  other("FR", "+3363998", "mobile"),
  other("FR", "+3380598", "toll-free"),
  local("BE", "+322790", "2", "Bruxelles", "Bruxelles-Capitale"),
  other("BE", "+3246000", "mobile"),
  local("CH", "+4122555", "22", "Genève", "Genève"),
  local("GB", "+44207946", "20", "London", "England"),
  local("US", "+1212555", "212", "New York", "NY"),
  other("US", "+1800555", "toll-free"),
  local("CA", "+1613555", "613", "Ottawa", "ON"),
];

const PLACES: Record<ProviderName, number> = { twilio: 1, telnyx: 2, vonage: 3 };
const NUMBERS_AN_AREA = 20;

/** All numbers that a provider sells; no two providers sell the same number. */
export const stockOf = (provider: ProviderName): StockNumber[] =>
  AREAS.flatMap(({ prefix, ...area }) =>
    Array.from({ length: NUMBERS_AN_AREA }, (_, index) => ({
      ...area,
      number: `${prefix}${PLACES[provider] * 1000 + index * 37}`,
    })),
  );
