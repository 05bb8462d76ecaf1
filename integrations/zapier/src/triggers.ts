import type { Bundle, Trigger, ZObject } from "zapier-platform-core";
import { ask, type Page } from "./api.ts";
import samples from "./samples.json" with { type: "json" };

type EventType = keyof typeof samples.events;
/** An event, as it is delivered and as it is listed: the same fields. */
type Event = { id: string; type: EventType; data: Record<string, unknown> };
type Told = { key: string; type: EventType; noun: string; label: string; description: string };

/** Deliveries are repeated for three days. */
const REMEMBERED_SECONDS = 3 * 24 * 60 * 60;

const isEvent = (content: unknown, type: EventType): content is Event =>
  typeof content === "object" && content !== null && "id" in content && "type" in content && content.type === type;

/** Delivery is at least once: what this subscription was sent before starts no Zap again. */
async function isFirst(z: ZObject, subscription: unknown, event: Event): Promise<boolean> {
  const key = `${String(subscription)}:${event.id}`;
  if ((await z.cache.get(key)) !== null) return false;
  await z.cache.set(key, true, REMEMBERED_SECONDS);
  return true;
}

const onEvent = ({ key, type, noun, label, description }: Told) =>
  ({
    key,
    noun,
    display: { label, description },
    operation: {
      type: "hook",
      performSubscribe: (z: ZObject, bundle: Bundle) =>
        ask<{ id: string }>(z, "/v1/webhooks", {
          method: "POST",
          body: { url: bundle.targetUrl, eventTypes: [type], description: `Zapier: ${label}` },
        }),
      performUnsubscribe: async (z: ZObject, bundle: Bundle) => {
        await ask(z, `/v1/webhooks/${String(bundle.subscribeData?.["id"])}`, { method: "DELETE" });
        return {};
      },
      perform: async (z: ZObject, bundle: Bundle) => {
        const event = bundle.cleanedRequest;
        if (!isEvent(event, type)) return [];
        return (await isFirst(z, bundle.subscribeData?.["id"], event)) ? [event] : [];
      },
      // Never empty: where nothing happened yet, the API has an example.
      performList: async (z: ZObject) =>
        (await ask<Page<Event>>(z, "/v1/events", { params: { type, sample: "true", limit: "3" } })).items,
      sample: samples.events[type],
    },
  }) satisfies Trigger;

export const eventTriggers = {
  call_report: onEvent({
    key: "call_report",
    type: "call.report",
    noun: "Call Report",
    label: "New Call Report",
    description: "Triggers when the report of a call is ready, with its summary and the data collected.",
  }),
  message_taken: onEvent({
    key: "message_taken",
    type: "caller-message.taken",
    noun: "Message",
    label: "New Message",
    description: "Triggers when a caller has left a message with an assistant.",
  }),
  call_failed: onEvent({
    key: "call_failed",
    type: "call.failed",
    noun: "Failed Call",
    label: "Failed Call",
    description: "Triggers when a call has ended because something went wrong.",
  }),
  call_started: onEvent({
    key: "call_started",
    type: "call.started",
    noun: "Call",
    label: "Call Started",
    description: "Triggers when a call has begun, whoever called.",
  }),
  test_run_ended: onEvent({
    key: "test_run_ended",
    type: "test-run.ended",
    noun: "Test Run",
    label: "Test Run Ended",
    description: "Triggers when the run of a test suite has ended.",
  }),
  number_in_trouble: onEvent({
    key: "number_in_trouble",
    type: "phone-number.failed",
    noun: "Phone Number",
    label: "Phone Number in Trouble",
    description: "Triggers when a phone number is not in service, because its order or its setting failed.",
  }),
};
