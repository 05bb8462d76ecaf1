import { exampleOfSent } from "../event-types/sent-event.ts";

/** What an endpoint is sent, for the API's description. */
export const EXAMPLE_SENT_EVENT = exampleOfSent("assistant.updated");

/** The same as it is listed. */
export const EXAMPLE_EVENT = {
  ...EXAMPLE_SENT_EVENT,
  resource: { type: "assistant", id: EXAMPLE_SENT_EVENT.data.id },
};
