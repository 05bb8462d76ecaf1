import type { OrderAnswer } from "../env.ts";
import type { Order } from "./order.ts";

/** The answer to a request about an order; undefined stands for a number that does not exist. */
export const toAnswer = (order: Order | undefined): OrderAnswer =>
  order === undefined
    ? { state: "gone", error: null, isAtProvider: false }
    : { state: order.state, error: order.error, isAtProvider: order.providerNumberId !== null };
