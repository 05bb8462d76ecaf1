import type { Call } from "../api/types.ts";
import { m } from "../../paraglide/messages.js";
import { phoneNumber } from "../format.ts";

export const STATUS_LABELS = {
  scheduled: m.status_scheduled,
  queued: m.status_queued,
  ringing: m.status_ringing,
  "in-progress": m.status_in_progress,
  forwarding: m.status_forwarding,
  ended: m.status_ended,
} satisfies Record<Call["status"], () => string>;

export const DIRECTION_LABELS = {
  inbound: m.direction_inbound,
  outbound: m.direction_outbound,
  web: m.direction_web,
} satisfies Record<Call["direction"], () => string>;

/** The other party of a call: the name, else the number, else the kind of call. */
export function callTitle(call: Pick<Call, "customer" | "direction" | "name">): string {
  if (call.customer.name) return call.customer.name;
  if (call.customer.number) return phoneNumber(call.customer.number);
  return call.name ?? (call.direction === "web" ? m.direction_web() : m.call_unknown_number());
}

export const isLive = ({ status }: Pick<Call, "status">) => status !== "ended" && status !== "scheduled";
