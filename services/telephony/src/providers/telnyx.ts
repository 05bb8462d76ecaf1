import { z } from "zod";
import { ask, form, type ApiRequest } from "./api.ts";
import { ProviderRefused, ProviderUnavailable } from "./errors.ts";
import type { NumberProvider, NumberType, Offer } from "./provider.ts";
import type { TelnyxSecret } from "./secrets.ts";

const TYPES: Record<NumberType, string> = { local: "local", mobile: "mobile", "toll-free": "toll_free" };

const Available = z.object({
  data: z.array(
    z.object({
      phone_number: z.string(),
      region_information: z.array(z.object({ region_type: z.string(), region_name: z.string() })).default([]),
      cost_information: z.object({ monthly_cost: z.string(), currency: z.string() }).nullish(),
      features: z.array(z.object({ name: z.string() })).default([]),
    }),
  ),
});
const Owned = z.object({ data: z.array(z.object({ id: z.string(), phone_number: z.string() })) });
const NumberOrder = z.object({ data: z.object({ status: z.string() }) });
const Refusal = z.object({
  errors: z.array(z.object({ title: z.string().optional(), detail: z.string().optional() })).min(1),
});

/** https://developers.telnyx.com/api/numbers */
export function telnyx(
  { apiKey }: z.infer<typeof TelnyxSecret>,
  { TELNYX_BASE_URL }: { TELNYX_BASE_URL: string },
): NumberProvider {
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
  const to = <Schema extends z.ZodType>(schema: Schema, request: Omit<ApiRequest, "headers">) =>
    ask(TELNYX_BASE_URL, { ...request, headers }, schema, reasonOf);
  const owned = (query: string) => to(Owned, { method: "GET", path: `/v2/phone_numbers?${query}` });

  return {
    test: async () => void (await owned(form({ "page[size]": 1 }))),

    async search({ country, type, areaCode, contains, locality, sms, voice, limit }) {
      const query = new URLSearchParams(
        form({
          "filter[country_code]": country,
          "filter[phone_number_type]": TYPES[type],
          "filter[national_destination_code]": areaCode,
          "filter[phone_number][contains]": contains,
          "filter[locality]": locality,
          "filter[limit]": limit,
        }),
      );
      if (sms === true) query.append("filter[features][]", "sms");
      if (voice === true) query.append("filter[features][]", "voice");
      const { data } = await to(Available, { method: "GET", path: `/v2/available_phone_numbers?${query}` });
      return data.map((one): Offer => {
        const region = (kind: string) =>
          one.region_information.find(({ region_type }) => region_type === kind)?.region_name ?? null;
        const can = (feature: string) => one.features.some(({ name }) => name === feature);
        const cost = one.cost_information;
        return {
          number: one.phone_number,
          country,
          type,
          locality: region("rate_center") ?? region("location"),
          region: region("state"),
          capabilities: { voice: can("voice"), sms: can("sms") },
          price: cost ? { amount: cost.monthly_cost, currency: cost.currency } : null,
          // Telnyx says what a number asks for only when it is ordered.
          needsAddress: false,
        };
      });
    },

    async buy({ number }) {
      const body = JSON.stringify({ phone_numbers: [{ phone_number: number }] });
      const { data } = await to(NumberOrder, { method: "POST", path: "/v2/number_orders", body });
      if (data.status === "failure") throw new ProviderRefused(422, `Telnyx could not deliver ${number}.`);
      // An order is carried out in its own time; the number itself has another id than its line in the order.
      if (data.status !== "success") throw new ProviderUnavailable(202);
      return undefined;
    },

    async findOwned(number) {
      const { data } = await owned(form({ "filter[phone_number]": number }));
      return data.find((one) => one.phone_number === number)?.id;
    },

    async release(id) {
      const path = `/v2/phone_numbers/${encodeURIComponent(id)}`;
      await to(z.unknown(), { method: "DELETE", path }).catch((err: unknown) => {
        if (!(err instanceof ProviderRefused) || err.status !== 404) throw err;
      });
    },
  };
}

function reasonOf(status: number, body: unknown): string | undefined {
  if (status === 401) return "Telnyx does not know this API key.";
  const [first] = Refusal.safeParse(body).data?.errors ?? [];
  return first?.detail ?? first?.title;
}
