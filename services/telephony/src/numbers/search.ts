import type { Tenant } from "@allokoli/shared/db/tenant";
import type { Log } from "@allokoli/shared/log/log";
import { openAccount } from "../credentials/open.ts";
import { listOpenable, type OpenableCredential } from "../credentials/store.ts";
import type { Env } from "../env.ts";
import { ProviderRefused } from "../providers/errors.ts";
import { providerOf, type NumberSearch, type Offer } from "../providers/provider.ts";
import type { SearchAnswer, SearchPhoneNumbers } from "./contract.ts";

/** A person looks at a spinner meanwhile. */
const SEARCH_MS = 8_000;
const MAX_ACCOUNTS = 10;

type Found = { offers: SearchAnswer["items"]; told: SearchAnswer["providers"][number] };

/** Ask every account of the organization for numbers, at once. Who fails or is late is told beside what the others found. */
export async function searchNumbers(
  env: Env,
  system: Tenant,
  input: SearchPhoneNumbers,
  log: Log,
): Promise<SearchAnswer> {
  const credentials = await system.read((tx) => listOpenable(tx, system.orgId, MAX_ACCOUNTS));
  const search = toSearch(input);
  const found = await Promise.all(credentials.map((credential) => ask(env, system.orgId, credential, search, log)));
  const items = found.flatMap((one) => one?.offers ?? []);
  return {
    items: once(items)
      .filter((offer) => isAffordable(offer, input.maxPrice))
      .toSorted(byPrice),
    providers: found.flatMap((one) => (one === undefined ? [] : [one.told])),
  };
}

function toSearch({
  country,
  type,
  areaCode,
  locality,
  contains,
  capabilities = [],
  limit,
}: SearchPhoneNumbers): NumberSearch {
  const has = { voice: capabilities.includes("voice"), sms: capabilities.includes("sms") };
  return { country, type, areaCode, locality, contains, limit, ...has };
}

async function ask(
  env: Env,
  orgId: string,
  credential: OpenableCredential,
  search: NumberSearch,
  log: Log,
): Promise<Found | undefined> {
  const { id: credentialId, provider, name } = credential;
  if (provider === "sip") return undefined;
  const told = { credentialId, provider, name };
  try {
    const account = await openAccount(env, orgId, credential);
    if (account.provider === "sip") return undefined;
    const offers = await within(SEARCH_MS, providerOf(account, env).search(search));
    return {
      offers: offers.map((offer) => ({ ...offer, provider, credentialId })),
      told: { ...told, state: "answered", message: null },
    };
  } catch (err) {
    if (!(err instanceof ProviderRefused)) log.warn("number search failed", { provider, error: nameOf(err) });
    const message = err instanceof ProviderRefused ? err.message : "It does not answer at the moment.";
    return { offers: [], told: { ...told, state: "failed", message } };
  }
}

const nameOf = (err: unknown) => (err instanceof Error ? err.name : typeof err);

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Two credentials may open the same account. */
const once = (offers: SearchAnswer["items"]) => [...new Map(offers.map((offer) => [offer.number, offer])).values()];

const isAffordable = ({ price }: Pick<Offer, "price">, max: number | undefined) =>
  max === undefined || (price !== null && Number(price.amount) <= max);

const byPrice = (left: SearchAnswer["items"][number], right: SearchAnswer["items"][number]) =>
  priceOf(left) - priceOf(right) || (left.number < right.number ? -1 : 1);
const priceOf = ({ price }: Pick<Offer, "price">) => (price === null ? Number.MAX_VALUE : Number(price.amount));
