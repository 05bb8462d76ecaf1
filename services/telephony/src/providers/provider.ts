import type { ProviderAddresses } from "../env.ts";
import type { SellingAccount } from "./secrets.ts";
import { telnyx } from "./telnyx.ts";
import { twilio } from "./twilio.ts";
import { vonage } from "./vonage.ts";

export const NUMBER_TYPES = ["local", "mobile", "toll-free"] as const;
export type NumberType = (typeof NUMBER_TYPES)[number];

export type NumberSearch = {
  /** ISO 3166-1 alpha-2. */
  country: string;
  type: NumberType;
  areaCode?: string | undefined;
  locality?: string | undefined;
  /** Digits that the number has next to each other. */
  contains?: string | undefined;
  sms?: boolean | undefined;
  voice?: boolean | undefined;
  limit: number;
};

/** `none` also where purchases are carried out by the time that they are answered. */
export type ProviderOrder = { state: "none" | "under way" } | { state: "turned down"; reason: string };

/** Something that the buyer must have deposited at the provider, and the field of the order that names it. */
export type Requirement = { field: "addressSid" | "requirementGroupId"; description: string };

export type Offer = {
  /** E.164. */
  number: string;
  country: string;
  type: NumberType;
  locality: string | null;
  region: string | null;
  capabilities: { voice: boolean; sms: boolean };
  /** A month; null when the provider does not say. */
  price: { amount: string; currency: string } | null;
  /** What the provider asks of the buyer before it sells the number. */
  requirements: Requirement[];
};

export type Purchase = {
  number: string;
  country: string | null;
  /** Ours, and of this one purchase: by it a provider that keeps orders finds it again. */
  reference: string;
  /** What some countries ask of the buyer, as ids at the provider. */
  addressSid?: string;
  bundleSid?: string;
  requirementGroupId?: string;
};

/** A provider of numbers, for one account. Every function throws `ProviderRefused` or `ProviderUnavailable`. */
export type NumberProvider = {
  /** Resolves when the account can be opened. */
  test(): Promise<void>;
  search(search: NumberSearch): Promise<Offer[]>;
  /** The provider's id of the number, where the answer says it. */
  buy(purchase: Purchase): Promise<string | undefined>;
  /** What became of a purchase that was sent, where the provider keeps orders. */
  findOrder(purchase: Purchase): Promise<ProviderOrder>;
  /** Takes back a purchase that is under way; refuses when it is too late for that. */
  cancel(purchase: Purchase): Promise<void>;
  /** The provider's id of a number that the account has. */
  findOwned(number: string, country: string | null): Promise<string | undefined>;
  /** Resolves also when the account did not have it. */
  release(providerNumberId: string, country: string | null): Promise<void>;
};

export function providerOf(account: SellingAccount, addresses: ProviderAddresses): NumberProvider {
  switch (account.provider) {
    case "twilio":
      return twilio(account.secret, addresses);
    case "telnyx":
      return telnyx(account.secret, addresses);
    case "vonage":
      return vonage(account.secret, addresses);
  }
}
