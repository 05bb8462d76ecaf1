import type { Offer as ProviderOffer } from "../providers/provider.ts";
import { digitsOfArea } from "@allokoli/shared/phone/area-code";
import type { Offer, SearchPhoneNumbers } from "./contract.ts";
import { convert, type Rates } from "./rates.ts";

type Account = Pick<Offer, "provider" | "credentialId">;
export type Found = Account & { offers: ProviderOffer[] };

/**
 * The offers of all accounts as one list, cheapest first in one currency. Each provider filters by what it supports;
 * every offer is checked again here. An offer without a price or a place does not match a search by it.
 */
export function mergeOffers(found: Found[], asked: SearchPhoneNumbers, rates: Rates | undefined): Offer[] {
  const offers = found.flatMap(({ offers: theirs, provider, credentialId }) =>
    theirs.filter((offer) => isAsAsked(offer, asked)).map((offer) => ({ ...offer, provider, credentialId })),
  );
  return once(offers)
    .map((offer): Offer => ({ ...offer, comparablePrice: comparable(offer, asked, rates) }))
    .filter(({ comparablePrice }) => asked.maxPrice === undefined || toAmount(comparablePrice) <= asked.maxPrice)
    .toSorted(byPrice);
}

function isAsAsked(offer: ProviderOffer, asked: SearchPhoneNumbers): boolean {
  const { country, areaCode, contains, locality, capabilities = [] } = asked;
  const digits = offer.number.slice(1);
  return (
    (areaCode === undefined || digits.startsWith(digitsOfArea(country, areaCode))) &&
    (contains === undefined || digits.includes(contains)) &&
    (locality === undefined || (offer.locality !== null && plain(offer.locality) === plain(locality))) &&
    capabilities.every((capability) => offer.capabilities[capability])
  );
}

/** A place, however it is written: Genève, GENEVE. */
const plain = (place: string) =>
  place
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[\s'’-]+/g, " ")
    .trim();

const comparable = ({ price }: ProviderOffer, { currency }: SearchPhoneNumbers, rates: Rates | undefined) =>
  (price && convert(price, currency, rates)) ?? null;

/** Two credentials may belong to the same account. */
const once = <One extends Pick<Offer, "number">>(offers: One[]) => [
  ...new Map(offers.map((offer) => [offer.number, offer])).values(),
];

const toAmount = (price: Offer["comparablePrice"]) =>
  price === null ? Number.POSITIVE_INFINITY : Number(price.amount);

function byPrice(left: Offer, right: Offer): number {
  const [mine, yours] = [toAmount(left.comparablePrice), toAmount(right.comparablePrice)];
  return mine === yours ? (left.number < right.number ? -1 : 1) : mine - yours;
}
