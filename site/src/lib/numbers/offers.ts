import { type ApiProblem, asTyped } from "../api/client.ts";
import type { PhoneNumberSearch, SearchPhoneNumbers } from "../api/types.ts";
import type { SearchPhoneNumbersRules } from "../api/rules.ts";
import { m } from "../../paraglide/messages.js";

export type Offer = PhoneNumberSearch["items"][number];
type NumberType = Offer["type"];
type Currency = (typeof SearchPhoneNumbersRules.currency.enum)[number];

export const TYPE_LABELS = {
  local: m.number_type_local,
  mobile: m.number_type_mobile,
  "toll-free": m.number_type_toll_free,
} satisfies Record<NumberType, () => string>;

export type SearchDraft = {
  country: string;
  type: string;
  where: string;
  digits: string;
  max: string;
  account: string;
};

export const readSearch = (query: URLSearchParams, country: string): SearchDraft => {
  const read = (name: string) => query.get(name)?.trim() ?? "";
  return {
    country: read("country") || country,
    type: read("type") || "local",
    where: read("where"),
    digits: read("digits"),
    max: read("max"),
    account: read("account"),
  };
};

const CURRENCY_OF: Record<string, Currency> = { CH: "CHF", LI: "CHF", CA: "CAD", US: "USD", GB: "GBP" };

/** In which an organization of a country counts, among those that prices are compared in. */
export const currencyOf = (country: string): Currency => CURRENCY_OF[country] ?? "EUR";

const bare = (text: string) => text.replaceAll(/[\s.()-]/g, "");

/** A search in the form of the API. Where: digits are the beginning of the number, words a town. */
export function compileSearch({ country, type, where, digits, max }: SearchDraft, currency: Currency) {
  const isArea = /^[\d\s.()-]+$/.test(where);
  return asTyped<SearchPhoneNumbers>({
    country,
    type,
    currency,
    capabilities: ["voice"],
    ...(where !== "" && (isArea ? { areaCode: bare(where) } : { locality: where })),
    ...(digits !== "" && { contains: bare(digits) }),
    ...(max !== "" && { maxPrice: Number(max.replace(",", ".")) }),
    limit: 50,
  });
}

const FIELD_OF: Record<string, keyof SearchDraft> = {
  country: "country",
  type: "type",
  areaCode: "where",
  locality: "where",
  contains: "digits",
  maxPrice: "max",
};
const ERRORS: Partial<Record<keyof SearchDraft, () => string>> = {
  where: m.search_error_where,
  digits: m.search_error_digits,
  max: m.search_error_max,
};

export function tellSearchErrors({ errors = [] }: ApiProblem): Partial<Record<keyof SearchDraft, string>> {
  const told = errors.flatMap(({ path }) => {
    const field = FIELD_OF[path];
    return field === undefined ? [] : [[field, (ERRORS[field] ?? m.error_not_accepted)()] as const];
  });
  return Object.fromEntries(told);
}

/** The search that finds one offer again: its last digits, in its country and kind. */
export const compileLookUp = (number: string, country: string, type: string, currency: Currency) =>
  asTyped<SearchPhoneNumbers>({
    country,
    type,
    currency,
    contains: number.replace(/^\+/, "").slice(-LOOKED_UP_DIGITS),
    limit: 50,
  });

/** Enough to find one number, and few enough that no country's code is among them. */
const LOOKED_UP_DIGITS = 7;
