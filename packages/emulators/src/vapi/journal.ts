import type { JsonObject } from "./json.ts";

const KEPT = 5000;

export type Attempt = { at: string; status?: number; error?: string };

export type Delivery = {
  number: number;
  callId?: string;
  type: string;
  url: string;
  message: JsonObject;
  attempts: Attempt[];
  /** `lost` was never sent (a fault), `failed` ran out of attempts. */
  outcome: "pending" | "delivered" | "failed" | "lost";
};

export type Journal = {
  open(callId: string | undefined, url: string, message: JsonObject): Delivery;
  list(filter: { callId?: string | undefined; type?: string | undefined }): Delivery[];
  clear(): void;
};

/** Every webhook that was to be sent, and what became of it. */
export function createJournal(): Journal {
  let deliveries: Delivery[] = [];
  let count = 0;
  return {
    open(callId, url, message) {
      count += 1;
      const type = typeof message["type"] === "string" ? message["type"] : "unknown";
      const delivery: Delivery = {
        number: count,
        ...(callId === undefined ? {} : { callId }),
        type,
        url,
        message,
        attempts: [],
        outcome: "pending",
      };
      deliveries.push(delivery);
      if (deliveries.length > KEPT) deliveries = deliveries.slice(-KEPT);
      return delivery;
    },
    list: (filter) =>
      deliveries.filter(
        (delivery) =>
          (filter.callId === undefined || delivery.callId === filter.callId) &&
          (filter.type === undefined || delivery.type === filter.type),
      ),
    clear() {
      deliveries = [];
    },
  };
}
