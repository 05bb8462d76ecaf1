import { z } from "zod";
import { digitsOfArea } from "@allokoli/shared/phone/area-code";
import { ask, basicAuth, FORM, form, type ApiRequest, type ReadRefusal } from "@allokoli/shared/providers/api";
import { ProviderRefused } from "@allokoli/shared/providers/errors";
import type { NumberProvider, NumberType, Offer } from "./provider.ts";
import type { VonageSecret } from "@allokoli/shared/providers/secrets";

const TYPES: Record<NumberType, string> = {
  local: "landline",
  mobile: "mobile-lvn",
  "toll-free": "landline-toll-free",
};
/** Values of Vonage's `search_pattern`. */
const STARTS_WITH = 0;
const CONTAINS = 1;
const MAX_SIZE = 100;
/** Not a status of HTTP: Vonage's code for an action on a number that failed. */
const METHOD_FAILED = 420;

/** Vonage leaves `numbers` out when there are none. */
const Numbers = z.object({
  numbers: z
    .array(
      z.object({
        country: z.string(),
        msisdn: z.string(),
        features: z.array(z.string()).default([]),
        cost: z.string().nullish(),
      }),
    )
    .default([]),
});
const Outcome = z.object({ "error-code": z.literal("200") });
const Refusal = z.object({ "error-code-label": z.string() });
const Balance = z.object({ value: z.number() });

/** https://developer.vonage.com/en/api/numbers. The secret is sent as Basic authentication: a query ends up in logs. */
export function vonage(
  { apiKey, apiSecret }: z.infer<typeof VonageSecret>,
  { VONAGE_BASE_URL }: { VONAGE_BASE_URL: string },
): NumberProvider {
  const authorization = basicAuth(apiKey, apiSecret);
  const to = <Schema extends z.ZodType>(schema: Schema, request: Omit<ApiRequest, "headers">) =>
    ask(
      VONAGE_BASE_URL,
      { ...request, headers: { ...authorization, ...(request.body !== undefined && FORM) } },
      schema,
      reasonOf,
    );
  const change = (path: string, number: string, country: string | null) =>
    to(Outcome, { method: "POST", path, body: form({ country: country ?? undefined, msisdn: toDigits(number) }) });

  const findOwned = async (number: string, country: string | null): Promise<string | undefined> => {
    const query = form({ country: country ?? undefined, pattern: toDigits(number), search_pattern: STARTS_WITH });
    const { numbers } = await to(Numbers, { method: "GET", path: `/account/numbers?${query}` });
    return numbers.some(({ msisdn }) => `+${msisdn}` === number) ? number : undefined;
  };

  return {
    test: async () => void (await to(Balance, { method: "GET", path: "/account/get-balance" })),

    async search({ country, type, areaCode, contains, sms, voice, limit }) {
      const features = [...(sms === true ? ["SMS"] : []), ...(voice === true ? ["VOICE"] : [])].join(",");
      const query = form({
        country,
        type: TYPES[type],
        ...patternOf(country, contains, areaCode),
        features: features === "" ? undefined : features,
        size: Math.min(limit, MAX_SIZE),
      });
      const { numbers } = await to(Numbers, { method: "GET", path: `/number/search?${query}` });
      return numbers.map((one): Offer => ({
        number: `+${one.msisdn}`,
        country: one.country,
        type,
        locality: null,
        region: null,
        capabilities: { voice: one.features.includes("VOICE"), sms: one.features.includes("SMS") },
        // Vonage bills in euros.
        price: one.cost == null ? null : { amount: one.cost, currency: "EUR" },
        requirements: [],
      }));
    },

    async buy({ number, country }) {
      await change("/number/buy", number, country);
      return number;
    },

    // Vonage answers a purchase only when it is done.
    findOrder: async () => ({ state: "none" }),
    cancel: async () => undefined,

    findOwned,

    async release(number, country) {
      await change("/number/cancel", number, country).catch(async (err: unknown) => {
        // Vonage sends it for a number that is not in the account, and for others that it cannot take back.
        const isNotOurs = err instanceof ProviderRefused && err.status === METHOD_FAILED;
        if (!isNotOurs || (await findOwned(number, country)) !== undefined) throw err;
      });
    },
  };
}

function patternOf(country: string, contains: string | undefined, areaCode: string | undefined) {
  if (contains !== undefined) return { pattern: contains, search_pattern: CONTAINS };
  return areaCode === undefined ? {} : { pattern: digitsOfArea(country, areaCode), search_pattern: STARTS_WITH };
}

const toDigits = (number: string) => number.replace(/^\+/, "");

const reasonOf: ReadRefusal = (status, body) => {
  if (status === 401) return { reason: "Vonage does not know this key and secret." };
  const label = Refusal.safeParse(body).data?.["error-code-label"];
  const isGone = status === METHOD_FAILED && label === "method failed";
  return { reason: isGone ? "Vonage does not sell this number any more." : label };
};
