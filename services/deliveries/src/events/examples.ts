import { exampleOfSent } from "../event-types/sent-event.ts";

/** An event, for the API's description. */
export const EXAMPLE_EVENT = exampleOfSent("assistant.updated");
