import { randomUUID } from "node:crypto";
import { Hono, type Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ACCOUNTS } from "./accounts.ts";
import { sendByTwilio } from "./texts.ts";
import type { NumbersState, Owned } from "./state.ts";
import type { NumberType, StockNumber } from "./stock.ts";

const TYPES: Record<string, NumberType> = { Local: "local", Mobile: "mobile", TollFree: "toll-free" };
const DEFAULT_PAGE_SIZE = 50;
const { accountSid, authToken, apiKey, apiSecret } = ACCOUNTS.twilio;
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

const problem = (c: Context, status: ContentfulStatusCode, code: number, message: string) =>
  c.json({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }, status);
const notFound = (c: Context) => problem(c, 404, 20404, `The requested resource ${c.req.path} was not found`);

/** Twilio's REST API of 2010 as far as numbers go, and its pricing API. */
export function twilioRoutes(state: NumbersState): Hono {
  const app = new Hono();
  const root = `/2010-04-01/Accounts/:account`;
  app.use(async (c, next) => {
    const given = c.req.header("authorization");
    if (given !== basic(accountSid, authToken) && given !== basic(apiKey, apiSecret)) {
      return problem(c, 401, 20003, "Authenticate");
    }
    return next();
  });
  app.use(`${root}/*`, async (c, next) =>
    c.req.param("account") === accountSid ? next() : problem(c, 401, 20003, "Authenticate"),
  );

  app.get(`${root}/AvailablePhoneNumbers/:country/:kind{[A-Za-z]+\\.json}`, (c) => {
    const type = TYPES[c.req.param("kind").replace(".json", "")];
    const sold = state.available("twilio").filter((one) => one.country === c.req.param("country") && one.type === type);
    if (type === undefined || sold.length === 0) return notFound(c);
    const size = Number(c.req.query("PageSize") ?? DEFAULT_PAGE_SIZE);
    const found = sold.filter((one) => matches(one, c.req.query())).slice(0, size);
    return c.json({ available_phone_numbers: found.map(toAvailable), uri: c.req.path });
  });

  app.get(`${root}/IncomingPhoneNumbers.json`, (c) => {
    const asked = c.req.query("PhoneNumber");
    const size = Number(c.req.query("PageSize") ?? DEFAULT_PAGE_SIZE);
    const found = state.owned("twilio").filter(({ number }) => asked === undefined || number === asked);
    const page = { page: 0, page_size: size, start: 0, end: Math.max(0, found.length - 1), next_page_uri: null };
    return c.json({ incoming_phone_numbers: found.slice(0, size).map(toIncoming), ...page, uri: c.req.path });
  });
  app.post(`${root}/IncomingPhoneNumbers.json`, async (c) => {
    const form = await c.req.parseBody();
    const number = form["PhoneNumber"];
    if (typeof number !== "string" || !/^\+\d{7,15}$/.test(number)) {
      return problem(c, 400, 21421, "The 'PhoneNumber' supplied is not valid.");
    }
    const offered = state.available("twilio").find((one) => one.number === number);
    if (offered === undefined) return problem(c, 400, 21422, `${number} is not available`);
    if (offered.needsAddress && typeof form["AddressSid"] !== "string") {
      return problem(c, 400, 21631, "Phone Number Requires an Address but the 'AddressSid' parameter was empty.");
    }
    const bought = state.buy("twilio", number, `PN${randomUUID().replaceAll("-", "")}`);
    return bought === undefined
      ? problem(c, 400, 21422, `${number} is not available`)
      : c.json(toIncoming(bought), 201);
  });
  app.delete(`${root}/IncomingPhoneNumbers/:sid{PN[0-9a-f]+\\.json}`, (c) => {
    const gone = state.release("twilio", c.req.param("sid").replace(".json", ""));
    return gone ? c.body(null, 204) : notFound(c);
  });

  app.post(`${root}/Messages.json`, (c) => sendByTwilio(c, state));

  app.get("/v1/PhoneNumbers/Countries/:country", (c) => {
    const country = c.req.param("country");
    const sold = state.available("twilio").filter((one) => one.country === country);
    if (sold.length === 0) return notFound(c);
    const prices = new Map(sold.map(({ type, monthlyUsd }) => [type.replace("-", " "), monthlyUsd]));
    return c.json({
      country,
      iso_country: country,
      phone_number_prices: [...prices].map(([number_type, price]) => ({
        number_type,
        base_price: price,
        current_price: price,
      })),
      price_unit: "USD",
      url: c.req.url,
    });
  });
  return app;
}

function matches(one: StockNumber, query: Record<string, string>): boolean {
  const { AreaCode, Contains, InLocality, SmsEnabled, VoiceEnabled } = query;
  const pattern = Contains === undefined ? /./ : new RegExp(Contains.replaceAll("*", "\\d").replace(/[^\d\\d]/g, ""));
  return (
    (AreaCode === undefined || one.areaCode === AreaCode) &&
    pattern.test(one.number) &&
    (InLocality === undefined || one.locality.toLowerCase() === InLocality.toLowerCase()) &&
    (SmsEnabled !== "true" || one.features.includes("sms")) &&
    (VoiceEnabled !== "true" || one.features.includes("voice"))
  );
}

const toAvailable = (one: StockNumber) => ({
  friendly_name: one.number,
  phone_number: one.number,
  lata: null,
  rate_center: null,
  latitude: null,
  longitude: null,
  locality: one.locality || null,
  region: one.region || null,
  postal_code: null,
  iso_country: one.country,
  address_requirements: one.needsAddress ? "local" : "none",
  beta: false,
  capabilities: { voice: one.features.includes("voice"), SMS: one.features.includes("sms"), MMS: false },
});

const toIncoming = ({ id, number, boughtAt }: Owned) => ({
  sid: id,
  account_sid: accountSid,
  friendly_name: number,
  phone_number: number,
  date_created: new Date(boughtAt).toUTCString(),
  status: "in-use",
  capabilities: { voice: true, sms: true, mms: false, fax: false },
  uri: `/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers/${id}.json`,
});
