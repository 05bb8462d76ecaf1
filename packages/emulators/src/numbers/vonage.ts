import { randomUUID } from "node:crypto";
import { Hono, type Context } from "hono";
import { ACCOUNTS } from "./accounts.ts";
import type { NumbersState } from "./state.ts";
import { stockOf, type NumberType, type StockNumber } from "./stock.ts";

const TYPES: Record<string, NumberType> = {
  landline: "local",
  "mobile-lvn": "mobile",
  "landline-toll-free": "toll-free",
};
const NAMES: Record<NumberType, string> = {
  local: "landline",
  mobile: "mobile-lvn",
  "toll-free": "landline-toll-free",
};
const { apiKey, apiSecret } = ACCOUNTS.vonage;

/** Vonage says 420, which is no status of HTTP, for a number that cannot be had or given back. */
const answer = (status: 200 | 401 | 420, label: string) =>
  Response.json({ "error-code": String(status), "error-code-label": label }, { status });

/** Vonage's Numbers API (rest.nexmo.com): key and secret as Basic authentication, or in the query as of old. */
export function vonageRoutes(state: NumbersState): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    const { api_key, api_secret } = c.req.query();
    const basic = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString("base64")}`;
    const isKnown = c.req.header("authorization") === basic || (api_key === apiKey && api_secret === apiSecret);
    return isKnown ? next() : answer(401, "authentication failed");
  });

  app.get("/account/get-balance", (c) => c.json({ value: 10.28, autoReload: false }));

  app.get("/number/search", (c) => c.json(pageOf(state.available("vonage"), c.req.query(), true)));
  app.get("/account/numbers", (c) => {
    const owned = new Set(state.owned("vonage").map(({ number }) => number));
    const numbers = stockOf("vonage").filter(({ number }) => owned.has(number));
    return c.json(pageOf(numbers, c.req.query(), false));
  });

  app.post("/number/buy", async (c) => {
    const number = await numberIn(c);
    const offered = state.available("vonage").find((one) => one.number === number);
    if (offered?.needsAddress === true) {
      const label =
        "Numbers from this country can be requested from the Dashboard (https://dashboard.nexmo.com/buy-numbers) as they require a valid local address to be provided before being purchased.";
      return answer(420, label);
    }
    const bought = number !== undefined && state.buy("vonage", number, randomUUID());
    return bought ? answer(200, "success") : answer(420, "method failed");
  });
  app.post("/number/cancel", async (c) => {
    const number = await numberIn(c);
    const isGone = number !== undefined && state.release("vonage", number);
    return isGone ? answer(200, "success") : answer(420, "method failed");
  });
  return app;
}

async function numberIn(c: Context): Promise<string | undefined> {
  const { msisdn, country } = await c.req.parseBody();
  return typeof msisdn === "string" && typeof country === "string" ? `+${msisdn}` : undefined;
}

/** `{}` when there is none: that is how Vonage says it. */
function pageOf(all: StockNumber[], query: Record<string, string>, isOffer: boolean): object {
  const { country, type, pattern, features, size = "10", index = "1" } = query;
  const search = query["search_pattern"] ?? "0";
  const found = all.filter((one) => {
    const digits = one.number.slice(1);
    const isLike =
      pattern === undefined ||
      (search === "0"
        ? digits.startsWith(pattern)
        : search === "1"
          ? digits.includes(pattern)
          : digits.endsWith(pattern));
    return (
      isLike &&
      (country === undefined || one.country === country) &&
      (type === undefined || one.type === TYPES[type]) &&
      (features ?? "").split(",").every((name) => name === "" || one.features.some((has) => has.toUpperCase() === name))
    );
  });
  if (found.length === 0) return {};
  const from = (Number(index) - 1) * Number(size);
  const numbers = found.slice(from, from + Number(size)).map((one) => ({
    country: one.country,
    msisdn: one.number.slice(1),
    type: NAMES[one.type],
    features: one.features.map((name) => name.toUpperCase()),
    ...(isOffer && { cost: one.monthlyUsd }),
  }));
  return { count: found.length, numbers };
}
