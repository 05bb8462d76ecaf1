import { z } from "zod";
import { ask, basicAuth, FORM, form, type ApiRequest } from "./api.ts";
import { ProviderRefused } from "./errors.ts";
import type { NumberProvider, NumberType, Offer } from "./provider.ts";
import type { VonageSecret } from "./secrets.ts";

const TYPES: Record<NumberType, string> = {
  local: "landline",
  mobile: "mobile-lvn",
  "toll-free": "landline-toll-free",
};
/** `search_pattern` of Vonage. */
const STARTS_WITH = 0;
const CONTAINS = 1;
const MAX_SIZE = 100;
const NOT_YOURS = 420;

/** Vonage leaves `numbers` out when there is none. */
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

/** https://developer.vonage.com/en/api/numbers. The secret goes as Basic authentication: a query ends up in logs. */
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

  return {
    test: async () => void (await to(Balance, { method: "GET", path: "/account/get-balance" })),

    async search({ country, type, areaCode, contains, sms, voice, limit }) {
      const features = [...(sms === true ? ["SMS"] : []), ...(voice === true ? ["VOICE"] : [])].join(",");
      const query = form({
        country,
        type: TYPES[type],
        pattern: contains ?? areaCode,
        search_pattern: contains === undefined && areaCode === undefined ? undefined : CONTAINS,
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
        needsAddress: false,
      }));
    },

    async buy({ number, country }) {
      await change("/number/buy", number, country);
      return number;
    },

    async findOwned(number, country) {
      const query = form({ country: country ?? undefined, pattern: toDigits(number), search_pattern: STARTS_WITH });
      const { numbers } = await to(Numbers, { method: "GET", path: `/account/numbers?${query}` });
      return numbers.some(({ msisdn }) => `+${msisdn}` === number) ? number : undefined;
    },

    async release(number, country) {
      await change("/number/cancel", number, country).catch((err: unknown) => {
        if (!(err instanceof ProviderRefused) || err.status !== NOT_YOURS) throw err;
      });
    },
  };
}

const toDigits = (number: string) => number.replace(/^\+/, "");

const reasonOf = (status: number, body: unknown) =>
  status === 401 ? "Vonage does not know this key and secret." : Refusal.safeParse(body).data?.["error-code-label"];
