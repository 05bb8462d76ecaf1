import { Hono } from "hono";
import { ACCOUNTS } from "./accounts.ts";
import type { NumbersState, Owned } from "./state.ts";
import type { NumberType, StockNumber } from "./stock.ts";
import { telnyxOrders } from "./telnyx-orders.ts";
import { problem } from "./telnyx-problem.ts";
import { sendByTelnyx } from "./texts.ts";

const TYPES: Record<string, NumberType> = { local: "local", mobile: "mobile", toll_free: "toll-free" };
const DEFAULT_LIMIT = 100;

/** Telnyx's API v2 as far as numbers go. */
export function telnyxRoutes(state: NumbersState): Hono {
  const app = new Hono();
  app.use(async (c, next) =>
    c.req.header("authorization") === `Bearer ${ACCOUNTS.telnyx.apiKey}`
      ? next()
      : problem(c, 401, "10009", "Authentication failed", "Could not understand the provided credentials."),
  );

  app.get("/available_phone_numbers", (c) => {
    const query = c.req.query();
    const limit = Number(query["filter[limit]"] ?? DEFAULT_LIMIT);
    const features = c.req.queries("filter[features][]") ?? [];
    const all = state.available("telnyx").filter((one) => matches(one, query, features));
    const data = all.slice(0, limit).map(toAvailable);
    const counts = { total_results: all.length, best_effort_results: 0 };
    return c.json({ data, meta: counts, metadata: counts });
  });

  telnyxOrders(app, state);
  app.post("/messages", (c) => sendByTelnyx(c, state));

  app.get("/phone_numbers", (c) => {
    const asked = c.req.query("filter[phone_number]");
    const size = Number(c.req.query("page[size]") ?? 20);
    const isAsked = ({ number }: { number: string }) => asked === undefined || number === asked;
    const found = [
      ...state.owned("telnyx").map((one) => toOwned(one, "active")),
      // A number that is being ordered is listed already.
      ...state
        .orders()
        .filter(({ status }) => status === "pending")
        .map(({ id, number }) => toOwned({ id, number, boughtAt: new Date(0).toISOString() }, "purchase-pending")),
    ].filter(({ phone_number }) => isAsked({ number: phone_number }));
    const meta = { total_pages: 1, total_results: found.length, page_number: 1, page_size: size };
    return c.json({ data: found.slice(0, size), meta });
  });
  app.delete("/phone_numbers/:id", (c) => {
    const found = state.find("telnyx", c.req.param("id"));
    if (found === undefined || !state.release("telnyx", found.id)) {
      return problem(c, 404, "10005", "Resource not found", "The requested resource or URL could not be found.");
    }
    return c.json({ data: toOwned(found, "deleted") });
  });
  return app;
}

function matches(one: StockNumber, query: Record<string, string>, features: string[]): boolean {
  const asked = (name: string) => query[`filter[${name}]`];
  const type = asked("phone_number_type");
  const locality = asked("locality");
  const contains = query["filter[phone_number][contains]"];
  const area = asked("national_destination_code");
  return (
    one.country === asked("country_code") &&
    (type === undefined || one.type === TYPES[type]) &&
    (locality === undefined || one.locality.toLowerCase() === locality.toLowerCase()) &&
    (area === undefined || one.areaCode === area) &&
    (contains === undefined || one.number.includes(contains)) &&
    features.every((feature) => one.features.some((has) => has === feature))
  );
}

const toAvailable = (one: StockNumber) => ({
  record_type: "available_phone_number",
  phone_number: one.number,
  vanity_format: null,
  best_effort: false,
  quickship: true,
  reservable: true,
  region_information: [
    { region_type: "country_code", region_name: one.country },
    ...(one.region === "" ? [] : [{ region_type: "state", region_name: one.region }]),
    ...(one.locality === "" ? [] : [{ region_type: "rate_center", region_name: one.locality }]),
  ],
  cost_information: { upfront_cost: "1.00", monthly_cost: one.monthlyUsd, currency: "USD" },
  features: one.features.map((name) => ({ name })),
});

const toOwned = ({ id, number, boughtAt }: Omit<Owned, "provider">, status: string) => ({
  id,
  record_type: "phone_number",
  phone_number: number,
  status,
  created_at: boughtAt,
});
