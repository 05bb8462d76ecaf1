import { z } from "zod";

/** The value of one euro on a day, in other currencies. */
export type Rates = { date: string; ofEuro: ReadonlyMap<string, number> };

/** https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates */
const PATH = "/stats/eurofxref/eurofxref-daily.xml";
const TIMEOUT_MS = 3_000;
/** The bank sets them once a day. */
const FRESH_MS = 6 * 60 * 60_000;
const MAX_CHARACTERS = 100_000;

/** Plain data, so that requests can share it. */
let remembered: { from: string; rates: Rates; readAt: number } | undefined;

/** The European Central Bank's rates, or the last known ones while it does not answer; undefined without any. */
export async function findRates(baseUrl: string, now: number): Promise<Rates | undefined> {
  const known = remembered?.from === baseUrl ? remembered : undefined;
  if (known !== undefined && now < known.readAt + FRESH_MS) return known.rates;
  const rates = await readRates(new URL(PATH, baseUrl)).catch(() => undefined);
  if (rates === undefined) return known?.rates;
  remembered = { from: baseUrl, rates, readAt: now };
  return rates;
}

async function readRates(url: URL): Promise<Rates | undefined> {
  const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
  const text = await answer.text();
  return answer.ok && text.length <= MAX_CHARACTERS ? parseRates(text) : undefined;
}

/** Undefined when the text is not the bank's. */
export function parseRates(xml: string): Rates | undefined {
  const date = z.iso.date().safeParse(/<Cube\s+time=['"]([^'"]*)['"]/.exec(xml)?.[1]);
  const rates = Array.from(
    xml.matchAll(/<Cube\s+currency=['"]([A-Z]{3})['"]\s+rate=['"](\d+(?:\.\d+)?)['"]/g),
    ([, currency = "", rate]): [string, number] => [currency, Number(rate)],
  ).filter(([, rate]) => rate > 0);
  if (!date.success || rates.length === 0) return undefined;
  return { date: date.data, ofEuro: new Map([["EUR", 1], ...rates]) };
}

export type Price = { amount: string; currency: string };

/** A price in another currency, to the cent; undefined when there is no rate for it. */
export function convert({ amount, currency }: Price, to: string, rates: Rates | undefined): Price | undefined {
  const value = Number(amount);
  if (!Number.isFinite(value)) return undefined;
  const [from, into] = [rates?.ofEuro.get(currency), rates?.ofEuro.get(to)];
  const factor = currency === to ? 1 : from !== undefined && into !== undefined ? into / from : undefined;
  return factor === undefined ? undefined : { amount: (value * factor).toFixed(2), currency: to };
}
