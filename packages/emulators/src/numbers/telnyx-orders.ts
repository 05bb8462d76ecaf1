import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import { REQUIREMENT_GROUPS } from "./accounts.ts";
import type { NumbersState, Order } from "./state.ts";
import { problem } from "./telnyx-problem.ts";

/** Telnyx's orders: carried out at once, or after a review of the documents that the country requires. */
export function telnyxOrders(app: Hono, state: NumbersState): void {
  app.get("/regulatory_requirements", (c) => {
    const [country, type, action] = ["country_code", "phone_number_type", "action"].map((name) =>
      c.req.query(`filter[${name}]`),
    );
    const isAsked = country === "FR" && type === "mobile" && action === "ordering";
    const regulatory_requirements = isAsked
      ? [{ id: REQUIREMENT, name: "Proof of address in France", field_type: "address", description: "A recent bill." }]
      : [];
    return c.json({ data: [{ country_code: country, phone_number_type: type, action, regulatory_requirements }] });
  });

  app.post("/number_orders", async (c) => {
    const { number, group, reference } = read(await c.req.json().catch(() => undefined));
    if (number === undefined) {
      return problem(c, 422, "10004", "Missing required parameter", "The 'phone_numbers' parameter is required.");
    }
    const offered = state.available("telnyx").find((one) => one.number === number);
    if (offered === undefined) return notAvailable(c, number);
    const isKnown = group === undefined || Object.values<string>(REQUIREMENT_GROUPS).includes(group);
    if (!isKnown) return problem(c, 422, "10015", "Bad Request", "The requirement group does not exist.");
    const needsPapers = offered.needsAddress && group !== REQUIREMENT_GROUPS.approved;
    const order: Order = {
      id: randomUUID(),
      number,
      reference: reference ?? null,
      status: needsPapers ? "pending" : "success",
      requirementsMet: !needsPapers,
    };
    if (!needsPapers && !deliver(state, number)) return notAvailable(c, number);
    state.putOrder(order);
    return c.json({ data: toOrder(order) });
  });

  app.get("/number_orders", (c) => {
    const asked = c.req.query("filter[customer_reference]");
    const data = state.orders().filter(({ reference }) => asked === undefined || reference === asked);
    const meta = { total_pages: 1, total_results: data.length, page_number: 1, page_size: 20 };
    return c.json({ data: data.map(toOrder), meta });
  });

  app.patch("/sub_number_orders/:id/cancel", (c) => {
    const order = state.orders().find(({ id }) => `${id}-1` === c.req.param("id"));
    if (order === undefined) return problem(c, 404, "10005", "Resource not found", "The order could not be found.");
    if (order.status !== "pending") {
      return problem(c, 422, "10015", "Bad Request", "Only a pending order can be cancelled.");
    }
    state.putOrder({ ...order, status: "cancelled" });
    return c.json({ data: { id: c.req.param("id"), record_type: "sub_number_order", status: "cancelled" } });
  });
}

/** Somebody has looked at the documents of a pending order. */
export function review(state: NumbersState, number: string, verdict: "approved" | "declined"): void {
  const order = state.orders().find((one) => one.number === number && one.status === "pending");
  if (order === undefined) return;
  const isApproved = verdict === "approved";
  state.putOrder({ ...order, status: isApproved ? "success" : "failure", requirementsMet: isApproved });
  if (isApproved) deliver(state, number);
}

const REQUIREMENT = "2708e569-0000-4000-8000-000000000001";

const deliver = (state: NumbersState, number: string) =>
  state.buy("telnyx", number, String(Date.now()) + String(Math.floor(Math.random() * 1e6))) !== undefined;

const notAvailable = (c: Context, number: string) =>
  problem(c, 422, "10027", "Phone number not available", `The phone number ${number} is not available.`);

const toOrder = ({ id, number, reference, status, requirementsMet }: Order) => ({
  id,
  record_type: "number_order",
  status,
  customer_reference: reference,
  phone_numbers_count: 1,
  requirements_met: requirementsMet,
  sub_number_orders_ids: [`${id}-1`],
  phone_numbers: [{ id: `${id}-2`, record_type: "number_order_phone_number", phone_number: number, status }],
});

function read(body: unknown) {
  const order = body as { phone_numbers?: unknown; customer_reference?: unknown } | null | undefined;
  const [first]: unknown[] = Array.isArray(order?.phone_numbers) ? order.phone_numbers : [];
  const line = first as { phone_number?: unknown; requirement_group_id?: unknown } | null | undefined;
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  return {
    number: text(line?.phone_number),
    group: text(line?.requirement_group_id),
    reference: text(order?.customer_reference),
  };
}
