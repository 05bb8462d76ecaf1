import { z } from "zod";
import { digitsOfArea } from "@allokoli/shared/phone/area-code";
import { ask, basicAuth, FORM, form, type ApiRequest, type ReadRefusal } from "@allokoli/shared/providers/api";
import { ProviderRefused } from "@allokoli/shared/providers/errors";
import type { NumberProvider, NumberSearch, NumberType, Offer, Requirement } from "./provider.ts";
import type { TwilioSecret } from "@allokoli/shared/providers/secrets";

const KINDS: Record<NumberType, string> = { local: "Local", mobile: "Mobile", "toll-free": "TollFree" };
/** Countries with area codes at Twilio; elsewhere an area is the beginning of the number. */
const WITH_AREA_CODES = new Set(["US", "CA"]);

const Available = z.object({
  available_phone_numbers: z.array(
    z.object({
      phone_number: z.string(),
      locality: z.string().nullish(),
      region: z.string().nullish(),
      iso_country: z.string(),
      address_requirements: z.string().nullish(),
      capabilities: z.object({ voice: z.boolean().nullish(), SMS: z.boolean().nullish() }),
    }),
  ),
});
const Incoming = z.object({ sid: z.string(), phone_number: z.string() });
const Owned = z.object({ incoming_phone_numbers: z.array(Incoming) });
const Prices = z.object({
  phone_number_prices: z.array(z.object({ number_type: z.string(), current_price: z.string() })),
  price_unit: z.string(),
});
const Refusal = z.object({ message: z.string() });

/** https://www.twilio.com/docs/phone-numbers/api */
export function twilio(
  secret: z.infer<typeof TwilioSecret>,
  addresses: { TWILIO_BASE_URL: string; TWILIO_PRICING_BASE_URL: string },
): NumberProvider {
  const authorization =
    "authToken" in secret ? basicAuth(secret.accountSid, secret.authToken) : basicAuth(secret.apiKey, secret.apiSecret);
  const root = `/2010-04-01/Accounts/${secret.accountSid}`;
  const to = <Schema extends z.ZodType>(
    schema: Schema,
    request: Omit<ApiRequest, "headers">,
    base = addresses.TWILIO_BASE_URL,
  ) =>
    ask(base, { ...request, headers: { ...authorization, ...(request.body !== undefined && FORM) } }, schema, reasonOf);

  /** Twilio has prices by country and type in a separate API; if it fails, offers are shown without a price. */
  const findPrice = async (country: string, type: NumberType): Promise<Offer["price"]> => {
    const path = `/v1/PhoneNumbers/Countries/${country}`;
    const prices = await to(Prices, { method: "GET", path }, addresses.TWILIO_PRICING_BASE_URL).catch(() => undefined);
    const name = type.replace("-", " ");
    const price = prices?.phone_number_prices.find(({ number_type }) => number_type === name);
    return price && prices ? { amount: price.current_price, currency: prices.price_unit } : null;
  };

  return {
    // Not the account itself: a standard API key may not read it.
    test: async () => void (await to(Owned, { method: "GET", path: `${root}/IncomingPhoneNumbers.json?PageSize=1` })),

    async search(search) {
      const path = `${root}/AvailablePhoneNumbers/${search.country}/${KINDS[search.type]}.json?${form(queryOf(search))}`;
      const [found, price] = await Promise.all([
        to(Available, { method: "GET", path }).catch(noneWhere404),
        findPrice(search.country, search.type),
      ]);
      return found.available_phone_numbers.map((one): Offer => ({
        number: one.phone_number,
        country: one.iso_country,
        type: search.type,
        locality: one.locality ?? null,
        region: one.region ?? null,
        capabilities: { voice: one.capabilities.voice === true, sms: one.capabilities.SMS === true },
        price,
        requirements: requirementsOf(one.address_requirements ?? "none"),
      }));
    },

    async buy({ number, addressSid, bundleSid }) {
      const body = form({ PhoneNumber: number, AddressSid: addressSid, BundleSid: bundleSid });
      return (await to(Incoming, { method: "POST", path: `${root}/IncomingPhoneNumbers.json`, body })).sid;
    },

    // Twilio answers a purchase only when it is done.
    findOrder: async () => ({ state: "none" }),
    cancel: async () => undefined,

    async findOwned(number) {
      const path = `${root}/IncomingPhoneNumbers.json?${form({ PhoneNumber: number, PageSize: 20 })}`;
      const { incoming_phone_numbers: owned } = await to(Owned, { method: "GET", path });
      return owned.find(({ phone_number }) => phone_number === number)?.sid;
    },

    async release(sid) {
      const path = `${root}/IncomingPhoneNumbers/${sid}.json`;
      await to(z.undefined(), { method: "DELETE", path }).catch((err: unknown) => {
        if (!(err instanceof ProviderRefused) || err.status !== 404) throw err;
      });
    },
  };
}

/** https://www.twilio.com/docs/phone-numbers/api/availablephonenumberlocal-resource, `address_requirements` */
function requirementsOf(address: string): Requirement[] {
  if (address === "none") return [];
  const where = { local: " in the number's country", foreign: " outside the number's country" }[address] ?? "";
  return [{ field: "addressSid", description: `An address of yours${where}` }];
}

function queryOf({ country, areaCode, contains, locality, sms, voice, limit }: NumberSearch) {
  const isArea = areaCode !== undefined && WITH_AREA_CODES.has(country);
  // A plus marks the beginning of the number.
  const beginning = isArea || areaCode === undefined ? undefined : `+${digitsOfArea(country, areaCode)}`;
  return {
    AreaCode: isArea ? areaCode : undefined,
    Contains: contains ?? beginning,
    InLocality: locality,
    SmsEnabled: sms === true ? true : undefined,
    VoiceEnabled: voice === true ? true : undefined,
    PageSize: limit,
  };
}

/** Twilio answers 404 for a country or a type that it does not sell. */
function noneWhere404(err: unknown): z.infer<typeof Available> {
  if (err instanceof ProviderRefused && err.status === 404) return { available_phone_numbers: [] };
  throw err;
}

const reasonOf: ReadRefusal = (status, body) => ({
  reason: status === 401 ? "Twilio does not know this account and secret." : Refusal.safeParse(body).data?.message,
});
