/** Every type of event that webhooks get. Their data is described in services/deliveries/src/event-types. */
export const EVENT_TYPES = [
  "call.started",
  "call.ended",
  "call.report",
  "call.failed",
  "transcript.final",
  "tool.called",
  "caller-message.taken",
  "assistant.created",
  "assistant.updated",
  "assistant.deleted",
  "function.created",
  "function.updated",
  "function.deleted",
  "squad.created",
  "squad.updated",
  "squad.deleted",
  "workflow.created",
  "workflow.updated",
  "workflow.deleted",
  "phone-number.created",
  "phone-number.updated",
  "phone-number.deleted",
  "phone-number.failed",
  "telephony-credential.created",
  "telephony-credential.updated",
  "file.ready",
  "file.failed",
  "test-run.ended",
  "limit.near",
  "limit.reached",
  "webhook.disabled",
  "ping",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The resources with events `<name>.created` and `<name>.updated`. */
export type MirroredName = EventType extends infer Type ? (Type extends `${infer Name}.updated` ? Name : never) : never;
