import type { Order } from "./order.ts";

/** Which order: a number of an organization. */
export type OrderName = { orgId: string; numberId: string };

/** How far an order has come; `gone` when there is no such number (any more). */
export type OrderAnswer = { state: Order["state"] | "gone"; error: string | null; isAtProvider: boolean };
