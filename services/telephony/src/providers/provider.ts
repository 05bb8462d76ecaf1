export const NUMBER_TYPES = ["local", "mobile", "toll-free"] as const;
export type NumberType = (typeof NUMBER_TYPES)[number];

export type NumberSearch = {
  /** ISO 3166-1 alpha-2. */
  country: string;
  type: NumberType;
  areaCode?: string | undefined;
  locality?: string | undefined;
  /** Consecutive digits of the number. */
  contains?: string | undefined;
  sms?: boolean | undefined;
  voice?: boolean | undefined;
  limit: number;
};

/** `none` also at providers that answer a purchase only when it is done. */
export type ProviderOrder = { state: "none" | "under way" } | { state: "turned down"; reason: string };

/** Something that the buyer must have registered at the provider, and the field of the order for its id. */
export type Requirement = { field: "addressSid" | "requirementGroupId"; description: string };

export type Offer = {
  /** E.164. */
  number: string;
  country: string;
  type: NumberType;
  locality: string | null;
  region: string | null;
  capabilities: { voice: boolean; sms: boolean };
  /** Per month; null when the provider does not say. */
  price: { amount: string; currency: string } | null;
  /** What the provider requires of the buyer before it sells the number. */
  requirements: Requirement[];
};

export type Purchase = {
  number: string;
  country: string | null;
  /** Our id of this one purchase: a provider that keeps orders finds it by this. */
  reference: string;
  /** What some countries require of the buyer, as ids at the provider. */
  addressSid?: string;
  bundleSid?: string;
  requirementGroupId?: string;
};

/** A provider of numbers, for one account. Every function throws `ProviderRefused` or `ProviderUnavailable`. */
export type NumberProvider = {
  /** Resolves when the account can be opened. */
  test(): Promise<void>;
  search(search: NumberSearch): Promise<Offer[]>;
  /** The provider's id of the number, where the answer has it. */
  buy(purchase: Purchase): Promise<string | undefined>;
  /** The outcome of a purchase that was sent, where the provider keeps orders. */
  findOrder(purchase: Purchase): Promise<ProviderOrder>;
  /** Cancels a purchase that is under way; refuses when it is too late. */
  cancel(purchase: Purchase): Promise<void>;
  /** The provider's id of a number in the account. */
  findOwned(number: string, country: string | null): Promise<string | undefined>;
  /** Resolves also when the number was not in the account. */
  release(providerNumberId: string, country: string | null): Promise<void>;
};
