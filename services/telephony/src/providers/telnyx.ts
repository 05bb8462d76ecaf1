import { z } from "zod";
import { areaOf } from "@allokoli/shared/phone/area-code";
import { ask, form, type ApiRequest, type ReadRefusal } from "@allokoli/shared/providers/api";
import { ProviderRefused, ProviderUnavailable } from "@allokoli/shared/providers/errors";
import type { NumberProvider, NumberType, Offer, Purchase, Requirement } from "./provider.ts";
import type { TelnyxSecret } from "@allokoli/shared/providers/secrets";

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
const Owned = z.object({ data: z.array(z.object({ id: z.string(), phone_number: z.string(), status: z.string() })) });
const NumberOrder = z.object({
  status: z.string(),
  requirements_met: z.boolean().nullish(),
  customer_reference: z.string().nullish(),
  sub_number_orders_ids: z.array(z.string()).default([]),
});
type NumberOrder = z.infer<typeof NumberOrder>;
const Requirements = z.object({
  data: z.array(z.object({ regulatory_requirements: z.array(z.object({ name: z.string() })).default([]) })),
});
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
  /** What a country requires of the buyer; if Telnyx does not answer, offers are shown without it. */
  const findRequirements = async (country: string, type: NumberType): Promise<Requirement[]> => {
    const query = form({
      "filter[country_code]": country,
      "filter[phone_number_type]": TYPES[type],
      "filter[action]": "ordering",
    });
    const path = `/v2/regulatory_requirements?${query}`;
    const asked = await to(Requirements, { method: "GET", path }).catch(() => undefined);
    const names = asked?.data.flatMap((one) => one.regulatory_requirements.map(({ name }) => name)) ?? [];
    return [...new Set(names)].map((description) => ({ field: "requirementGroupId", description }));
  };

  const takeBack = async ({ sub_number_orders_ids: parts }: NumberOrder): Promise<void> => {
    for (const id of parts) {
      await to(z.unknown(), { method: "PATCH", path: `/v2/sub_number_orders/${encodeURIComponent(id)}/cancel` });
    }
  };
  const ordersOf = async ({ reference }: Purchase): Promise<NumberOrder[]> => {
    const path = `/v2/number_orders?${form({ "filter[customer_reference]": reference })}`;
    const { data } = await to(z.object({ data: z.array(NumberOrder) }), { method: "GET", path });
    return data.filter((order) => order.customer_reference === reference);
  };

  /** Why an order fails. An order that waits for documents that were not named is cancelled. */
  const findFault = async (
    order: NumberOrder,
    { number, requirementGroupId }: Purchase,
  ): Promise<string | undefined> => {
    if (order.status === "success") return undefined;
    if (order.status !== "pending") return `Telnyx could not deliver ${number}.`;
    if (order.requirements_met !== false || requirementGroupId !== undefined) return undefined;
    await takeBack(order).catch((err: unknown) => {
      // Then the number may still be delivered.
      throw err instanceof ProviderRefused ? new ProviderUnavailable(err.status, err) : err;
    });
    return `Telnyx sells ${number} only with documents: name a requirement group of yours.`;
  };

  const owned = (query: string) => to(Owned, { method: "GET", path: `/v2/phone_numbers?${query}` });

  return {
    test: async () => void (await owned(form({ "page[size]": 1 }))),

    async search({ country, type, areaCode, contains, locality, sms, voice, limit }) {
      const query = new URLSearchParams(
        form({
          "filter[country_code]": country,
          "filter[phone_number_type]": TYPES[type],
          "filter[national_destination_code]": areaCode && areaOf(country, areaCode),
          "filter[phone_number][contains]": contains,
          "filter[locality]": locality,
          "filter[limit]": limit,
        }),
      );
      if (sms === true) query.append("filter[features][]", "sms");
      if (voice === true) query.append("filter[features][]", "voice");
      const [{ data }, requirements] = await Promise.all([
        to(Available, { method: "GET", path: `/v2/available_phone_numbers?${query.toString()}` }),
        findRequirements(country, type),
      ]);
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
          requirements,
        };
      });
    },

    async buy(purchase) {
      const { number, reference, requirementGroupId } = purchase;
      const line = { phone_number: number, requirement_group_id: requirementGroupId };
      const body = JSON.stringify({ phone_numbers: [line], customer_reference: reference });
      const order = z.object({ data: NumberOrder });
      const { data } = await to(order, { method: "POST", path: "/v2/number_orders", body });
      const fault = await findFault(data, purchase);
      if (fault !== undefined) throw new ProviderRefused(422, fault);
      // Telnyx completes an order later; the number's id differs from the id of its line in the order.
      if (data.status !== "success") throw new ProviderUnavailable(202);
      return undefined;
    },

    async findOrder(purchase) {
      const ours = await ordersOf(purchase);
      const order = ours.find(({ status }) => status === "pending" || status === "success") ?? ours[0];
      if (order === undefined) return { state: "none" };
      const reason = await findFault(order, purchase);
      return reason === undefined ? { state: "under way" } : { state: "turned down", reason };
    },

    async cancel(purchase) {
      for (const order of await ordersOf(purchase)) if (order.status === "pending") await takeBack(order);
    },

    /** Telnyx lists a number from the order on, but it takes calls only once it is active. */
    async findOwned(number) {
      const { data } = await owned(form({ "filter[phone_number]": number }));
      return data.find((one) => one.phone_number === number && one.status === "active")?.id;
    },

    async release(id) {
      const path = `/v2/phone_numbers/${encodeURIComponent(id)}`;
      await to(z.unknown(), { method: "DELETE", path }).catch((err: unknown) => {
        if (!(err instanceof ProviderRefused) || err.status !== 404) throw err;
      });
    },
  };
}

const reasonOf: ReadRefusal = (status, body) => {
  if (status === 401) return { reason: "Telnyx does not know this API key." };
  const [first] = Refusal.safeParse(body).data?.errors ?? [];
  return { reason: first?.detail ?? first?.title };
};
