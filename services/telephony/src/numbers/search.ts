import type { Tenant } from "@allokoli/shared/db/tenant";
import type { Log } from "@allokoli/shared/log/log";
import { openAccount } from "@allokoli/shared/providers/account";
import { listSelling, type SellingCredential } from "../credentials/store.ts";
import type { Env } from "../env.ts";
import { ProviderRefused } from "@allokoli/shared/providers/errors";
import { providerOf } from "../providers/provider-of.ts";
import type { NumberSearch } from "../providers/provider.ts";
import type { SearchAnswer, SearchPhoneNumbers } from "./contract.ts";
import { mergeOffers, type Found } from "./offers.ts";
import { findRates } from "./rates.ts";

/** A person is waiting for the result. */
const SEARCH_MS = 8_000;
const MAX_ACCOUNTS = 10;

type Answer = { found: Found; told: SearchAnswer["providers"][number] };

/** Ask every account of the organization for numbers, at once. Failed or late accounts are listed too. */
export async function searchNumbers(
  env: Env,
  system: Tenant,
  input: SearchPhoneNumbers,
  log: Log,
): Promise<SearchAnswer> {
  const credentials = await system.read((tx) => listSelling(tx, system.orgId, MAX_ACCOUNTS + 1));
  const search = toSearch(input);
  const [rates, answers] = await Promise.all([
    findRates(env.ECB_BASE_URL, Date.now()),
    Promise.all(
      credentials.map(async (credential, index) =>
        index < MAX_ACCOUNTS ? ask(env, system.orgId, credential, search, log) : notAsked(credential),
      ),
    ),
  ]);
  return {
    items: mergeOffers(
      answers.map(({ found }) => found),
      input,
      rates,
    ),
    ratesOf: rates?.date ?? null,
    providers: answers.map(({ told }) => told),
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
  credential: SellingCredential,
  search: NumberSearch,
  log: Log,
): Promise<Answer> {
  const { provider } = credential;
  try {
    const account = await openAccount(env, orgId, credential);
    if (account.provider === "sip") throw new Error("a trunk among the accounts that sell");
    const offers = await within(SEARCH_MS, providerOf(account, env).search(search));
    return answerOf(credential, offers, null);
  } catch (err) {
    if (!(err instanceof ProviderRefused)) log.warn("number search failed", { provider, error: nameOf(err) });
    return answerOf(credential, [], err instanceof ProviderRefused ? err.message : "It does not answer at the moment.");
  }
}

const notAsked = (credential: SellingCredential) =>
  answerOf(credential, [], `It was not asked: a search asks the ${MAX_ACCOUNTS} newest accounts.`);

const answerOf = (
  { id: credentialId, provider, name }: SellingCredential,
  offers: Found["offers"],
  message: string | null,
): Answer => ({
  found: { provider, credentialId, offers },
  told: { credentialId, provider, name, state: message === null ? "answered" : "failed", message },
});

const nameOf = (err: unknown) => (err instanceof Error ? err.name : typeof err);

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
